// Writes to the log, one batch or revision after the other.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/adapters/postgres/append_batch.h"
#include "services/event_store/adapters/postgres/connection_pool.h"
#include "services/event_store/adapters/postgres/log_texts.h"
#include "services/event_store/domain/event_log.h"
#include "services/event_store/domain/near_duplicates.h"

namespace sennight::event_store {

// Remembers what it takes to append the next batch at once: how it left the log, the newest texts
// and the ids of topics. All of it is presumed only, until the log has been locked. Safe for
// concurrent use; one transaction writes at a time.
class LogWriter {
 public:
  // `pool` must outlive the writer.
  explicit LogWriter(ConnectionPool& pool) : pool_(pool) {}

  // As EventLog::AppendPrepared and EventLog::Revise.
  absl::StatusOr<std::vector<eventstore::v1::AppendOutcome>> Append(
      absl::Span<const PreparedEvent> batch, absl::Time now, absl::Time deadline);
  absl::StatusOr<eventstore::v1::AppendOutcome> Revise(const Revision& revision,
                                                       const Recording& recording,
                                                       absl::Time deadline);

 private:
  absl::Status Write(absl::Time deadline, const std::function<absl::Status()>& work);
  absl::Status Store(absl::Span<const PreparedEvent> batch, absl::Time now, absl::Time deadline,
                     Appended& appended);

  ConnectionPool& pool_;
  std::timed_mutex writing_;  // Guards the members below.
  NearDuplicates texts_;
  LogEnd end_;
  // Whether the last batch found the log as it had been left, and nothing of its own there. If not,
  // others write too, or repeat what is stored, and to presume costs more than it spares.
  bool may_presume_ = false;
};

}  // namespace sennight::event_store
