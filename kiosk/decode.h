#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <vector>

namespace fitmate::kiosk {

// What a picture's codes said.
struct DecodedFile {
  std::string file;
  double ms = 0;                   // all looks, without loading
  std::vector<std::string> texts;  // each once, in the order they were read
};

// "file<TAB>ms<TAB>text", a line a text, one with an empty text where there is none. A text is
// printed as it is, but \n \r \t \\ and, as \xHH, other control bytes and what is no UTF-8.
std::string to_lines(const DecodedFile& decoded);

// One line of JSON: {"file","ms","texts"}.
std::string to_json_line(const DecodedFile& decoded);

// `decode FILE...`: reads each picture as the kiosk's reader would, with all looks. Answers go to
// `out` as they come; a file that is no picture is told on `talk`, and the rest are still read.
// Answers the exit code: 0, or 1 when a file could not be loaded.
int decode_files(std::span<const std::string> files, bool json, std::ostream& out,
                 std::ostream& talk);

}  // namespace fitmate::kiosk
