// What becomes of the events of a batch: the one place that decides between stored, duplicate,
// conflict and near duplicate, whatever the log is kept in.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/types/span.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/domain/near_duplicates.h"
#include "services/event_store/domain/prepared_event.h"

namespace sennight::event_store {

// A stored event, as far as a batch needs it.
struct StoredEvent {
  std::string topic;
  int64_t position = 0;  // Of the current revision, as the next.
  int32_t revision = 0;
  std::vector<std::string> content_hashes;  // Of all revisions.
};

// What a log knows of the keys of a batch.
struct KnownEvents {
  std::unordered_map<std::string, StoredEvent> by_id;
  std::unordered_map<std::string, std::string> ids_by_content_key;  // All of them are in by_id.
};

// An event of the batch that is to be stored.
struct NewEvent {
  size_t index = 0;  // In what was decided about.
  int64_t position = 0;
  std::string near_duplicate_of;
};

struct Resolution {
  std::vector<eventstore::v1::AppendOutcome> outcomes;  // One for each event of the batch.
  std::vector<NewEvent> new_events;                     // In the order of their positions.
};

// Decides as if the events were appended one after the other after position `head`; adds the new
// ones to `texts`, which must have the texts up to `head`.
Resolution ResolveBatch(absl::Span<const PreparedEvent> batch, int64_t head,
                        const KnownEvents& known, NearDuplicates& texts);

}  // namespace sennight::event_store
