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
#include "services/event_store/adapters/postgres/log_texts.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/domain/near_duplicates.h"
#include "services/event_store/domain/prepared_event.h"

namespace sennight::event_store {

// Locks the log until the transaction ends: whoever writes to it begins with this.
LockedLog LockLog(Transaction& transaction);

// How a writer left the log.
struct LogEnd {
  LockedLog log;
  std::map<std::string, int> topic_ids;  // As far as it has met them.
};

// What became of a batch.
struct Appended {
  std::vector<eventstore::v1::AppendOutcome> outcomes;
  LockedLog log_before;
  LockedLog log;
  std::map<std::string, int> topic_ids;  // Those that have been looked up.
  bool was_unknown = false;              // Whether the log knew none of the events.
};

// A batch is stored in parts of so many events: while PostgreSQL inserts one, the next is decided
// about and made ready. What came as single appends is one part.
inline constexpr size_t kPartEvents = 512;

// Locks the log, finds out what it knows of the batch, decides (ResolveBatch) and inserts what is
// new. Whoever appends holds the lock of the log's row from the beginning to the commit, so batches
// take effect one after the other, in the order of their positions, and cannot deadlock.
//
// `texts` is brought up to the head first, and has the new texts afterwards. Whoever has committed
// confirms them; else the next one withdraws them.
Appended AppendBatch(Transaction& transaction, absl::Span<const PreparedEvent> batch,
                     absl::Time now, NearDuplicates& texts);

// Does the same on the presumption that the log still is as `end` says and knows nothing of the
// batch, which is looked up by the statement that inserts its first part. Returns nothing, and has
// stored nothing, if that is not so or cannot be known: AppendBatch can then be called in the same
// transaction. `texts` must be those up to the end, confirmed.
std::optional<Appended> AppendPresuming(Transaction& transaction,
                                        absl::Span<const PreparedEvent> batch, absl::Time now,
                                        const LogEnd& end, NearDuplicates& texts);

// Does the same, and commits, in one statement, for a batch of at most kPartEvents.
std::optional<Appended> AppendAtOnce(BinaryStatements& statements,
                                     absl::Span<const PreparedEvent> batch, absl::Time now,
                                     const LogEnd& end, NearDuplicates& texts);

}  // namespace sennight::event_store
