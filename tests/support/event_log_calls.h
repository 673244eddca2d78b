// Calls of event logs as tests want to write them, and the bytes that logs answer with.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/event_store/domain/event_log.h"

namespace sennight::event_store {

// Prepares the events and appends them as one batch.
absl::StatusOr<std::vector<eventstore::v1::AppendOutcome>> AppendTo(
    EventLog& log, absl::Span<const event::v1::Event> events, const Recording& recording,
    absl::Time deadline);

// Returns one event of the log, as GetEach does.
absl::StatusOr<event::v1::Event> GetFrom(EventLog& log, const std::string& event_id, int64_t as_of,
                                         absl::Time deadline);

// Returns the bytes of a message whose field `number` the event is; of GetEventResponse if none is
// named.
std::string Encode(const event::v1::Event& event, int number = kEventOfGet);

// Returns the event that a GetEventResponse of these bytes holds.
//
// Errors: kDataLoss if they are none.
absl::StatusOr<event::v1::Event> Decode(std::string_view response);

}  // namespace sennight::event_store
