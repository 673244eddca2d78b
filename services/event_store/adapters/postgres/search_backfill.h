// Makes events searchable that were stored before search was there.
#pragma once

#include "absl/status/statusor.h"
#include "services/event_store/adapters/postgres/transaction.h"

namespace sennight::event_store {

// Does so for the next 500 events. Returns whether all are searchable now. Two programs that do so
// at the same time take turns.
absl::StatusOr<bool> BackfillSearch(Transaction& transaction);

}  // namespace sennight::event_store
