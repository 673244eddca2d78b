#include "services/event_store/domain/event_log.h"

#include <utility>

namespace sennight::event_store {

eventstore::v1::WindowHead HeadOf(const WindowContents& contents) {
  eventstore::v1::WindowHead head;
  head.set_as_of_position(contents.as_of_position);
  head.set_epoch(contents.epoch);
  head.set_erased_position(contents.erased_position);
  head.set_event_count(static_cast<int32_t>(contents.entries.size()));
  head.set_earlier_count(static_cast<int32_t>(contents.earlier.size()));
  return head;
}

absl::Status EventLog::AppendEach(Batches& batches, const std::function<absl::Time()>& clock,
                                  absl::Time deadline) {
  const absl::Span<const PreparedEvent> batch = batches.Next();
  if (batch.empty()) return absl::OkStatus();
  auto outcomes = AppendPrepared(batch, clock(), deadline);
  if (outcomes.ok()) batches.Take(*std::move(outcomes));
  return outcomes.status();
}

}  // namespace sennight::event_store
