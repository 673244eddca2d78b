// Reads together the events that are asked for at the same time.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/event_store/domain/event_log.h"

namespace sennight::event_store {

// So many events are read by one statement at most.
inline constexpr size_t kMostGetsAtOnce = 32;

// So few statements run at once, which makes the most of each, but not only one, behind which all
// would wait when its connection has died without a word. Only if they keep the next waiting for so
// long, more run beside them.
inline constexpr int kFewGetReaders = 2;
inline constexpr absl::Duration kGetPatience = absl::Milliseconds(5);
inline constexpr int kMostGetReaders = 8;

// So many gets wait at most.
inline constexpr size_t kMostWaitingGets = 1024;

// Looks for events, each of which somebody waits for: at once if no others are being looked for,
// and else with all that come meanwhile. So one alone is as quick as ever, and many share the way
// to the database. Safe for concurrent use.
class GetQueue {
 public:
  // Takes the bytes of a GetEventResponse.
  using Done = std::function<void(absl::StatusOr<std::string>)>;

  // Reads until `deadline`, as EventLog::GetEach does.
  using Read = std::function<absl::StatusOr<EventLog::Each>(absl::Span<const EventAt> wanted,
                                                            absl::Time deadline)>;

  // Runs a task soon on another thread.
  using Run = std::function<void(std::function<void()>)>;

  // Tells the time.
  using Clock = std::function<absl::Time()>;

  GetQueue(Read read, Run run, Clock clock = absl::Now)
      : read_(std::move(read)), run_(std::move(run)), clock_(std::move(clock)) {}

  // Waits until nothing is read any more.
  ~GetQueue();

  GetQueue(const GetQueue&) = delete;
  GetQueue& operator=(const GetQueue&) = delete;

  // Looks for one event, then calls `done` on another thread. Does not wait.
  //
  // Errors, besides those of `read`: kResourceExhausted with a RetryInfo, at once, if too many
  // wait or there is no memory for what is asked.
  void Get(EventAt wanted, absl::Time deadline, Done done);

 private:
  struct Waiting {
    EventAt wanted;
    absl::Time since;
    absl::Time deadline;
    Done done;  // Empty when it has its answer.
  };

  // Some of those that wait, without memory of its own.
  struct Batch {
    std::array<Waiting, kMostGetsAtOnce> places = {};
    size_t size = 0;

    absl::Span<Waiting> waiting() { return {places.data(), size}; }
  };

  bool WantsReader(absl::Time now) const;
  void ReadAll();
  void RefuseAll();
  bool Take(Batch* batch);
  void ReadTogether(Batch& batch) const;
  void ReadEach(absl::Span<Waiting* const> asked, std::vector<Waiting*>* large) const;
  static void Answer(Waiting& one, absl::StatusOr<std::string> found);

  const Read read_;
  const Run run_;
  const Clock clock_;
  mutable std::mutex mutex_;  // Guards the members below; not held while something is read.
  std::condition_variable idle_;
  std::deque<Waiting> waiting_;
  int readers_ = 0;                 // Tasks that read, or will soon.
  bool is_reader_coming_ = false;  // One of them has not begun yet: it takes all that wait.
};

}  // namespace sennight::event_store
