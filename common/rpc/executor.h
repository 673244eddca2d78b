// Where the work of a service is done.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "common/telemetry/metrics.h"

namespace sennight::rpc {

// What is counted of an executor.
struct ExecutorMeters {
  telemetry::Gauge queued;
  telemetry::Gauge busy;  // Threads that work.
  telemetry::Histogram wait_seconds;
  telemetry::Counter shed;

  // Makes them, and tells the limits. `metrics` must outlive them.
  static ExecutorMeters Make(telemetry::Metrics& metrics, int threads, size_t queue_limit);
};

// A fixed number of threads with a bounded queue before them. gRPC's own threads are few, and one
// that blocks stalls the whole server; so they only hand work over to an executor, and here is
// where load is shed. Safe for concurrent use.
class Executor {
 public:
  using Task = std::function<void()>;

  // Starts `threads` threads. At most `queue_limit` tasks wait for one.
  Executor(int threads, size_t queue_limit, const ExecutorMeters& meters = {});

  // Does what waits, then ends the threads. No task may be submitted any more.
  ~Executor();

  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  // Queues a new piece of work. Returns false, and forgets the task, if the queue is full.
  bool Submit(Task task);

  // Queues the next step of work that was admitted before, such as the next message of a stream;
  // it is never refused. There is at most one such step for each call that is running.
  void Continue(Task task);

  // Returns the number of tasks that wait.
  size_t queued() const;

 private:
  struct Queued {
    Task task;
    std::chrono::steady_clock::time_point since;
  };

  void Push(Task task);
  void Run();

  const size_t queue_limit_;
  const ExecutorMeters meters_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Queued> queue_;  // Guarded by mutex_.
  bool stopping_ = false;     // Guarded by mutex_.
  std::vector<std::thread> threads_;
};

}  // namespace sennight::rpc
