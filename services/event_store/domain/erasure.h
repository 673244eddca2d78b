// What is left of an event that was erased on legal demand.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "sennight/event/v1/event.pb.h"

namespace sennight::event_store {

// Makes a revision its tombstone: identity, topic, place in the log and who recorded it when stay;
// all that it said, and what was computed of that, goes.
void MakeTombstone(event::v1::Event& event);

// Says that an event cannot be changed any more: kFailedPrecondition, reason EVENT_ERASED.
absl::Status EventErased(const std::string& event_id);

// Finds out whether `event_id`, `by` and `reason` can be recorded.
//
// Errors: kInvalidArgument.
absl::Status CheckErasure(const std::string& event_id, const std::string& by,
                          const std::string& reason);

}  // namespace sennight::event_store
