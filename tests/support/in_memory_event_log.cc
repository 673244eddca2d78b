#include "tests/support/in_memory_event_log.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "services/event_store/domain/log_errors.h"
#include "services/event_store/domain/prepared_event.h"
#include "services/event_store/domain/revision_resolution.h"
#include "tests/support/event_log_calls.h"

namespace sennight::event_store {
namespace {

// `query` is one of a list or of a search.
template <typename Query>
bool IsListed(const EventDates& dates, const Query& query) {
  return (!query.first_day.has_value() || *query.first_day <= dates.listed_on) &&
         (!query.end_day.has_value() || dates.listed_on < *query.end_day);
}

// Keeps the last kMaxEarlierEvents entries.
void KeepLatest(std::vector<SizedEvent>& entries) {
  if (entries.size() <= kMaxEarlierEvents) return;
  entries.erase(entries.begin(), entries.end() - kMaxEarlierEvents);
}

}  // namespace

absl::StatusOr<std::vector<eventstore::v1::AppendOutcome>> InMemoryEventLog::AppendPrepared(
    absl::Span<const PreparedEvent> batch, absl::Time now, absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  Resolution resolution = ResolveBatch(batch, head_.position, known_, texts_);
  texts_.Trim();
  if (resolution.new_events.empty()) return std::move(resolution.outcomes);

  Record(now);
  for (const NewEvent& added : resolution.new_events) {
    PreparedEvent prepared = batch[added.index];
    Know(prepared.keys, added.position, 1);
    prepared.event.set_revision(1);
    prepared.event.set_state(event::v1::EVENT_STATE_ACTIVE);
    prepared.event.set_position(added.position);
    prepared.event.set_near_duplicate_of(added.near_duplicate_of);
    Add(std::move(prepared));
  }
  return std::move(resolution.outcomes);
}

absl::StatusOr<eventstore::v1::AppendOutcome> InMemoryEventLog::Revise(const Revision& revision,
                                                                       const Recording& recording,
                                                                       absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  const Stored* current = Find(revision.event_id, head_.position);
  absl::StatusOr<RevisionResolution> resolution =
      ResolveRevision(revision, current == nullptr ? nullptr : &current->event, head_.position,
                      recording.actor, texts_);
  if (!resolution.ok()) return resolution.status();
  if (!resolution->new_revision.has_value()) return resolution->outcome;

  texts_.Trim();
  Record(recording.time);
  NewRevision& added = *resolution->new_revision;
  Know(added.prepared.keys, resolution->outcome.position(), resolution->outcome.revision());
  event::v1::Event& event = added.prepared.event;
  event.set_revision(resolution->outcome.revision());
  event.set_state(added.is_retraction ? event::v1::EVENT_STATE_RETRACTED
                                      : event::v1::EVENT_STATE_ACTIVE);
  event.set_position(resolution->outcome.position());
  event.set_near_duplicate_of(added.near_duplicate_of);
  event.set_revision_reason(revision.reason);
  Add(std::move(added.prepared));
  return resolution->outcome;
}

void InMemoryEventLog::Record(absl::Time time) {
  head_.recorded_at = std::max(head_.recorded_at, absl::FromUnixMicros(absl::ToUnixMicros(time)));
}

void InMemoryEventLog::Add(PreparedEvent prepared) {
  *prepared.event.mutable_recorded_time() = window::ToTimestamp(head_.recorded_at);
  const int64_t position = ++head_.position;
  std::vector<int64_t>& revisions = revisions_[prepared.event.event_id()];
  if (!revisions.empty()) log_[static_cast<size_t>(revisions.back() - 1)].superseded_at = position;
  revisions.push_back(position);
  log_.push_back({.event = std::move(prepared.event), .dates = prepared.dates});
}

void InMemoryEventLog::Know(const EventKeys& keys, int64_t position, int32_t revision) {
  StoredEvent& known = known_.by_id[keys.event_id];
  known.topic = keys.topic;
  known.position = position;
  known.revision = revision;
  known.content_hashes.push_back(keys.content_hash);
  if (!keys.content_key.empty()) {
    known_.ids_by_content_key.try_emplace(keys.content_key, keys.event_id);
  }
}

bool InMemoryEventLog::IsCurrent(const Stored& stored, int64_t as_of) {
  return stored.superseded_at == 0 || stored.superseded_at > as_of;
}

bool InMemoryEventLog::Stands(const Stored& stored, int64_t as_of) {
  return stored.event.state() == event::v1::EVENT_STATE_ACTIVE && IsCurrent(stored, as_of);
}

absl::StatusOr<RevisionPage> InMemoryEventLog::ListRevisions(const RevisionQuery& query,
                                                             absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  if (absl::Status status = CheckEpoch(query.epoch, head_); !status.ok()) return status;
  const auto found = revisions_.find(query.event_id);
  if (found == revisions_.end()) return EventNotFound(query.event_id, head_.position);
  RevisionPage page{.revisions = {}, .epoch = head_.epoch};
  int64_t bytes = 0;
  for (const int64_t position : found->second) {
    const event::v1::Event& event = At(position).event;
    if (event.revision() <= query.after_revision) continue;
    bytes += static_cast<int64_t>(event.ByteSizeLong());
    if (static_cast<int>(page.revisions.size()) == query.limit ||
        (bytes > kMaxPageBytes && !page.revisions.empty())) {
      page.has_more = true;
      break;
    }
    page.revisions.push_back(event);
  }
  return page;
}

const InMemoryEventLog::Stored* InMemoryEventLog::Find(const std::string& event_id,
                                                       int64_t as_of) const {
  const auto found = revisions_.find(event_id);
  if (found == revisions_.end()) return nullptr;
  const auto after = std::ranges::upper_bound(found->second, as_of);
  return after == found->second.begin() ? nullptr : &At(*std::prev(after));
}

absl::StatusOr<EventLog::Each> InMemoryEventLog::GetEach(absl::Span<const EventAt> wanted,
                                                         absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  Each events;
  for (const EventAt& one : wanted) {
    const absl::StatusOr<int64_t> position = ResolveAsOf(one.as_of, head_);
    if (!position.ok()) {
      events.push_back(position.status());
      continue;
    }
    const Stored* stored = Find(one.event_id, *position);
    if (stored == nullptr) {
      events.push_back(EventNotFound(one.event_id, *position));
    } else if (wanted.size() > 1 && stored->event.ByteSizeLong() > kMostSharedBytes) {
      events.push_back(std::nullopt);
    } else {
      events.push_back(Encode(stored->event));
    }
  }
  return events;
}

absl::StatusOr<std::vector<event::v1::Event>> InMemoryEventLog::BatchGet(
    absl::Span<const std::string> event_ids, int64_t as_of, absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  const absl::StatusOr<int64_t> position = ResolveAsOf(as_of, head_);
  if (!position.ok()) return position.status();
  std::vector<event::v1::Event> events;
  int64_t bytes = 0;
  for (const std::string& event_id : event_ids) {
    const Stored* stored = Find(event_id, *position);
    if (stored == nullptr) continue;
    bytes += static_cast<int64_t>(stored->event.ByteSizeLong());
    if (bytes <= kMaxBatchGetBytes) events.push_back(stored->event);
  }
  if (bytes > kMaxBatchGetBytes) return AnswerTooLarge(bytes);
  return events;
}

absl::StatusOr<EventPage> InMemoryEventLog::List(const ListQuery& query, int64_t as_of,
                                                 absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  if (absl::Status status = CheckEpoch(query.epoch, head_); !status.ok()) return status;
  const absl::StatusOr<int64_t> position = ResolveAsOf(as_of, head_);
  if (!position.ok()) return position.status();
  EventPage page{.events = {}, .as_of_position = *position, .epoch = head_.epoch};
  int64_t bytes = 0;
  const bool with_retracted = AsksForState(query.filter);
  for (int64_t at = query.after_position + 1; at <= *position; ++at) {
    const Stored& stored = At(at);
    if (stored.event.topic() != query.topic || !IsListed(stored.dates, query)) continue;
    if (!(with_retracted ? IsCurrent(stored, *position) : Stands(stored, *position))) continue;
    if (!Matches(query.filter, stored.event)) continue;
    bytes += static_cast<int64_t>(stored.event.ByteSizeLong());
    const bool is_full = static_cast<int>(page.events.size()) == query.limit ||
                         (bytes > kMaxPageBytes && !page.events.empty());
    if (is_full) {
      page.has_more = true;
      break;
    }
    page.events.push_back(stored.event);
    page.last_position = at;
  }
  return page;
}

absl::StatusOr<SearchPage> InMemoryEventLog::Search(const SearchQuery& query, int64_t as_of,
                                                    absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  if (absl::Status status = CheckEpoch(query.epoch, head_); !status.ok()) return status;
  const absl::StatusOr<int64_t> position = ResolveAsOf(as_of, head_);
  if (!position.ok()) return position.status();
  std::vector<std::pair<absl::CivilDay, int64_t>> places;
  for (int64_t at = 1; at <= *position; ++at) {
    const Stored& stored = At(at);
    const std::pair place(stored.dates.listed_on, at);
    if (stored.event.topic() != query.topic || !IsListed(stored.dates, query) ||
        !Stands(stored, *position)) {
      continue;
    }
    if (query.after.has_value() && !query.best_first &&
        place >= std::pair(query.after->day, query.after->position)) {
      continue;
    }
    places.push_back(place);
  }
  std::sort(places.rbegin(), places.rend());

  const HitWalk walk = [&](const HitVisitor& visit) -> absl::StatusOr<std::optional<SearchCursor>> {
    for (const auto& [day, at] : places) {
      std::optional<FoundEvent> found = FindIn(query, At(at).event);
      if (found.has_value() && !visit(*found)) break;
    }
    return std::nullopt;
  };
  absl::StatusOr<SearchPage> page =
      MakeSearchPage(query, walk, [this](int64_t at) { return At(at).event; });
  if (!page.ok()) return page.status();
  page->as_of_position = *position;
  page->epoch = head_.epoch;
  return page;
}

absl::StatusOr<WindowContents> InMemoryEventLog::Window(const WindowQuery& query, int64_t as_of,
                                                        absl::Time /*deadline*/) {
  const WindowRange range = RangeOf(query.window, query.late_days);
  const WindowRange earlier = EarlierRangeOf(query.window, query.late_days, query.earlier_days);
  const std::lock_guard lock(mutex_);
  const absl::StatusOr<int64_t> position = ResolveAsOf(as_of, head_);
  if (!position.ok()) return position.status();
  WindowContents contents{.as_of_position = 0, .epoch = head_.epoch, .entries = {}};
  int64_t changed_at = 0;
  for (int64_t at = 1; at <= *position; ++at) {
    const Stored& stored = At(at);
    const bool is_current = Qualifies(stored.dates, range);
    if (stored.event.topic() != query.topic || !(is_current || Qualifies(stored.dates, earlier)) ||
        stored.event.state() != event::v1::EVENT_STATE_ACTIVE) {
      continue;
    }
    // A revision changes the set where it enters and where it leaves it.
    changed_at = std::max(changed_at, at);
    if (!Stands(stored, *position)) {
      changed_at = std::max(changed_at, stored.superseded_at);
    } else {
      (is_current ? contents.entries : contents.earlier)
          .push_back(
              {.position = at, .size_bytes = static_cast<int64_t>(stored.event.ByteSizeLong())});
    }
  }
  KeepLatest(contents.earlier);
  if (!contents.entries.empty() || !contents.earlier.empty()) contents.as_of_position = changed_at;
  return contents;
}

absl::StatusOr<eventstore::v1::WindowHead> InMemoryEventLog::GetWindowHead(const WindowQuery& query,
                                                                           int64_t as_of,
                                                                           absl::Time deadline) {
  const absl::StatusOr<WindowContents> contents = Window(query, as_of, deadline);
  if (!contents.ok()) return contents.status();
  return HeadOf(*contents);
}

absl::StatusOr<WindowParts> InMemoryEventLog::Read(absl::Span<const int64_t> positions,
                                                   Detail detail, absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  const PartForm form = FormOf(detail);
  WindowParts read;
  for (size_t i = 0; i < positions.size(); ++i) {
    if (positions[i] < 1 || positions[i] > head_.position) {
      return absl::InternalError("a position that does not exist was read");
    }
    event::v1::Event event = At(positions[i]).event;
    if (detail == Detail::kWithoutBody) event.clear_body();
    if (i % form.most_events == 0) read.parts.emplace_back();
    read.parts.back() += Encode(event, form.field);
    read.has_erased = read.has_erased || event.state() == event::v1::EVENT_STATE_ERASED;
  }
  return read;
}

absl::StatusOr<Tail> InMemoryEventLog::ReadTail(const TailQuery& query, absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  if (absl::Status status = CheckTail(query, head_); !status.ok()) return status;
  Tail tail{.events = {}, .head = head_, .read_to = head_.position};
  int64_t bytes = 0;
  for (int64_t at = query.after_position; at < head_.position; ++at) {
    const event::v1::Event& event = log_[static_cast<size_t>(at)].event;
    const bool is_wanted =
        query.topics.empty() ||
        std::find(query.topics.begin(), query.topics.end(), event.topic()) != query.topics.end();
    if (!is_wanted) continue;
    bytes += static_cast<int64_t>(event.ByteSizeLong());
    const bool is_full = static_cast<int>(tail.events.size()) == query.limit ||
                         (bytes > query.max_bytes && !tail.events.empty());
    if (is_full) {
      tail.read_to = tail.events.back().position();
      break;
    }
    tail.events.push_back(event);
  }
  return tail;
}

// What is in memory only is nobody else's.
absl::StatusOr<std::string> InMemoryEventLog::GetTokenKey(absl::Time /*deadline*/) {
  return "key of an event log in memory";
}

absl::StatusOr<Head> InMemoryEventLog::GetHead(absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  return head_;
}

}  // namespace sennight::event_store
