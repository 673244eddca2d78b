#include "services/event_store/domain/erasure.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/event_store/domain/event_validation.h"
#include "services/event_store/domain/text_rules.h"

namespace sennight::event_store {
namespace {

constexpr TextRule kWho = {.least_bytes = 1, .most_bytes = 256, .one_line = true};
constexpr TextRule kReason = {.least_bytes = 1, .most_bytes = 1024, .one_line = true};

}  // namespace

void MakeTombstone(event::v1::Event& event) {
  event::v1::Event tombstone;
  tombstone.set_event_id(event.event_id());
  tombstone.set_topic(event.topic());
  tombstone.set_revision(event.revision());
  tombstone.set_state(event::v1::EVENT_STATE_ERASED);
  tombstone.set_position(event.position());
  *tombstone.mutable_recorded_time() = event.recorded_time();
  tombstone.set_recorded_by(event.recorded_by());
  event = std::move(tombstone);
}

absl::Status EventErased(const std::string& event_id) {
  return WithReason(absl::FailedPreconditionError(
                        absl::StrCat("event ", event_id, " was erased, and says nothing any more")),
                    "EVENT_ERASED", {{"event_id", event_id}});
}

absl::Status CheckErasure(const std::string& event_id, const std::string& by,
                          const std::string& reason) {
  FieldViolations violations;
  if (!IsUuid(event_id)) violations.Add("event_id", kWantUuid);
  CheckText("by", by, kWho, violations);
  CheckText("reason", reason, kReason, violations);
  return violations.ToStatus();
}

}  // namespace sennight::event_store
