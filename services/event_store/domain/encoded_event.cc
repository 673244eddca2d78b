#include "services/event_store/domain/encoded_event.h"

#include <utility>

#include <google/protobuf/unknown_field_set.h>

namespace sennight::event_store {

EncodedEvent Encode(const event::v1::Event& event) {
  return {.bytes = event.SerializeAsString(),
          .is_erased = event.state() == event::v1::EVENT_STATE_ERASED};
}

absl::StatusOr<event::v1::Event> Decode(const EncodedEvent& event) {
  event::v1::Event decoded;
  if (!decoded.ParseFromString(event.bytes)) {
    return absl::DataLossError("what should be an event is none");
  }
  return decoded;
}

// Bytes of fields that a program does not know are kept, and sent, as they are.
void AddEncoded(EncodedEvent event, int number, google::protobuf::Message& message) {
  *message.GetReflection()->MutableUnknownFields(&message)->AddLengthDelimited(number) =
      std::move(event.bytes);
}

}  // namespace sennight::event_store
