#include "tests/support/event_log_calls.h"

#include <utility>

#include "services/event_store/domain/encoded_event.h"
#include "services/event_store/domain/prepared_event.h"

namespace sennight::event_store {

absl::StatusOr<std::vector<eventstore::v1::AppendOutcome>> AppendTo(
    EventLog& log, absl::Span<const event::v1::Event> events, const Recording& recording,
    absl::Time deadline) {
  std::vector<PreparedEvent> batch;
  batch.reserve(events.size());
  for (const event::v1::Event& event : events) batch.push_back(Prepare(event, recording.actor));
  return log.AppendPrepared(batch, recording.time, deadline);
}

absl::StatusOr<event::v1::Event> GetFrom(EventLog& log, const std::string& event_id, int64_t as_of,
                                         absl::Time deadline) {
  const EventAt wanted{.event_id = event_id, .as_of = as_of};
  absl::StatusOr<EventLog::Each> found = log.GetEach({&wanted, 1}, deadline);
  if (!found.ok()) return found.status();
  const absl::StatusOr<std::string>& event = *found->front();
  if (!event.ok()) return event.status();
  return Decode(*event);
}

std::string Encode(const event::v1::Event& event, int number) {
  const std::string bytes = event.SerializeAsString();
  FieldWriter writer(FieldWriter::kFieldBytes + bytes.size());
  writer.Text(number, bytes);
  return writer.Release();
}

absl::StatusOr<event::v1::Event> Decode(std::string_view response) {
  eventstore::v1::GetEventResponse decoded;
  if (!decoded.ParseFromArray(response.data(), static_cast<int>(response.size())) ||
      !decoded.has_event()) {
    return absl::DataLossError("what should be an event is none");
  }
  return std::move(*decoded.mutable_event());
}

}  // namespace sennight::event_store
