// Makes one batch of the appends that come at the same time.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/domain/prepared_event.h"

namespace sennight::event_store {

// A batch has at most so many events and bytes of memory, but at least one caller's append.
inline constexpr size_t kMostBatchEvents = 512;
inline constexpr int64_t kMostBatchBytes = 4 * 1024 * 1024;

// So many appends and bytes wait at most.
inline constexpr size_t kMostWaitingAppends = 1024;
inline constexpr int64_t kMostWaitingBytes = 32 * 1024 * 1024;

// Appends one batch after the other, each of what has come while the one before was stored, in the
// order it came: many small callers get the throughput of one big one, and one alone waits for
// nobody. What belongs to one caller is stored whole or not at all, and whatever is wrong with it
// does not touch its neighbours: a batch that fails for another reason than the database's state is
// tried again caller by caller. Safe for concurrent use.
class AppendQueue {
 public:
  using Outcomes = absl::StatusOr<std::vector<eventstore::v1::AppendOutcome>>;
  using Done = std::function<void(Outcomes)>;

  // Stores a batch until `deadline`, as EventLog::AppendPrepared does.
  using Store = std::function<Outcomes(absl::Span<const PreparedEvent>, absl::Time deadline)>;

  // Runs a task soon, on another thread, or before it returns.
  using Run = std::function<void(std::function<void()>)>;

  // `lead` is used for storing, which takes a thread for as long as something waits; `answer` for
  // the answers of a batch when others wait: the next one need not.
  AppendQueue(Store store, Run lead, Run answer)
      : store_(std::move(store)), lead_(std::move(lead)), answer_(std::move(answer)) {}

  // Waits until the thread that stores batches has done so; answers may still be under way.
  ~AppendQueue();

  AppendQueue(const AppendQueue&) = delete;
  AppendQueue& operator=(const AppendQueue&) = delete;

  // Appends `events`, then calls `done` with the outcome of each, on the thread that stores or by
  // the task of answers. Does not wait, unless `lead` does its task before it returns.
  //
  // Errors, besides those of `store`: kResourceExhausted with a RetryInfo if too much waits, or if
  // there is no memory for the batch.
  void Append(std::vector<PreparedEvent> events, absl::Time deadline, Done done);

 private:
  // An append that waits. It is always answered: one that is dropped, as for want of memory, is
  // told RESOURCE_EXHAUSTED, and can be repeated.
  class Waiting {
   public:
    Waiting(std::vector<PreparedEvent> prepared, absl::Time until, Done done);
    Waiting(Waiting&& other) noexcept;
    Waiting& operator=(Waiting&& other) noexcept;
    ~Waiting();

    void Answer(Outcomes outcomes);

    std::vector<PreparedEvent> events;
    size_t count = 0;  // Of the events, when they have been taken.
    int64_t bytes = 0;
    absl::Time deadline;

   private:
    Done done_;  // Empty when it has been answered.
  };

  // What is stored, and the answers that are to be given.
  struct Stored {
    void Answer();

    std::vector<Waiting> batch;
    std::vector<PreparedEvent> events;  // Their memory is given back with the answers.
    std::vector<eventstore::v1::AppendOutcome> outcomes;
  };

  bool Add(Waiting& waiting);
  void Lead();
  void Abandon();
  bool DropFirst();
  size_t CountNext() const;
  std::vector<Waiting> NextBatch();
  bool HasWaiting();
  void StoreBatch(std::vector<Waiting> batch);
  void StoreOneByOne(absl::Span<Waiting> batch, absl::Span<const PreparedEvent> events,
                     const absl::Status& failed);
  Outcomes StoreEvents(absl::Span<const PreparedEvent> events, absl::Time deadline) const;

  const Store store_;
  const Run lead_;
  const Run answer_;
  std::mutex mutex_;  // Guards the members below; not held while a batch is stored.
  std::condition_variable idle_;
  std::deque<Waiting> waiting_;
  int64_t waiting_bytes_ = 0;
  bool is_led_ = false;  // Whether a thread stores batches.
};

}  // namespace sennight::event_store
