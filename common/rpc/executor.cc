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
      .shed = metrics.AddCounter("sennight_executor_shed_total",
                                 "Calls refused because the queue was full.")};
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

bool Executor::Submit(Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= queue_limit_) {
      meters_.shed.Add();
      return false;
    }
    Push(std::move(task));
  }
  changed_.notify_one();
  return true;
}

void Executor::Continue(Task task) {
  {
    const std::lock_guard lock(mutex_);
    Push(std::move(task));
  }
  changed_.notify_one();
}

void Executor::Push(Task task) {
  queue_.push_back({std::move(task), std::chrono::steady_clock::now()});
  meters_.queued.Set(static_cast<double>(queue_.size()));
}

size_t Executor::queued() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void Executor::Run() {
  while (true) {
    Queued next;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      next = std::move(queue_.front());
      queue_.pop_front();
      meters_.queued.Set(static_cast<double>(queue_.size()));
    }
    meters_.wait_seconds.Observe(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - next.since).count());
    meters_.busy.Add(1);
    next.task();
    meters_.busy.Add(-1);
  }
}

}  // namespace sennight::rpc
