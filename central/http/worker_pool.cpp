#include "central/http/worker_pool.h"

#include <utility>

namespace fitmate::central::http {

WorkerPool::WorkerPool(std::size_t threads, std::size_t most_waiting)
    : most_waiting_{most_waiting} {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

WorkerPool::~WorkerPool() {
  {
    const std::scoped_lock lock{mutex_};
    taking_ = false;
    ending_ = true;
  }
  changed_.notify_all();
}

bool WorkerPool::offer(Work work) {
  {
    const std::scoped_lock lock{mutex_};
    if (!taking_ || waiting_.size() >= most_waiting_) return false;
    waiting_.push_back(std::move(work));
  }
  changed_.notify_all();
  return true;
}

bool WorkerPool::finish(std::chrono::milliseconds within) {
  std::unique_lock lock{mutex_};
  taking_ = false;
  return changed_.wait_for(lock, within, [this] { return waiting_.empty() && busy_ == 0; });
}

void WorkerPool::run() {
  std::unique_lock lock{mutex_};
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    auto work = std::move(waiting_.front());
    waiting_.pop_front();
    ++busy_;
    lock.unlock();
    work();
    work = nullptr;
    lock.lock();
    --busy_;
    changed_.notify_all();
  }
}

}  // namespace fitmate::central::http
