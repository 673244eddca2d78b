// Events as the bytes of their messages, which are passed on without being taken apart and put
// together again.
#pragma once

#include <string>

#include <google/protobuf/message.h>

#include "absl/status/statusor.h"
#include "sennight/event/v1/event.pb.h"

namespace sennight::event_store {

// A sennight.event.v1.Event in protobuf's wire format, its fields in any order.
struct EncodedEvent {
  std::string bytes;
  bool is_erased = false;  // Whether its state is ERASED.
};

EncodedEvent Encode(const event::v1::Event& event);

// Returns the event that the bytes are.
//
// Errors: kDataLoss if they are none.
absl::StatusOr<event::v1::Event> Decode(const EncodedEvent& event);

// Adds the event to what `message` is sent as, as the value, or one more, of its field `number`,
// which must be an event or several. The program itself does not see it there.
void AddEncoded(EncodedEvent event, int number, google::protobuf::Message& message);

}  // namespace sennight::event_store
