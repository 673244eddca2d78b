// Reads are a few statements, each for itself: what stands at or before a position that was the
// head once is visible to every statement after, and never changes.
#include "services/event_store/adapters/postgres/postgres_event_log.h"

#include <algorithm>
#include <map>

#include "common/log/log.h"
#include "services/event_store/adapters/postgres/binary_array.h"
#include "services/event_store/adapters/postgres/event_rows.h"
#include "services/event_store/adapters/postgres/passing_events.h"
#include "services/event_store/adapters/postgres/read_events.h"
#include "services/event_store/adapters/postgres/read_head.h"
#include "services/event_store/adapters/postgres/read_tail.h"
#include "services/event_store/adapters/postgres/revise_event.h"
#include "services/event_store/adapters/postgres/search_events.h"
#include "services/event_store/adapters/postgres/select_window.h"
#include "services/event_store/adapters/postgres/value_of.h"
#include "services/event_store/domain/event_dates.h"
#include "services/event_store/domain/log_errors.h"
#include "services/event_store/domain/page_room.h"
#include "services/event_store/domain/prepared_event.h"

namespace sennight::event_store {
namespace {

// The revisions that stood at $2. OFFSET 0 keeps the planner from anything but a look at each.
constexpr char kFindEvents[] = R"sql(
  SELECT r.event_id, r.position, e.size_bytes
  FROM (
    SELECT DISTINCT ON (event_id) event_id, position
    FROM event_store.event_revision
    WHERE event_id = ANY((SELECT $1::uuid[])::uuid[]) AND position <= $2::bigint
    ORDER BY event_id, revision DESC) r
  CROSS JOIN LATERAL (
    SELECT size_bytes FROM event_store.event
    WHERE log_id = 1 AND position = r.position OFFSET 0) e
)sql";

// One row more than the page has, to know whether there is another page. The topic implies the log;
// to name the log as well would tempt the planner to walk through all topics by position.
constexpr char kListEvents[] = R"sql(
  SELECT e.position, e.size_bytes
  FROM event_store.event e
  WHERE e.topic_id = (SELECT topic_id FROM event_store.topic WHERE name = $1)
    AND e.position > $2::bigint AND e.position <= $3::bigint
    AND e.listed_on >= $4::date AND e.listed_on < $5::date
    AND e.op < 3
    AND NOT EXISTS (
      SELECT FROM event_store.supersession s
      WHERE s.log_id = 1 AND s.old_position = e.position AND s.new_position <= $3::bigint)
  ORDER BY e.position
  LIMIT $6::int + 1
)sql";

constexpr char kListRevisions[] = R"sql(
  SELECT e.position, e.size_bytes
  FROM event_store.event_revision r
    JOIN event_store.event e ON e.log_id = 1 AND e.position = r.position
  WHERE r.event_id = $1::uuid AND r.revision > $2::int
  ORDER BY r.revision
  LIMIT $3::int + 1
)sql";

// What a window depends on, by two looks into indexes: the last position of its topic up to $2, or
// up to the head, and the last erasure of its topic, whenever it was.
constexpr char kTopicState[] = R"sql(
  SELECT l.head, l.epoch, coalesce((
    SELECT max(e.position) FROM event_store.event e
    WHERE e.topic_id = (SELECT topic_id FROM event_store.topic WHERE name = $1)
      AND e.position <= CASE $2::bigint WHEN 0 THEN l.head ELSE $2::bigint END), 0)
      AS last_position,
    coalesce((SELECT max(x.position) FROM event_store.erasure x WHERE x.topic_id =
      (SELECT topic_id FROM event_store.topic WHERE name = $1)), 0) AS erased_position
  FROM event_store.log l WHERE l.log_id = 1
)sql";

std::map<std::string, SizedEvent> FindEvents(Transaction& transaction,
                                             absl::Span<const std::string> event_ids,
                                             int64_t as_of) {
  BinaryArray ids = ArrayOf(ElementType::kUuid, event_ids);
  std::map<std::string, SizedEvent> found;
  for (const pqxx::row& row : transaction.Run(kFindEvents, ids.Parameter(), as_of)) {
    found[row["event_id"].as<std::string>()] = {row["position"].as<int64_t>(),
                                                row["size_bytes"].as<int64_t>()};
  }
  return found;
}

// Returns the events that were found, in the order of `event_ids`.
absl::StatusOr<std::vector<event::v1::Event>> InOrder(
    Transaction& transaction, absl::Span<const std::string> event_ids,
    const std::map<std::string, SizedEvent>& found) {
  std::vector<int64_t> positions;
  for (const auto& [event_id, at] : found) positions.push_back(at.position);
  absl::StatusOr<std::vector<event::v1::Event>> events = SelectEvents(transaction, positions);
  if (!events.ok()) return events.status();
  std::map<std::string, const event::v1::Event*> by_id;
  for (const event::v1::Event& event : *events) by_id[event.event_id()] = &event;
  std::vector<event::v1::Event> ordered;
  for (const std::string& event_id : event_ids) {
    if (const auto it = by_id.find(event_id); it != by_id.end()) ordered.push_back(*it->second);
  }
  return ordered;
}

