#include "common/rpc/executor.h"

#include <utility>

namespace sennight::rpc {

ExecutorMeters ExecutorMeters::Make(telemetry::Metrics& metrics, int threads, size_t queue_limit) {
  metrics.AddGauge("sennight_executor_threads", "Threads that answer calls.").Set(threads);
  metrics.AddGauge("sennight_executor_queue_limit", "Most steps that may wait for a thread.")
      .Set(static_cast<double>(queue_limit));
  return {
      .queued = metrics.AddGauge("sennight_executor_queue_length", "Steps that wait for a thread."),
      .busy = metrics.AddGauge("sennight_executor_threads_busy", "Threads that work."),
      .wait_seconds = metrics.AddHistogram("sennight_executor_wait_seconds",
                                           "How long steps have waited for a thread.",
                                           telemetry::WaitSeconds()),
      .shed =
          metrics.AddCounter("sennight_executor_shed_total",
                             "Calls refused: the queue was full, or they had waited too long.")};
}

Executor::Executor(int threads, size_t queue_limit, const ExecutorMeters& meters)
    : queue_limit_(queue_limit), meters_(meters) {
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
    const bool is_full = queue_.size() >= queue_limit_ ||
                         (bytes_in_hand_ > 0 && bytes_in_hand_ + bytes > kMostBytesInHand);
    if (is_full) {
      meters_.shed.Add();
      return false;
    }
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

bool Executor::Offer(Task&& task) {
  {
    const std::lock_guard lock(mutex_);
    if (idle_ <= queue_.size()) return false;
    Add({.task = std::move(task), .refuse = nullptr});
  }
  changed_.notify_one();
  return true;
}

void Executor::Add(Work work) {
  work.since = Clock::now();
  const size_t bytes = work.bytes;
  const Clock::time_point since = work.since;
  queue_.push_back(std::move(work));  // For want of memory nothing has changed.
  if (queue_.size() == 1) last_empty_ = since;
  bytes_in_hand_ += bytes;
  meters_.queued.Set(static_cast<double>(queue_.size()));
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
      ++idle_;
      changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      --idle_;
      if (queue_.empty()) return;
      work = std::move(queue_.front());
      queue_.pop_front();
      meters_.queued.Set(static_cast<double>(queue_.size()));
      const Clock::time_point now = Clock::now();
      is_too_late = IsTooLate(work, now);
      if (queue_.empty()) last_empty_ = now;
    }
    meters_.wait_seconds.Observe(std::chrono::duration<double>(Clock::now() - work.since).count());
    if (is_too_late) {
      meters_.shed.Add();
      work.refuse();
    } else {
      meters_.busy.Add(1);
      work.task();
      meters_.busy.Add(-1);
    }
    const std::lock_guard lock(mutex_);
    bytes_in_hand_ -= work.bytes;
  }
}

}  // namespace sennight::rpc
