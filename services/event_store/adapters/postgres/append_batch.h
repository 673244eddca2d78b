// One batch, appended in one transaction.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/domain/event_log.h"
#include "services/event_store/domain/prepared_event.h"

namespace sennight::event_store {

// Locks the log, finds out what it knows of the batch, decides (ResolveBatch) and inserts what is
// new. Whoever appends holds the lock of the log's row from the beginning to the commit, so batches
// take effect one after the other, in the order of their positions, and cannot deadlock.
std::vector<eventstore::v1::AppendOutcome> AppendBatch(Transaction& transaction,
                                                       absl::Span<const PreparedEvent> batch,
                                                       const Recording& recording);

}  // namespace sennight::event_store