// Returns the positions of the page and whether there are more.
std::vector<int64_t> PageOf(const pqxx::result& rows, int limit, bool& has_more) {
  std::vector<int64_t> positions;
  PageRoom room(limit, kMaxPageBytes);
  for (const pqxx::row& row : rows) {
    has_more = !room.Takes(row["size_bytes"].as<int64_t>());
    if (has_more) break;
    positions.push_back(row["position"].as<int64_t>());
  }
  return positions;
}

}  // namespace

Head PostgresEventLog::ReadHead(Transaction& transaction) {
  const Head head = SelectHead(transaction);
  token_key_.Note(head.epoch);
  return head;
}

absl::StatusOr<Head> PostgresEventLog::ReadHeadAt(Transaction& transaction, int64_t as_of,
                                                  std::optional<int32_t> epoch) {
  Head head = ReadHead(transaction);
  if (absl::Status same = CheckEpoch(epoch, head); !same.ok()) return same;
  const absl::StatusOr<int64_t> position = ResolveAsOf(as_of, head);
  if (!position.ok()) return position.status();
  head.position = *position;
  return head;
}

absl::Status PostgresEventLog::CheckReady() const {
  if (is_ready_) return absl::OkStatus();
  return absl::UnavailableError("the database is not ready yet");
}

template <typename T, typename Work>
absl::StatusOr<T> PostgresEventLog::ReadOnly(absl::Time deadline, const Work& work) const {
  if (absl::Status status = CheckReady(); !status.ok()) return status;
  return ValueOf<T>([&](const auto& step) { return Reading(pool_, deadline, step); }, work);
}

absl::StatusOr<std::vector<eventstore::v1::AppendOutcome>> PostgresEventLog::AppendPrepared(
    absl::Span<const PreparedEvent> batch, absl::Time now, absl::Time deadline) {
  if (absl::Status status = CheckReady(); !status.ok()) return status;
  return writer_.Append(batch, now, deadline);
}

absl::Status PostgresEventLog::AppendEach(Batches& batches,
                                          const std::function<absl::Time()>& clock,
                                          absl::Time deadline) {
  if (absl::Status status = CheckReady(); !status.ok()) return status;
  return writer_.AppendEach(batches, clock, deadline);
}

absl::StatusOr<eventstore::v1::AppendOutcome> PostgresEventLog::Revise(const Revision& revision,
                                                                       const Recording& recording,
                                                                       absl::Time deadline) {
  if (absl::Status status = CheckReady(); !status.ok()) return status;
  return writer_.Revise(revision, recording, deadline);
}

absl::StatusOr<RevisionPage> PostgresEventLog::ListRevisions(const RevisionQuery& query,
                                                             absl::Time deadline) {
  return ReadOnly<RevisionPage>(
      deadline, [&](Transaction& transaction) -> absl::StatusOr<RevisionPage> {
        const Head head = ReadHead(transaction);
        if (absl::Status same = CheckEpoch(query.epoch, head); !same.ok()) return same;
        RevisionPage page{.revisions = {}, .epoch = head.epoch};
        const pqxx::result rows =
            transaction.Run(kListRevisions, query.event_id, query.after_revision, query.limit);
        if (rows.empty() && !FindCurrent(transaction, query.event_id).has_value()) {
          return EventNotFound(query.event_id, head.position);
        }
        auto events = SelectEvents(transaction, PageOf(rows, query.limit, page.has_more));
        if (!events.ok()) return events.status();
        page.revisions = *std::move(events);
        return page;
      });
}

absl::StatusOr<EventLog::Each> PostgresEventLog::GetEach(absl::Span<const EventAt> wanted,
                                                         absl::Time deadline) {
  return ReadOnly<Each>(deadline, [&](Transaction& transaction) {
    FoundEach found = SelectEach(transaction, wanted);
    token_key_.Note(found.epoch);
    return std::move(found.events);
  });
}

absl::StatusOr<std::vector<event::v1::Event>> PostgresEventLog::BatchGet(
    absl::Span<const std::string> event_ids, int64_t as_of, absl::Time deadline) {
  using Events = std::vector<event::v1::Event>;
  return ReadOnly<Events>(deadline, [&](Transaction& transaction) -> absl::StatusOr<Events> {
    const absl::StatusOr<Head> head = ReadHeadAt(transaction, as_of, std::nullopt);
    if (!head.ok()) return head.status();
    const auto found = FindEvents(transaction, event_ids, head->position);
    int64_t bytes = 0;
    for (const std::string& event_id : event_ids) {
      if (const auto it = found.find(event_id); it != found.end()) bytes += it->second.size_bytes;
    }
    if (bytes > kMaxBatchGetBytes) return AnswerTooLarge(bytes);
    return InOrder(transaction, event_ids, found);
  });
}

