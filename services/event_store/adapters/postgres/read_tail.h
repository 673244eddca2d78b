// The log's end, read by whoever follows it.
#pragma once

#include "absl/status/statusor.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/domain/event_log.h"

namespace sennight::event_store {

// Returns the next revisions, as EventLog::ReadTail says. Two statements, of which the first sees
// the head and what is up to it at one moment, and the second reads rows that never change.
absl::StatusOr<Tail> SelectTail(Transaction& transaction, const TailQuery& query);

}  // namespace sennight::event_store
