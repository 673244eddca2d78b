#include "services/event_store/domain/revision_resolution.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/hash/hash.h"
#include "common/status/status.h"
#include "services/event_store/domain/erasure.h"
#include "services/event_store/domain/log_errors.h"

namespace sennight::event_store {
namespace {

using event::v1::Event;

eventstore::v1::AppendOutcome OutcomeOf(eventstore::v1::AppendStatus status, const Event& stored) {
  eventstore::v1::AppendOutcome outcome;
  outcome.set_status(status);
  outcome.set_event_id(stored.event_id());
  outcome.set_stored_event_id(stored.event_id());
  outcome.set_position(stored.position());
  outcome.set_revision(stored.revision());
  return outcome;
}

// Compares all that clients say of an event: other sources or times are another revision, too.
bool SaysExactly(const Event& stored, const Event& prepared) {
  return hash::DeterministicBytes(Prepare(stored, prepared.recorded_by()).event) ==
         hash::DeterministicBytes(prepared);
}

// The hint of a near duplicate is kept as long as the text is like that event's. A new one is not
// looked for: what was reported first would become the duplicate of what repeats it.
std::string NearDuplicateOf(const PreparedEvent& next, const Event& current,
                            const NearDuplicates& texts) {
  const bool same_text =
      next.event.title() == current.title() && next.event.body() == current.body();
  if (same_text || current.near_duplicate_of().empty()) return current.near_duplicate_of();
  const std::string found = texts.Find(SketchedTextOf(next, current.position()));
  return found == current.near_duplicate_of() ? found : "";
}

bool SaysItAlready(const Event& current, const Revision& revision) {
  const bool stands = current.state() == event::v1::EVENT_STATE_ACTIVE;
  if (!revision.event.has_value()) return !stands;
  return stands && SaysExactly(current, revision.event->event);
}

absl::Status RevisionMismatch(const Event& current, int32_t expected) {
  return WithReason(
      absl::AbortedError(absl::StrCat("event ", current.event_id(), " is at revision ",
                                      current.revision(), ", expected ", expected,
                                      "; read it, decide again and repeat")),
      "REVISION_MISMATCH",
      {{"event_id", current.event_id()}, {"current_revision", absl::StrCat(current.revision())}});
}

}  // namespace

absl::StatusOr<RevisionResolution> ResolveRevision(const Revision& revision, const Event* current,
                                                   int64_t head, const std::string& actor,
                                                   NearDuplicates& texts) {
  if (current == nullptr) return EventNotFound(revision.event_id, head);
  if (current->state() == event::v1::EVENT_STATE_ERASED) return EventErased(revision.event_id);
  if (revision.event.has_value() && revision.event->event.topic() != current->topic()) {
    return InvalidField("event.topic",
                        absl::StrCat("want the topic of the stored event, ", current->topic()));
  }
  if (SaysItAlready(*current, revision)) {
    return RevisionResolution{
        .outcome = OutcomeOf(eventstore::v1::APPEND_STATUS_DUPLICATE, *current),
        .new_revision = std::nullopt};
  }
  if (revision.expected_revision != current->revision()) {
    return RevisionMismatch(*current, revision.expected_revision);
  }

  RevisionResolution resolution{
      .outcome = OutcomeOf(eventstore::v1::APPEND_STATUS_STORED, *current),
      .new_revision = NewRevision{
          .prepared = revision.event.has_value() ? *revision.event : Prepare(*current, actor),
          .is_retraction = !revision.event.has_value(),
          .near_duplicate_of = {}}};
  NewRevision& added = *resolution.new_revision;
  added.near_duplicate_of = NearDuplicateOf(added.prepared, *current, texts);
  texts.Add(SketchedTextOf(added.prepared, head + 1));
  resolution.outcome.set_position(head + 1);
  resolution.outcome.set_revision(current->revision() + 1);
  resolution.outcome.set_near_duplicate_of(added.near_duplicate_of);
  return resolution;
}

}  // namespace sennight::event_store
