// A valid event made ready for the log.
#pragma once

#include <string>

#include "sennight/event/v1/event.pb.h"
#include "services/event_store/domain/event_dates.h"

namespace sennight::event_store {

// What an event is recognised by. All keys are SHA-256 in lower-case hexadecimal.
struct EventKeys {
  std::string event_id;
  std::string topic;
  std::string content_hash;
  std::string url_key;     // Of topic, canonical first URL and content; empty without a URL.
  std::string text_key;    // Of topic and normalised title and body.
  std::string source_key;  // Of the canonical first URL, or else of the publisher.
};

// An event as it is stored, but for what only the log can say: revision, state, position, recorded
// time and near duplicate.
struct PreparedEvent {
  event::v1::Event event;
  EventKeys keys;
  EventDates dates;
};

// Drops what is output only, fills in the canonical URLs and the content hash, and computes the
// keys and dates of `event`, which must be valid.
PreparedEvent Prepare(event::v1::Event event);

}  // namespace sennight::event_store
