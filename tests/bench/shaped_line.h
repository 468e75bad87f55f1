#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "db/descriptor.h"

namespace fitmate::bench {

// A line of TCP to a server of this machine, with a rate and a length. Nothing is lost on it and
// nothing waits within it: what is more than its rate waits where it comes from. A thread of its
// own; any thread may ask.
class ShapedLine {
 public:
  struct Shape {
    std::int64_t bits_per_s = 0;  // each way; 0: as fast as the machine
    std::chrono::microseconds there_and_back{};
  };

  ShapedLine(std::uint16_t server, Shape shape);
  ShapedLine(const ShapedLine&) = delete;
  ShapedLine& operator=(const ShapedLine&) = delete;
  ~ShapedLine();

  std::uint16_t port() const { return port_; }
  // Ends all connections at once, and each new one, until it is mended.
  void cut();
  void mend();
  // Connections that a cut ended, or that came while it lasted.
  int broken() const { return broken_; }

 private:
  class Pipe;

  void serve();
  void break_all();
  void take_caller();
  void wake() const;

  std::uint16_t server_;
  Shape shape_;
  db::Descriptor listener_;
  db::Descriptor wake_;
  std::uint16_t port_ = 0;
  std::atomic<bool> is_cut_ = false;
  std::atomic<bool> is_over_ = false;
  std::atomic<int> broken_ = 0;
  std::vector<std::unique_ptr<Pipe>> pipes_;  // the thread's own
  std::jthread thread_;
};

}  // namespace fitmate::bench
