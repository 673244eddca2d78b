#include "services/event_store/domain/batch_resolution.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::AppendOutcome;

constexpr size_t kMaxOrigins = 2;

AppendOutcome Found(eventstore::v1::AppendStatus status, const EventKeys& keys,
                    const StoredEvent& stored) {
  AppendOutcome outcome;
  outcome.set_status(status);
  outcome.set_event_id(keys.event_id);
  outcome.set_stored_event_id(stored.event_id);
  outcome.set_position(stored.position);
  outcome.set_revision(stored.revision);
  return outcome;
}

std::string NearDuplicateOf(const std::vector<TextOrigin>& origins, const EventKeys& keys) {
  for (const TextOrigin& origin : origins) {
    if (origin.source_key != keys.source_key) return origin.event_id;
  }
  return "";
}

// Returns the rank of the event among the origins of its text, to which it is added; 0 if they
// need it not.
int AddOrigin(std::vector<TextOrigin>& origins, const EventKeys& keys) {
  if (origins.size() == kMaxOrigins) return 0;
  if (!origins.empty() && origins.front().source_key == keys.source_key) return 0;
  origins.push_back({keys.source_key, keys.event_id});
  return static_cast<int>(origins.size());
}

// An id is the event's in the whole store: the same content under another topic is no duplicate.
bool SaysTheSame(const StoredEvent& stored, const EventKeys& keys) {
  return stored.topic == keys.topic && stored.content_hash == keys.content_hash;
}

}  // namespace

Resolution ResolveBatch(absl::Span<const PreparedEvent> batch, int64_t head, KnownEvents& known) {
  Resolution resolution;
  for (size_t i = 0; i < batch.size(); ++i) {
    const EventKeys& keys = batch[i].keys;
    if (const auto it = known.by_id.find(keys.event_id); it != known.by_id.end()) {
      resolution.outcomes.push_back(Found(SaysTheSame(it->second, keys)
                                              ? eventstore::v1::APPEND_STATUS_DUPLICATE
                                              : eventstore::v1::APPEND_STATUS_CONFLICT,
                                          keys, it->second));
      continue;
    }
    if (const auto it = known.by_url_key.find(keys.url_key);
        !keys.url_key.empty() && it != known.by_url_key.end()) {
      resolution.outcomes.push_back(
          Found(eventstore::v1::APPEND_STATUS_DUPLICATE, keys, it->second));
      continue;
    }

    std::vector<TextOrigin>& origins = known.by_text_key[keys.text_key];
    NewEvent& added = resolution.new_events.emplace_back();
    added.index = i;
    added.position = head + static_cast<int64_t>(resolution.new_events.size());
    added.near_duplicate_of = NearDuplicateOf(origins, keys);
    added.origin_rank = AddOrigin(origins, keys);
    const StoredEvent stored{keys.event_id, keys.topic, keys.content_hash, added.position, 1};
    known.by_id.emplace(keys.event_id, stored);
    if (!keys.url_key.empty()) known.by_url_key.emplace(keys.url_key, stored);
    AppendOutcome outcome = Found(eventstore::v1::APPEND_STATUS_STORED, keys, stored);
    outcome.set_near_duplicate_of(added.near_duplicate_of);
    resolution.outcomes.push_back(std::move(outcome));
  }
  return resolution;
}

}  // namespace sennight::event_store
