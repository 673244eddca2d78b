#include "services/event_store/domain/in_memory_event_log.h"

#include <algorithm>

#include "services/event_store/domain/log_errors.h"
#include "services/event_store/domain/prepared_event.h"

namespace sennight::event_store {
namespace {

bool IsListed(const EventDates& dates, const ListQuery& query) {
  return (!query.first_day.has_value() || *query.first_day <= dates.listed_on) &&
         (!query.end_day.has_value() || dates.listed_on < *query.end_day);
}

}  // namespace

absl::StatusOr<std::vector<eventstore::v1::AppendOutcome>> InMemoryEventLog::AppendPrepared(
    absl::Span<const PreparedEvent> batch, absl::Time now, absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  Resolution resolution = ResolveBatch(batch, head_.position, known_, texts_);
  texts_.Trim();
  if (resolution.new_events.empty()) return std::move(resolution.outcomes);

  head_.recorded_at = std::max(head_.recorded_at, absl::FromUnixMicros(absl::ToUnixMicros(now)));
  for (const NewEvent& added : resolution.new_events) {
    PreparedEvent prepared = batch[added.index];
    prepared.event.set_revision(1);
    prepared.event.set_state(event::v1::EVENT_STATE_ACTIVE);
    prepared.event.set_position(added.position);
    prepared.event.set_near_duplicate_of(added.near_duplicate_of);
    *prepared.event.mutable_recorded_time() = window::ToTimestamp(head_.recorded_at);
    log_.push_back({std::move(prepared.event), prepared.dates});
  }
  head_.position = static_cast<int64_t>(log_.size());
  return std::move(resolution.outcomes);
}

const InMemoryEventLog::Stored* InMemoryEventLog::Find(const std::string& event_id,
                                                       int64_t as_of) const {
  const auto it = known_.by_id.find(event_id);
  if (it == known_.by_id.end() || it->second.position > as_of) return nullptr;
  return &log_[static_cast<size_t>(it->second.position - 1)];
}

absl::StatusOr<event::v1::Event> InMemoryEventLog::Get(const std::string& event_id, int64_t as_of,
                                                       absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  const absl::StatusOr<int64_t> position = ResolveAsOf(as_of, head_);
  if (!position.ok()) return position.status();
  const Stored* stored = Find(event_id, *position);
  if (stored == nullptr) return EventNotFound(event_id, *position);
  return stored->event;
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
  if (absl::Status status = CheckEpoch(query, head_); !status.ok()) return status;
  const absl::StatusOr<int64_t> position = ResolveAsOf(as_of, head_);
  if (!position.ok()) return position.status();
  EventPage page{.events = {}, .as_of_position = *position, .epoch = head_.epoch};
  int64_t bytes = 0;
  for (int64_t at = query.after_position; at < *position; ++at) {
    const Stored& stored = log_[static_cast<size_t>(at)];
    if (stored.event.topic() != query.topic || !IsListed(stored.dates, query)) continue;
    bytes += static_cast<int64_t>(stored.event.ByteSizeLong());
    const bool is_full = static_cast<int>(page.events.size()) == query.limit ||
                         (bytes > kMaxPageBytes && !page.events.empty());
    if (is_full) {
      page.has_more = true;
      break;
    }
    page.events.push_back(stored.event);
  }
  return page;
}

absl::StatusOr<WindowContents> InMemoryEventLog::Window(const WindowQuery& query, int64_t as_of,
                                                        absl::Time /*deadline*/) {
  const WindowRange range = RangeOf(query.window, query.late_days);
  const std::lock_guard lock(mutex_);
  const absl::StatusOr<int64_t> position = ResolveAsOf(as_of, head_);
  if (!position.ok()) return position.status();
  WindowContents contents{.as_of_position = 0, .epoch = head_.epoch, .entries = {}};
  for (int64_t at = 0; at < *position; ++at) {
    const Stored& stored = log_[static_cast<size_t>(at)];
    if (stored.event.topic() != query.topic || !Qualifies(stored.dates, range)) continue;
    contents.entries.push_back(
        {.position = at + 1, .size_bytes = static_cast<int64_t>(stored.event.ByteSizeLong())});
    contents.as_of_position = at + 1;
  }
  return contents;
}

absl::StatusOr<eventstore::v1::WindowHead> InMemoryEventLog::GetWindowHead(const WindowQuery& query,
                                                                           int64_t as_of,
                                                                           absl::Time deadline) {
  const absl::StatusOr<WindowContents> contents = Window(query, as_of, deadline);
  if (!contents.ok()) return contents.status();
  return HeadOf(*contents);
}

absl::StatusOr<std::vector<event::v1::Event>> InMemoryEventLog::Read(
    absl::Span<const int64_t> positions, absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  std::vector<event::v1::Event> events;
  for (const int64_t position : positions) {
    if (position < 1 || position > head_.position) {
      return absl::InternalError("a position that does not exist was read");
    }
    events.push_back(log_[static_cast<size_t>(position - 1)].event);
  }
  return events;
}

absl::StatusOr<Head> InMemoryEventLog::GetHead(absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  return head_;
}

}  // namespace sennight::event_store
