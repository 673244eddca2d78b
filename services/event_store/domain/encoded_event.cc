#include "services/event_store/domain/encoded_event.h"

namespace sennight::event_store {

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
