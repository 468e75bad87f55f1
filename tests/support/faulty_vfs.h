#pragma once

#include <string>

namespace fitmate::tests {

// SQLite's own file layer with a fault in it: counts the calls that touch the disk and lets one, or
// all from one on, fail. One at a time; lives as long as any database that uses it.
class FaultyVfs {
 public:
  FaultyVfs();
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;
  ~FaultyVfs();

  static std::string name() { return "faulty"; }

  enum class Length { once, from_then_on };
  // The call with that number from now on, counted from 1, fails with that SQLite code.
  void arm(int call, int code, Length length);
  // All is well again; whether the fault came about.
  bool disarm();
};

}  // namespace fitmate::tests
