// What becomes of the events of a batch: the one place that decides between stored, duplicate,
// conflict and near duplicate, whatever the log is kept in.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/domain/prepared_event.h"

namespace sennight::event_store {

// The current revision of a stored event, as far as a batch needs it.
struct StoredEvent {
  std::string event_id;
  std::string topic;
  std::string content_hash;
  int64_t position = 0;
  int32_t revision = 0;
};

// Where a text came from.
struct TextOrigin {
  std::string source_key;
  std::string event_id;
};

// What a log knows of the keys of a batch, and remembers of its new events.
struct KnownEvents {
  std::map<std::string, StoredEvent> by_id;
  std::map<std::string, StoredEvent> by_url_key;
  // At most two: the first, and the first from another source than that. So many are enough to
  // name an earlier event from another source than any given one.
  std::map<std::string, std::vector<TextOrigin>> by_text_key;
};

// An event of the batch that is to be stored.
struct NewEvent {
  size_t index = 0;  // In the batch.
  int64_t position = 0;
  std::string near_duplicate_of;
  int origin_rank = 0;  // 1 or 2 if it is one of the origins of its text, else 0.
};

struct Resolution {
  std::vector<eventstore::v1::AppendOutcome> outcomes;  // One for each event of the batch.
  std::vector<NewEvent> new_events;                     // In the order of their positions.
};

// Decides as if the events were appended one after the other after position `head`; adds the new
// ones to `known`.
Resolution ResolveBatch(absl::Span<const PreparedEvent> batch, int64_t head, KnownEvents& known);

}  // namespace sennight::event_store
