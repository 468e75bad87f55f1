#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "firmware/frame.h"

namespace fitmate::bench {

struct ReaderCase {
  std::string name;
  firmware::GreyImage frame;
  std::vector<std::string> texts;  // what is to be read
  bool any_text = false;           // there is a code whose text nobody knows: any reading is right
};

struct ReaderSet {
  std::string name;
  std::vector<ReaderCase> cases;
};

// The photographs of truth.tsv in that folder, in grey, no side longer than 1280 pixels. Throws
// std::runtime_error when the folder is not such a one.
ReaderSet load_photographs(const std::filesystem::path& folder);

// Our codes (a phone's of 151 characters at level M, a card's of 133 at level Q) in scenes of one
// kind of trouble each, from bearable to hopeless.
std::vector<ReaderSet> draw_hard_sets();

}  // namespace fitmate::bench
