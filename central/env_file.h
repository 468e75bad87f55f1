#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fitmate::central {

// A `.env` as python-dotenv reads it: KEY=VALUE lines, "export " before them, quotes around values,
// comments behind "#". Variables are not expanded.
struct EnvFile {
  std::map<std::string, std::string, std::less<>> values;
  std::vector<int> unreadable;  // numbers of the lines that are none of that
};

EnvFile parse_env_file(std::string_view text);

}  // namespace fitmate::central
