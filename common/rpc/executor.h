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

// Work that has not been begun for so long is refused, if the queue has not been empty for so long
// either: in an overload that lasts, what is done is done quickly, and the rest is told to come
// again, instead of all being late. A burst is worked off.
inline constexpr std::chrono::milliseconds kMostWait{500};
inline constexpr std::chrono::milliseconds kStandingQueue{1000};

// Most bytes of the requests that are in hand, waiting or being worked on; a single request may
// have more.
inline constexpr size_t kMostBytesInHand = 64 * 1024 * 1024;

// A fixed number of threads with a bounded queue before them. The thread that takes calls
// (call_loop.h) must not work for long; so it hands work over to an executor, and here is where
// load is shed. Safe for concurrent use.
class Executor {
 public:
  using Task = std::function<void()>;

  // Starts `threads` threads. At most `queue_limit` tasks wait for one.
  Executor(int threads, size_t queue_limit, const ExecutorMeters& meters = {});

  // Does what waits, then ends the threads. No task may be submitted any more.
  ~Executor();

  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  // Queues a new piece of work for a request of `bytes`. Returns false, and forgets both tasks, if
  // the queue is full or too many bytes are in hand. If the work has waited too long when its turn
  // comes, `refuse` (if there is one) is run in its place.
  bool Submit(Task task, Task refuse = nullptr, size_t bytes = 0);

  // Queues the next step of work that was admitted before, such as the next message of a stream;
  // it is never refused. There is at most one such step for each call that is running.
  //
  // For want of memory throws std::bad_alloc, and nothing has changed. Who cannot go on without it,
  // as a call that is running, lets that end the process.
  void Continue(Task task);

  // Hands over work that the caller could do itself, if a thread has nothing to do; else returns
  // false, and leaves the task as it is.
  bool Offer(Task&& task);

  // Returns the number of tasks that wait.
  size_t queued() const;

 private:
  using Clock = std::chrono::steady_clock;

  struct Work {
    Task task;
    Task refuse;  // Empty for what may not be refused.
    size_t bytes = 0;
    Clock::time_point since = {};
  };

  void Run();
  void Add(Work work);
  bool IsTooLate(const Work& work, Clock::time_point now) const;

  const size_t queue_limit_;
  const ExecutorMeters meters_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Work> queue_;          // Guarded by mutex_, as the next.
  size_t bytes_in_hand_ = 0;        // Of requests that wait or are worked on.
  Clock::time_point last_empty_{};  // When the queue was empty.
  size_t idle_ = 0;                 // Threads that wait for work.
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace sennight::rpc
