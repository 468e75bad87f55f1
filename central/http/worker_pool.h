#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace fitmate::central::http {

// Threads that may block, behind a bounded queue. Any thread may offer work.
class WorkerPool {
 public:
  using Work = std::move_only_function<void()>;

  // Work must not throw.
  WorkerPool(std::size_t threads, std::size_t most_waiting);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  // Does what is waiting, then ends.
  ~WorkerPool();

  // False, and the work is not done, where too much waits or the pool is finishing.
  [[nodiscard]] bool offer(Work work);

  // Takes nothing more; true once all that was taken is done, false past the deadline.
  bool finish(std::chrono::milliseconds within);

 private:
  void run();

  std::size_t most_waiting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Work> waiting_;
  std::size_t busy_ = 0;
  bool taking_ = true;
  bool ending_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace fitmate::central::http
