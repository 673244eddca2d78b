#include "services/event_store/domain/batch_resolution.h"

#include <algorithm>
#include <utility>

namespace sennight::event_store {
namespace {

using eventstore::v1::AppendOutcome;
using eventstore::v1::AppendStatus;

AppendOutcome OutcomeOf(AppendStatus status, const EventKeys& keys, std::string stored_id,
                        const StoredEvent& stored) {
  AppendOutcome outcome;
  outcome.set_status(status);
  outcome.set_event_id(keys.event_id);
  outcome.set_stored_event_id(std::move(stored_id));
  outcome.set_position(stored.position);
  outcome.set_revision(stored.revision);
  return outcome;
}

// An id is the event's in the whole store: the same content under another topic is no duplicate. A
// report that an editor has corrected since is known all the same.
bool HasSaid(const StoredEvent& stored, const EventKeys& keys) {
  return stored.topic == keys.topic &&
         std::find(stored.content_hashes.begin(), stored.content_hashes.end(), keys.content_hash) !=
             stored.content_hashes.end();
}

}  // namespace

Resolution ResolveBatch(absl::Span<const PreparedEvent> batch, int64_t head, KnownEvents& known,
                        NearDuplicates& texts) {
  Resolution resolution;
  resolution.outcomes.reserve(batch.size());
  for (size_t i = 0; i < batch.size(); ++i) {
    const EventKeys& keys = batch[i].keys;
    if (const auto it = known.by_id.find(keys.event_id); it != known.by_id.end()) {
      const AppendStatus status = HasSaid(it->second, keys)
                                      ? eventstore::v1::APPEND_STATUS_DUPLICATE
                                      : eventstore::v1::APPEND_STATUS_CONFLICT;
      resolution.outcomes.push_back(OutcomeOf(status, keys, keys.event_id, it->second));
      continue;
    }
    if (const auto it = known.ids_by_content_key.find(keys.content_key);
        !keys.content_key.empty() && it != known.ids_by_content_key.end()) {
      resolution.outcomes.push_back(OutcomeOf(eventstore::v1::APPEND_STATUS_DUPLICATE, keys,
                                              it->second, known.by_id.at(it->second)));
      continue;
    }

    NewEvent& added = resolution.new_events.emplace_back();
    added.index = i;
    added.position = head + static_cast<int64_t>(resolution.new_events.size());
    const SketchedText text = SketchedTextOf(batch[i], added.position);
    added.near_duplicate_of = texts.Find(text);
    texts.Add(text);
    const auto stored = known.by_id.emplace(
        keys.event_id, StoredEvent{keys.topic, added.position, 1, {keys.content_hash}});
    if (!keys.content_key.empty())
      known.ids_by_content_key.emplace(keys.content_key, keys.event_id);
    AppendOutcome& outcome = resolution.outcomes.emplace_back(
        OutcomeOf(eventstore::v1::APPEND_STATUS_STORED, keys, keys.event_id, stored.first->second));
    outcome.set_near_duplicate_of(added.near_duplicate_of);
  }
  return resolution;
}

}  // namespace sennight::event_store
