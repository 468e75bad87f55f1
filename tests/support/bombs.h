#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Small files that ask for far more memory or work than they have bytes.
namespace fitmate::tests {

struct Bomb {
  std::string what;
  std::string bytes;
};

// So many repetitions of a unit, as a zlib stream; about a thousandth of their size.
std::string deflated(std::string_view unit, std::size_t times);

// Pictures of 16 x 12 that can be seen, and what else can be packed into a PNG.
std::vector<Bomb> png_bombs();

// Documents of which reading the structure takes gigabytes or minutes.
std::vector<Bomb> pdf_bombs();
// A document whose page has 256 MiB on it, packed; nobody who looks at the structure unpacks it.
std::string pdf_with_large_page();

}  // namespace fitmate::tests
