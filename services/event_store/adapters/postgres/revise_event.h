// One revision of an event, stored in one transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/domain/event_log.h"
#include "services/event_store/domain/near_duplicates.h"

namespace sennight::event_store {

// Of an event: its current revision, and where it stands.
struct CurrentRevision {
  int32_t revision = 0;
  int64_t position = 0;
  int topic_id = 0;
};

// Returns nothing if there is no such event.
std::optional<CurrentRevision> FindCurrent(Transaction& transaction, const std::string& event_id);

// Locks the log and brings `texts` to its head, as AppendBatch does; reads the event's current
// revision, decides (ResolveRevision) and inserts what is new.
absl::StatusOr<eventstore::v1::AppendOutcome> ReviseEvent(Transaction& transaction,
                                                          const Revision& revision,
                                                          const Recording& recording,
                                                          NearDuplicates& texts);

}  // namespace sennight::event_store
