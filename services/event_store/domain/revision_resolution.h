// What becomes of a revision: the one place that decides, whatever the log is kept in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "sennight/event/v1/event.pb.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/domain/event_log.h"
#include "services/event_store/domain/near_duplicates.h"
#include "services/event_store/domain/prepared_event.h"

namespace sennight::event_store {

// A revision that is to be stored.
struct NewRevision {
  PreparedEvent prepared;  // Of a retraction: as the revision before.
  bool is_retraction = false;
  std::string near_duplicate_of;
};

struct RevisionResolution {
  eventstore::v1::AppendOutcome outcome;    // With position and number, also of what is new.
  std::optional<NewRevision> new_revision;  // Nothing if nothing is to be stored.
};

// Decides what becomes of `revision`, of `actor`, after position `head`; `current` is the event's
// current revision as the log has it, or null if there is no such event. Adds what is to be stored
// to `texts`, which must have the texts up to `head`.
//
// That the current revision says it already is looked at before its number: a client that repeats
// a call whose answer it missed expects a number that has passed.
//
// Errors: those of EventLog::Revise.
absl::StatusOr<RevisionResolution> ResolveRevision(const Revision& revision,
                                                   const event::v1::Event* current, int64_t head,
                                                   const std::string& actor, NearDuplicates& texts);

}  // namespace sennight::event_store