absl::StatusOr<EventPage> PostgresEventLog::List(const ListQuery& query, int64_t as_of,
                                                 absl::Time deadline) {
  return ReadOnly<EventPage>(deadline, [&](Transaction& transaction) -> absl::StatusOr<EventPage> {
    const absl::StatusOr<Head> head = ReadHeadAt(transaction, as_of, query.epoch);
    if (!head.ok()) return head.status();
    if (!(query.filter == Filter{})) {
      return ListFiltered(transaction, query, head->position, head->epoch);
    }
    EventPage page{.events = {}, .as_of_position = head->position, .epoch = head->epoch};
    const pqxx::result rows =
        transaction.RunOnce(kListEvents, query.topic, query.after_position, head->position,
                            SqlFirstDay(query.first_day), SqlEndDay(query.end_day), query.limit);
    auto events = SelectEvents(transaction, PageOf(rows, query.limit, page.has_more));
    if (!events.ok()) return events.status();
    page.events = *std::move(events);
    if (!page.events.empty()) page.last_position = page.events.back().position();
    return page;
  });
}

absl::StatusOr<SearchPage> PostgresEventLog::Search(const SearchQuery& query, int64_t as_of,
                                                    absl::Time deadline) {
  return ReadOnly<SearchPage>(
      deadline, [&](Transaction& transaction) -> absl::StatusOr<SearchPage> {
        const absl::StatusOr<Head> head = ReadHeadAt(transaction, as_of, query.epoch);
        if (!head.ok()) return head.status();
        return SearchEvents(transaction, query, head->position, head->epoch);
      });
}

absl::StatusOr<std::string> PostgresEventLog::GetTokenKey(absl::Time deadline) {
  std::string key = token_key_.Get();
  if (!key.empty()) return key;
  return ReadOnly<std::string>(
      deadline, [this](Transaction& transaction) { return token_key_.Read(transaction); });
}

absl::StatusOr<IndexProgress> PostgresEventLog::IndexForSearch(absl::Time deadline) {
  absl::StatusOr<IndexProgress> progress = ValueOf<IndexProgress>(
      [&](const auto& work) { return InTransaction(pool_, deadline, work); },
      [](Transaction& transaction) { return event_store::IndexForSearch(transaction); });
  if (!progress.ok()) return progress;
  if (may_filter_.exchange(progress->may_filter) && !progress->may_filter) {
    log::Warning("texts are searched without filters",
                 {{"reason", "the role has not been given the privileges of migration 10"}});
  }
  return progress;
}

absl::StatusOr<eventstore::v1::WindowHead> PostgresEventLog::GetWindowHead(const WindowQuery& query,
                                                                           int64_t as_of,
                                                                           absl::Time deadline) {
  using eventstore::v1::WindowHead;
  return ReadOnly<WindowHead>(
      deadline, [&](Transaction& transaction) -> absl::StatusOr<WindowHead> {
        const pqxx::result rows = transaction.Run(kTopicState, query.topic, as_of);
        const pqxx::row row = rows.at(0);
        const Head log_head{.position = row["head"].as<int64_t>(), .epoch = row["epoch"].as<int>()};
        const absl::StatusOr<int64_t> position = ResolveAsOf(as_of, log_head);
        if (!position.ok()) return position.status();
        const TopicState state{.epoch = log_head.epoch,
                               .last_position = row["last_position"].as<int64_t>(),
                               .erased_position = row["erased_position"].as<int64_t>()};
        if (const auto remembered = windows_.Find(query, state)) return *remembered;
        WindowHead head = HeadOf(SelectWindow(transaction, query, *position, log_head.epoch));
        windows_.Remember(query, state, head);
        return head;
      });
}

absl::StatusOr<WindowContents> PostgresEventLog::Window(const WindowQuery& query, int64_t as_of,
                                                        absl::Time deadline) {
  return ReadOnly<WindowContents>(
      deadline, [&](Transaction& transaction) -> absl::StatusOr<WindowContents> {
        const absl::StatusOr<Head> head = ReadHeadAt(transaction, as_of, std::nullopt);
        if (!head.ok()) return head.status();
        return SelectWindow(transaction, query, head->position, head->epoch);
      });
}

absl::StatusOr<WindowParts> PostgresEventLog::Read(absl::Span<const int64_t> positions,
                                                   Detail detail, absl::Time deadline) {
  return ReadOnly<WindowParts>(deadline, [&](Transaction& transaction) {
    return SelectParts(transaction, positions, detail);
  });
}

absl::StatusOr<Tail> PostgresEventLog::ReadTail(const TailQuery& query, absl::Time deadline) {
  return ReadOnly<Tail>(deadline,
                        [&](Transaction& transaction) { return SelectTail(transaction, query); });
}

absl::StatusOr<Head> PostgresEventLog::GetHead(absl::Time deadline) {
  return ReadOnly<Head>(deadline,
                        [this](Transaction& transaction) { return ReadHead(transaction); });
}

}  // namespace sennight::event_store
