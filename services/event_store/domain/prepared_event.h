// A valid event made ready for the log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sennight/event/v1/event.pb.h"
#include "services/event_store/domain/event_dates.h"
#include "services/event_store/domain/near_duplicates.h"
#include "services/event_store/domain/search_terms.h"
#include "services/event_store/domain/text_sketch.h"

namespace sennight::event_store {

// What an event is recognised by.
struct EventKeys {
  std::string event_id;
  std::string topic;
  std::string content_hash;  // SHA-256 in lower-case hexadecimal.
  std::string content_key;   // ContentKeyOf.
  uint64_t source_key = 0;   // Of the canonical first URL, or else of the publisher.
};

// An event as it is stored, but for what only the log can say: revision, state, position, recorded
// time and near duplicate.
struct PreparedEvent {
  event::v1::Event event;
  EventKeys keys;
  EventDates dates;
  TextSketch sketch{};
  // What the event says beside what is kept by its name: without event_id, topic, language,
  // category, title, body, content_hash and recorded_by, as deterministic bytes.
  std::string payload = {};
  int64_t size_bytes = 0;                 // Of the event.
  std::optional<FoldedText> folded = {};  // What searches need beside the event.
};

// Drops what is output only, fills in the canonical URLs, the content hash and who stores it, and
// computes the keys, dates, sketch, payload, size and folded text of `event`, which must be valid.
PreparedEvent Prepare(event::v1::Event event, std::string actor);

// Returns the first 16 bytes of the SHA-256 of topic, first canonical URL and content hash, all as
// the event holds them; nothing without a URL.
std::string ContentKeyOf(const event::v1::Event& event);

// Returns about how many bytes of memory it takes: the event is there twice but for what has a
// name, and a third time what is folded.
int64_t MemoryOf(const PreparedEvent& prepared);

// Returns what tells whether others have nearly the same text.
SketchedText SketchedTextOf(const PreparedEvent& prepared, int64_t position);

}  // namespace sennight::event_store
