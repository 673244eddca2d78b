// From rows of event_store.event to events; event_rows.h has the way there. These two are the only
// places that know which field has a column.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "sennight/event/v1/event.pb.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/domain/event_log.h"

namespace sennight::event_store {

// Returns the events at `positions` (ascending).
absl::StatusOr<std::vector<event::v1::Event>> SelectEvents(Transaction& transaction,
                                                           absl::Span<const int64_t> positions);

// The same as EventLog::Read returns them.
absl::StatusOr<WindowParts> SelectParts(Transaction& transaction,
                                        absl::Span<const int64_t> positions, Detail detail);

// What one look at the log found.
struct FoundEach {
  int32_t epoch = 0;
  EventLog::Each events;  // As EventLog::GetEach returns them.
};

// Looks for each of `wanted` (at least one), all at the same head.
FoundEach SelectEach(Transaction& transaction, absl::Span<const EventAt> wanted);

}  // namespace sennight::event_store
