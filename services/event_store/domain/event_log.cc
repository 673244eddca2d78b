#include "services/event_store/domain/event_log.h"

#include <utility>

namespace sennight::event_store {

void KeepLatest(std::vector<SizedEvent>* entries) {
  if (entries->size() <= kMaxEarlierEvents) return;
  entries->erase(entries->begin(), entries->end() - kMaxEarlierEvents);
}

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

absl::StatusOr<std::vector<eventstore::v1::AppendOutcome>> EventLog::Append(
    absl::Span<const event::v1::Event> events, const Recording& recording, absl::Time deadline) {
  std::vector<PreparedEvent> batch;
  batch.reserve(events.size());
  for (const event::v1::Event& event : events) batch.push_back(Prepare(event, recording.actor));
  return AppendPrepared(batch, recording.time, deadline);
}

absl::StatusOr<event::v1::Event> EventLog::Get(const std::string& event_id, int64_t as_of,
                                               absl::Time deadline) {
  const EventAt wanted{.event_id = event_id, .as_of = as_of};
  absl::StatusOr<Each> found = GetEach({&wanted, 1}, deadline);
  if (!found.ok()) return found.status();
  const absl::StatusOr<std::string>& event = *found->front();
  if (!event.ok()) return event.status();
  return Decode(*event);
}

}  // namespace sennight::event_store
