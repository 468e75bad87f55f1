#include "tests/bench/program.h"

#include <exception>
#include <iostream>
#include <span>
#include <string_view>

namespace fitmate::bench {

int run_benchmark(int argc, char** argv, const std::function<void(const Asked&)>& measure) {
  const std::span<char*> words{argv, static_cast<std::size_t>(argc)};
  Asked asked;
  for (const std::string_view word : words.subspan(1)) {
    if (word == "--json") {
      asked.json = true;
    } else {
      asked.places.emplace_back(word);
    }
  }
  try {
    measure(asked);
  } catch (const std::exception& error) {
    std::cerr << words.front() << ": " << error.what() << '\n';
    return 1;
  }
  return 0;
}

}  // namespace fitmate::bench
