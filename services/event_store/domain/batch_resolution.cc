#include "services/event_store/domain/batch_resolution.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace sennight::event_store {
namespace {

using eventstore::v1::AppendOutcome;
using eventstore::v1::AppendStatus;

// Where an event stands that is stored or is going to be.
struct Place {
  std::string_view event_id;
  int64_t position = 0;
  int32_t revision = 1;
};

AppendOutcome OutcomeOf(AppendStatus status, const EventKeys& keys, const Place& place) {
  AppendOutcome outcome;
  outcome.set_status(status);
  outcome.set_event_id(keys.event_id);
  outcome.set_stored_event_id(place.event_id.data(), place.event_id.size());
  outcome.set_position(place.position);
  outcome.set_revision(place.revision);
  return outcome;
}

// An id is the event's in the whole store: the same content under another topic is no duplicate. A
// report that an editor has corrected since is known all the same.
bool HasSaid(const StoredEvent& stored, const EventKeys& keys) {
  return stored.topic == keys.topic &&
         std::find(stored.content_hashes.begin(), stored.content_hashes.end(), keys.content_hash) !=
             stored.content_hashes.end();
}

AppendStatus OfSameId(bool says_the_same) {
  return says_the_same ? eventstore::v1::APPEND_STATUS_DUPLICATE
                       : eventstore::v1::APPEND_STATUS_CONFLICT;
}

std::optional<AppendOutcome> FindIn(const KnownEvents& known, const EventKeys& keys) {
  if (const auto it = known.by_id.find(keys.event_id); it != known.by_id.end()) {
    const StoredEvent& stored = it->second;
    return OutcomeOf(OfSameId(HasSaid(stored, keys)), keys,
                     {keys.event_id, stored.position, stored.revision});
  }
  if (keys.content_key.empty()) return std::nullopt;
  const auto it = known.ids_by_content_key.find(keys.content_key);
  if (it == known.ids_by_content_key.end()) return std::nullopt;
  const StoredEvent& stored = known.by_id.at(it->second);
  return OutcomeOf(eventstore::v1::APPEND_STATUS_DUPLICATE, keys,
                   {it->second, stored.position, stored.revision});
}

// The new events of a batch, for those that come after them in it. Refers to the batch.
class Newcomers {
 public:
  explicit Newcomers(size_t most) {
    by_id_.reserve(most);
    by_content_key_.reserve(most);
  }

  void Add(const EventKeys& keys, int64_t position) {
    by_id_.emplace(keys.event_id, Newcomer{&keys, position});
    if (!keys.content_key.empty()) {
      by_content_key_.emplace(keys.content_key, Newcomer{&keys, position});
    }
  }

  std::optional<AppendOutcome> Find(const EventKeys& keys) const {
    if (const auto it = by_id_.find(keys.event_id); it != by_id_.end()) {
      const EventKeys& first = *it->second.keys;
      const bool same = first.topic == keys.topic && first.content_hash == keys.content_hash;
      return OutcomeOf(OfSameId(same), keys, {keys.event_id, it->second.position});
    }
    if (keys.content_key.empty()) return std::nullopt;
    const auto it = by_content_key_.find(keys.content_key);
    if (it == by_content_key_.end()) return std::nullopt;
    return OutcomeOf(eventstore::v1::APPEND_STATUS_DUPLICATE, keys,
                     {it->second.keys->event_id, it->second.position});
  }

 private:
  struct Newcomer {
    const EventKeys* keys = nullptr;
    int64_t position = 0;
  };

  std::unordered_map<std::string_view, Newcomer> by_id_;
  std::unordered_map<std::string_view, Newcomer> by_content_key_;
};

}  // namespace

Resolution ResolveBatch(absl::Span<const PreparedEvent> batch, int64_t head,
                        const KnownEvents& known, NearDuplicates& texts) {
  Newcomers newcomers(batch.size());
  Resolution resolution;
  resolution.outcomes.reserve(batch.size());
  resolution.new_events.reserve(batch.size());
  for (size_t i = 0; i < batch.size(); ++i) {
    const EventKeys& keys = batch[i].keys;
    std::optional<AppendOutcome> outcome = FindIn(known, keys);
    if (!outcome.has_value()) outcome = newcomers.Find(keys);
    if (outcome.has_value()) {
      resolution.outcomes.push_back(*std::move(outcome));
      continue;
    }
    NewEvent& added = resolution.new_events.emplace_back();
    added.index = i;
    added.position = ++head;
    added.near_duplicate_of = texts.FindThenAdd(SketchedTextOf(batch[i], added.position));
    newcomers.Add(keys, added.position);
    resolution.outcomes.push_back(
        OutcomeOf(eventstore::v1::APPEND_STATUS_STORED, keys, {keys.event_id, added.position}));
    resolution.outcomes.back().set_near_duplicate_of(added.near_duplicate_of);
  }
  return resolution;
}

}  // namespace sennight::event_store
