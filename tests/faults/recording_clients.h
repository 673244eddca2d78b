// Clients of event stores that record what they see, to be judged (history.h).
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "tests/faults/history.h"

namespace sennight::testing {

// Work until they are told to stop.
class RecordingClients {
 public:
  using Stub = eventstore::v1::EventStoreService::Stub;

  // An append of one to three events, whose numbers begin at `first`, a multiple of three; begun
  // now.
  struct Appending {
    explicit Appending(int first);

    eventstore::v1::AppendEventsRequest request;
    AppendSeen seen;
  };

  // A call that has not been answered within `attempt` is given up.
  explicit RecordingClients(absl::Duration attempt) : attempt_(attempt) {}
  ~RecordingClients() { Stop(); }

  // Does `step` again and again, on a thread of its own.
  void Repeat(std::function<void()> step);

  // For a call that waits for a connection: an attempt on none is over before the store is back.
  void Prepare(grpc::ClientContext& context) const;

  // Makes the call once. What was acknowledged is recorded; what was not is the caller's to repeat
  // or to record.
  grpc::Status Append(Stub& stub, Appending& appending);
  void Record(AppendSeen seen);
  void Record(ReadSeen seen);

  // Records the head and returns it; zero if it was not told.
  int64_t AskForTheHead(Stub& stub);

  // Waits until `more` further appends have been acknowledged.
  bool AwaitAcknowledged(int more) const;

  // Returns what was seen when all have stopped.
  const History& Stop();

 private:
  const absl::Duration attempt_;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> acknowledged_ = 0;
  std::mutex mutex_;
  History history_;  // Guarded by mutex_ while the threads run.
  std::vector<std::thread> threads_;
};

}  // namespace sennight::testing
