#include "common/rpc/executor.h"

#include <utility>

namespace sennight::rpc {

Executor::Executor(int threads, size_t queue_limit) : queue_limit_(queue_limit) {
  threads_.reserve(static_cast<size_t>(threads));
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

Executor::~Executor() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool Executor::Submit(Task task, Task refuse, size_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= queue_limit_) return false;
    if (bytes_in_hand_ > 0 && bytes_in_hand_ + bytes > kMostBytesInHand) return false;
    Add({.task = std::move(task), .refuse = std::move(refuse), .bytes = bytes});
  }
  changed_.notify_one();
  return true;
}

void Executor::Continue(Task task) {
  {
    const std::lock_guard lock(mutex_);
    Add({.task = std::move(task), .refuse = nullptr});
  }
  changed_.notify_one();
}

void Executor::Add(Work work) {
  work.since = Clock::now();
  if (queue_.empty()) last_empty_ = work.since;
  bytes_in_hand_ += work.bytes;
  queue_.push_back(std::move(work));
}

bool Executor::IsTooLate(const Work& work, Clock::time_point now) const {
  return work.refuse != nullptr && now - work.since > kMostWait &&
         now - last_empty_ > kStandingQueue;
}

size_t Executor::queued() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void Executor::Run() {
  while (true) {
    Work work;
    bool is_too_late = false;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      work = std::move(queue_.front());
      queue_.pop_front();
      const Clock::time_point now = Clock::now();
      is_too_late = IsTooLate(work, now);
      if (queue_.empty()) last_empty_ = now;
    }
    is_too_late ? work.refuse() : work.task();
    const std::lock_guard lock(mutex_);
    bytes_in_hand_ -= work.bytes;
  }
}

}  // namespace sennight::rpc
