// bench_reader [--json] [FOLDER]...: our reader beside raw ZXing-C++, on drawn scenes and on the
// photographs of FOLDER. Both see the same grey frames in turns, so the machine's mood hits both.

#include <chrono>
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

namespace fitmate::bench {
namespace {

// Each frame is timed this often; the spread between rounds is the ratio's uncertainty.
constexpr int rounds = 7;

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

double milliseconds(const Reader& reader, firmware::FrameView frame) {
  const auto begin = std::chrono::steady_clock::now();
  const auto texts = reader(frame);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  return took.count();
}

struct Result {
  std::string set;
  int codes = 0;
  Score raw;
  Score first;
  Score all;
  double raw_ms = 0;  // median over frames and rounds
  double first_ms = 0;
  double all_ms = 0;
  Spread ratio;  // ours / raw
};

Result measure(const ReaderSet& set) {
  const Reader first = [](firmware::FrameView frame) { return read_ours(frame, 1); };
  const Reader all = [](firmware::FrameView frame) {
    return read_ours(frame, firmware::look_count);
  };
  Result result;
  result.set = set.name;
  std::vector<double> all_ms;
  for (const auto& one : set.cases) {
    result.codes += static_cast<int>(one.texts.size());
    judge(one, read_raw(one.frame.view()), result.raw);
    judge(one, first(one.frame.view()), result.first);
    judge(one, all(one.frame.view()), result.all);
    all_ms.push_back(milliseconds(all, one.frame.view()));
  }
  result.all_ms = median(all_ms);
  std::vector<double> raws;
  std::vector<double> firsts;
  std::vector<double> ratios;
  for (int round = 0; round < rounds; ++round) {
    std::vector<double> raw_round;
    std::vector<double> first_round;
    for (const auto& one : set.cases) {
      raw_round.push_back(milliseconds(read_raw, one.frame.view()));
      first_round.push_back(milliseconds(first, one.frame.view()));
    }
    raws.push_back(median(raw_round));
    firsts.push_back(median(first_round));
    ratios.push_back(firsts.back() / raws.back());
  }
  result.raw_ms = median(raws);
  result.first_ms = median(firsts);
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
