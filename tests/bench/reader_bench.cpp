// bench_reader [--json] [FOLDER]...: our reader beside raw ZXing-C++, on drawn scenes and on the
// photographs of FOLDER. Both see the same grey frames in turns, so the machine's mood hits both.

#include <functional>
#include <set>
#include <string>
#include <vector>

#include <ZXing/ReadBarcode.h>

#include "firmware/qr_reader.h"
#include "tests/bench/program.h"
#include "tests/bench/reader_sets.h"
#include "tests/bench/report.h"
#include "tests/bench/statistics.h"
#include "tests/bench/timing.h"

namespace fitmate::bench {
namespace {

// Each frame is timed this often; the spread between rounds is the ratio's uncertainty.
constexpr int rounds = 3;

using Texts = std::vector<std::string>;
using Reader = std::function<Texts(firmware::FrameView)>;

Texts read_raw(firmware::FrameView frame) {
  const ZXing::ImageView view(frame.pixels.data(), frame.width, frame.height,
                              ZXing::ImageFormat::Lum, frame.stride);
  Texts texts;
  const auto options = ZXing::ReaderOptions().setFormats(ZXing::BarcodeFormat::QRCode);
  for (const auto& barcode : ZXing::ReadBarcodes(view, options)) texts.push_back(barcode.text());
  return texts;
}

Texts read_ours(firmware::FrameView frame, int looks) {
  Texts texts;
  for (auto& code : firmware::read_codes(frame, looks).codes) texts.push_back(std::move(code.text));
  return texts;
}

struct Score {
  int reads = 0;
  int false_reads = 0;
};

void judge(const ReaderCase& one, const Texts& texts, Score& score) {
  std::multiset<std::string> wanted(one.texts.begin(), one.texts.end());
  for (const auto& text : std::set<std::string>(texts.begin(), texts.end())) {
    const auto found = wanted.find(text);
    if (found != wanted.end()) {
      ++score.reads;
      wanted.erase(found);
    } else if (!one.any_text) {
      ++score.false_reads;
    }
  }
}

struct Timed {
  Texts texts;
  double ms = 0;
};

Timed timed(const Reader& reader, firmware::FrameView frame) {
  Timed read;
  read.ms = milliseconds_of([&] { read.texts = reader(frame); });
  return read;
}

struct Result {
  std::string set;
  int codes = 0;
  Score raw;
  Score first;
  Score all;
  double raw_ms = 0;  // mean of the rounds' medians
  double first_ms = 0;
  double all_ms = 0;
  Spread ratio;  // ours / raw
};

// The medians of one round over all frames; what is read is the same in every round.
void measure_round(const ReaderSet& set, Result& result, std::vector<double>& ratios) {
  const bool is_first = ratios.empty();
  std::vector<double> raws;
  std::vector<double> firsts;
  std::vector<double> alls;
  for (const auto& one : set.cases) {
    const auto frame = one.frame.view();
    const auto raw = timed(read_raw, frame);
    const auto first = timed([](firmware::FrameView view) { return read_ours(view, 1); }, frame);
    raws.push_back(raw.ms);
    firsts.push_back(first.ms);
    if (!is_first) continue;
    const auto all = timed(
        [](firmware::FrameView view) { return read_ours(view, firmware::look_count); }, frame);
    alls.push_back(all.ms);
    judge(one, raw.texts, result.raw);
    judge(one, first.texts, result.first);
    judge(one, all.texts, result.all);
  }
  if (is_first) result.all_ms = median(alls);
  result.raw_ms += median(raws) / rounds;
  result.first_ms += median(firsts) / rounds;
  ratios.push_back(median(firsts) / median(raws));
}

Result measure(const ReaderSet& set) {
  Result result;
  result.set = set.name;
  for (const auto& one : set.cases) result.codes += static_cast<int>(one.texts.size());
  std::vector<double> ratios;
  for (int round = 0; round < rounds; ++round) measure_round(set, result, ratios);
  result.ratio = spread_of(ratios);
  return result;
}

Row row_of(const Result& result) {
  return {{"set", result.set},
          {"codes", result.codes},
          {"raw reads", result.raw.reads},
          {"first look reads", result.first.reads},
          {"eight looks reads", result.all.reads},
          {"raw false", result.raw.false_reads},
          {"eight looks false", result.all.false_reads},
          {"raw ms", result.raw_ms},
          {"first look ms", result.first_ms},
          {"first to raw", result.ratio},
          {"eight looks ms", result.all_ms}};
}

void run(const Asked& asked) {
  auto sets = draw_hard_sets();
  for (const auto& folder : asked.places) sets.insert(sets.begin(), load_photographs(folder));
  std::vector<Row> rows;
  rows.reserve(sets.size());
  for (const auto& set : sets) rows.push_back(row_of(measure(set)));
  print_report(asked.json, "reader",
               "ZXing-C++ alone (raw) beside our first look and all eight; medians in ms a frame",
               rows);
}

}  // namespace
}  // namespace fitmate::bench

int main(int argc, char** argv) {
  return fitmate::bench::run_benchmark(argc, argv, fitmate::bench::run);
}
