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

using TopicIds = std::map<std::string, int>;

// What whoever writes remembers of the log, so as not to ask each time. It holds nothing that is
// not committed, but for the last texts.
struct LogMemory {
  NearDuplicates texts;
  TopicIds topic_ids;
};

// Locks the log until the transaction ends: whoever writes to it begins with this.
LockedLog LockLog(Transaction& transaction);

// Locks the log, finds out what it knows of the batch, decides (ResolveBatch) and inserts what is
// new. Whoever appends holds the lock of the log's row from the beginning to the commit, so batches
// take effect one after the other, in the order of their positions, and cannot deadlock.
//
// The texts of `memory` are brought up to the head first, and have the new ones afterwards. If the
// transaction is not committed, the next one withdraws them.
std::vector<eventstore::v1::AppendOutcome> AppendBatch(Transaction& transaction,
                                                       absl::Span<const PreparedEvent> batch,
                                                       absl::Time now, LogMemory& memory);

}  // namespace sennight::event_store
