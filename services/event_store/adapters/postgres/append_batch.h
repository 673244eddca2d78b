// One batch, appended in one transaction.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/adapters/postgres/binary_rows.h"
#include "services/event_store/adapters/postgres/read_head.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/domain/near_duplicates.h"
#include "services/event_store/domain/prepared_event.h"

namespace sennight::event_store {

// What became of a batch.
struct Appended {
  std::vector<eventstore::v1::AppendOutcome> outcomes;
  LockedLog log_before;
  LockedLog log;
  std::map<std::string, int> topic_ids;  // Those that have been looked up.
  bool was_unknown = false;              // Whether the log knew none of the events.
};

// Locks the log, finds out what it knows of the batch, decides (ResolveBatch) and inserts what is
// new. Whoever appends holds the lock of the log's row from the beginning to the commit, so batches
// take effect one after the other, in the order of their positions, and cannot deadlock.
//
// `texts` is brought up to the head first, and has the new texts afterwards. Whoever has committed
// confirms them; else the next one withdraws them.
Appended AppendBatch(Transaction& transaction, absl::Span<const PreparedEvent> batch,
                     absl::Time now, NearDuplicates& texts);

// What appends a batch without asking first.
struct PresumingInsert {
  std::vector<std::string> parameters;  // Of kInsertRows, which finds no row if it has not done so.
  std::vector<eventstore::v1::AppendOutcome> outcomes;
  LockedLog log;  // As it then is left.
};

// Decides the same on the presumption that the log, when it is locked, is as `log` says, and knows
// nothing of the batch (at least one event). `texts` must be those up to there, and has the new
// ones afterwards. Returns nothing if a topic has no id in `topic_ids`.
std::optional<PresumingInsert> Presume(absl::Span<const PreparedEvent> batch, absl::Time now,
                                       const LockedLog& log,
                                       const std::map<std::string, int>& topic_ids,
                                       NearDuplicates& texts);

}  // namespace sennight::event_store
