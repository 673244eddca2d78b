// One batch, appended in one transaction.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/adapters/postgres/log_texts.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/domain/near_duplicates.h"
#include "services/event_store/domain/prepared_event.h"

namespace sennight::event_store {

// Locks the log until the transaction ends: whoever writes to it begins with this.
LockedLog LockLog(Transaction& transaction);

// Locks the log, finds out what it knows of the batch, decides (ResolveBatch) and inserts what is
// new. Whoever appends holds the lock of the log's row from the beginning to the commit, so batches
// take effect one after the other, in the order of their positions, and cannot deadlock.
//
// `texts` is brought up to the head first, and has the new texts afterwards. Whoever has committed
// confirms them; else the next one withdraws them.
std::vector<eventstore::v1::AppendOutcome> AppendBatch(Transaction& transaction,
                                                       absl::Span<const PreparedEvent> batch,
                                                       absl::Time now, NearDuplicates& texts);

}  // namespace sennight::event_store
