// bench_reader [--json] [FOLDER]: our reader beside raw ZXing-C++, on drawn scenes and on the
// photographs of FOLDER. Both see the same grey frames in turns, so the machine's mood hits both.

#include <algorithm>
#include <chrono>
#include <exception>
#include <format>
#include <functional>
#include <iostream>
#include <optional>
#include <print>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <ZXing/ReadBarcode.h>
#include <nlohmann/json.hpp>

#include "firmware/qr_reader.h"
#include "tests/bench/reader_sets.h"
#include "tests/bench/table.h"

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
  double ratio = 0;  // ours / raw: the median of the rounds', the least and the greatest
  double ratio_low = 0;
  double ratio_high = 0;
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
  result.ratio = median(ratios);
  result.ratio_low = std::ranges::min(ratios);
  result.ratio_high = std::ranges::max(ratios);
  return result;
}

void print_json(const Result& result) {
  nlohmann::ordered_json line;
  line["benchmark"] = "reader";
  line["set"] = result.set;
  line["codes"] = result.codes;
  line["raw_reads"] = result.raw.reads;
  line["first_look_reads"] = result.first.reads;
  line["eight_looks_reads"] = result.all.reads;
  line["raw_false"] = result.raw.false_reads;
  line["eight_looks_false"] = result.all.false_reads;
  line["raw_ms"] = result.raw_ms;
  line["first_look_ms"] = result.first_ms;
  line["eight_looks_ms"] = result.all_ms;
  line["ratio"] = result.ratio;
  line["ratio_low"] = result.ratio_low;
  line["ratio_high"] = result.ratio_high;
  std::println("{}", line.dump());
}

Row row_of(const Result& result) {
  return {result.set,
          {std::format("{}", result.codes), std::format("{}", result.raw.reads),
           std::format("{}", result.first.reads), std::format("{}", result.all.reads),
           std::format("{}", result.raw.false_reads), std::format("{}", result.all.false_reads),
           std::format("{:.2f}", result.raw_ms), std::format("{:.2f}", result.first_ms),
           std::format("{:.2f} ({:.2f}-{:.2f})", result.ratio, result.ratio_low, result.ratio_high),
           std::format("{:.2f}", result.all_ms)}};
}

void run(bool json, const std::optional<std::string>& folder) {
  auto sets = draw_hard_sets();
  if (folder) sets.insert(sets.begin(), load_photographs(*folder));
  std::vector<Row> rows;
  for (const auto& set : sets) {
    const auto result = measure(set);
    if (json) {
      print_json(result);
    } else {
      rows.push_back(row_of(result));
    }
  }
  if (json) return;
  print_table("reader: ZXing-C++ alone (raw) beside ours; medians in ms a frame",
              {"set",
               {"codes", "raw reads", "first look", "eight looks", "raw false", "false", "raw ms",
                "first ms", "first/raw (spread)", "eight ms"}},
              rows);
}

}  // namespace
}  // namespace fitmate::bench

int main(int argc, char** argv) {
  bool json = false;
  std::optional<std::string> folder;
  for (const std::string_view argument :
       std::span(argv, static_cast<std::size_t>(argc)).subspan(1)) {
    if (argument == "--json") {
      json = true;
    } else {
      folder = argument;
    }
  }
  try {
    fitmate::bench::run(json, folder);
  } catch (const std::exception& error) {
    std::cerr << "bench_reader: " << error.what() << "\n";
    return 1;
  }
  return 0;
}
