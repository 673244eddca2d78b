// Writes to the log, one batch or revision after the other.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/adapters/postgres/append_batch.h"
#include "services/event_store/adapters/postgres/append_meters.h"
#include "services/event_store/adapters/postgres/connection_pool.h"
#include "services/event_store/adapters/postgres/read_head.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/domain/event_log.h"
#include "services/event_store/domain/near_duplicates.h"

namespace sennight::event_store {

// A transaction that appends one batch after the other has at least so many events if more are
// ready; the next one is sent while it is committed.
inline constexpr size_t kTransactionEvents = 1000;

// Remembers what it takes to append the next batch at once: how it left the log, the newest texts
// and the ids of topics. All of it is presumed only, until the log has been locked. Safe for
// concurrent use; one transaction writes at a time.
class LogWriter {
 public:
  // `pool` must outlive the writer. `on_commit` (optional) is called after each commit, on the
  // thread that writes; it must be quick.
  explicit LogWriter(ConnectionPool& pool, const AppendMeters& meters = {},
                     std::function<void()> on_commit = {})
      : pool_(pool), meters_(meters), on_commit_(std::move(on_commit)) {}

  // As EventLog::AppendPrepared, EventLog::AppendEach and EventLog::Revise.
  absl::StatusOr<std::vector<eventstore::v1::AppendOutcome>> Append(
      absl::Span<const PreparedEvent> batch, absl::Time now, absl::Time deadline);
  absl::Status AppendEach(Batches& batches, const std::function<absl::Time()>& clock,
                          absl::Time deadline);
  absl::StatusOr<eventstore::v1::AppendOutcome> Revise(const Revision& revision,
                                                       const Recording& recording,
                                                       absl::Time deadline);

 private:
  class PresumingRun;

  // Batches that have been taken and not been stored yet, the oldest first.
  struct Taken {
    absl::Span<const PreparedEvent> events;
    absl::Time now;
    std::vector<eventstore::v1::AppendOutcome> in_doubt = {};  // If it may have been stored.
    std::vector<eventstore::v1::AppendOutcome> outcomes = {};  // If it has, and one before has not.
  };
  using TakenBatches = std::deque<Taken>;

  absl::Status Write(absl::Time deadline, const std::function<absl::Status()>& work);
  absl::Status Store(Taken& batch, absl::Time deadline);
  bool HasWaiting();

  ConnectionPool& pool_;
  const AppendMeters meters_;
  const std::function<void()> on_commit_;
  // Who waits to write holds the first until he has the second: nobody writes twice meanwhile.
  std::timed_mutex next_;
  std::timed_mutex writing_;  // Guards the members below.
  NearDuplicates texts_;
  LockedLog end_;                         // How the log was left.
  std::map<std::string, int> topic_ids_;  // As far as topics have been met.
  // Whether the last batch found the log as it had been left, and nothing of its own there. If not,
  // others write too, or repeat what is stored, and to presume costs more than it spares.
  bool may_presume_ = false;
};

}  // namespace sennight::event_store
