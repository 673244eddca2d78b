#include "services/event_store/adapters/postgres/passing_events.h"

#include <algorithm>
#include <map>
#include <utility>

#include "services/event_store/adapters/postgres/binary_array.h"
#include "services/event_store/adapters/postgres/event_rows.h"
#include "services/event_store/adapters/postgres/read_events.h"
#include "services/event_store/domain/filter_bounds.h"
#include "services/event_store/domain/page_room.h"

namespace sennight::event_store {
namespace {

// What is looked through at once for a page, and how often.
constexpr int kEventsPerRound = 2000;
constexpr int kMaxRounds = 5;

// What is read at once.
constexpr int64_t kEventsPerRead = 64;
constexpr int64_t kBytesPerRead = 4 * 1024 * 1024;

// Most bytes that are read for a page.
constexpr int64_t kMaxReadBytes = 32 * 1024 * 1024;

constexpr char kSelectPassing[] = R"sql(
  SELECT e.position, e.size_bytes
  FROM unnest($1::bigint[]) AS wanted(position)
  CROSS JOIN LATERAL (
    SELECT * FROM event_store.event
    WHERE log_id = 1 AND position = wanted.position LIMIT 1) e
  WHERE CASE WHEN e.op >= 3 THEN $4::boolean ELSE $3::boolean END
    AND (cardinality($5::text[]) = 0 OR e.category = ANY($5::text[]))
    AND (cardinality($6::text[]) = 0
      OR split_part(lower(e.language COLLATE "C"), '-', 1) = ANY($6::text[]))
    AND coalesce(e.occurred_last, $7::date) >= $7::date
    AND coalesce(e.occurred_last, $7::date) < $8::date
    AND coalesce(e.reported_at, $9::timestamptz) >= $9::timestamptz
    AND coalesce(e.reported_at, $9::timestamptz) < $10::timestamptz
    AND e.recorded_at >= $11::timestamptz AND e.recorded_at < $12::timestamptz
    AND NOT EXISTS (
      SELECT FROM event_store.supersession s
      WHERE s.log_id = 1 AND s.old_position = e.position AND s.new_position <= $2::bigint)
  ORDER BY e.position
)sql";

// Planned each time: a plan for any bounds would read and sort a topic for each page.
constexpr char kNextPositions[] = R"sql(
  SELECT e.position
  FROM event_store.event e
  WHERE e.topic_id = (SELECT topic_id FROM event_store.topic WHERE name = $1)
    AND e.position > $2::bigint AND e.position <= $3::bigint
    AND e.listed_on >= $4::date AND e.listed_on < $5::date
  ORDER BY e.position
  LIMIT $6::int
)sql";

// An empty set bounds nothing: the filter itself then lets nothing through.
pqxx::binarystring SqlValues(const std::optional<std::set<std::string>>& values) {
  return SqlTexts(values.has_value() ? *values : std::set<std::string>());
}

}  // namespace

std::string SqlFirstDay(const std::optional<absl::CivilDay>& day) {
  return day.has_value() ? SqlDay(*day) : "-infinity";
}

std::string SqlEndDay(const std::optional<absl::CivilDay>& day) {
  return day.has_value() ? SqlDay(*day) : "infinity";
}

std::vector<SizedEvent> SelectPassing(Transaction& transaction, absl::Span<const int64_t> positions,
                                      int64_t as_of, const Filter& filter, bool with_retracted) {
  std::vector<SizedEvent> passing;
  if (positions.empty()) return passing;
  BinaryArray array = ArrayOf(ElementType::kBigint, positions);
  const FilterBounds bounds = BoundsOf(filter);
  const bool retracted = with_retracted && bounds.may_be_retracted;
  for (const pqxx::row& row :
       transaction.Run(kSelectPassing, array.Parameter(), as_of, bounds.may_be_active, retracted,
                       SqlValues(bounds.categories), SqlValues(bounds.languages),
                       SqlFirstDay(bounds.occurred.first), SqlEndDay(bounds.occurred.end),
                       SqlFirstDay(bounds.reported.first), SqlEndDay(bounds.reported.end),
                       SqlFirstDay(bounds.recorded.first), SqlEndDay(bounds.recorded.end))) {
    passing.push_back({row["position"].as<int64_t>(), row["size_bytes"].as<int64_t>()});
  }
  return passing;
}

absl::StatusOr<bool> VisitEvents(Transaction& transaction, absl::Span<const SizedEvent> events,
                                 const std::function<bool(event::v1::Event&)>& visit) {
  for (size_t at = 0; at < events.size();) {
    std::vector<int64_t> positions;
    PageRoom room(kEventsPerRead, kBytesPerRead);
    const size_t first = at;
    for (; at < events.size() && room.Takes(events[at].size_bytes); ++at) {
      positions.push_back(events[at].position);
    }
    std::sort(positions.begin(), positions.end());
    absl::StatusOr<std::vector<event::v1::Event>> read = SelectEvents(transaction, positions);
    if (!read.ok()) return read.status();
    std::map<int64_t, event::v1::Event*> by_position;
    for (event::v1::Event& event : *read) by_position[event.position()] = &event;
    for (size_t i = first; i < at; ++i) {
      if (!visit(*by_position.at(events[i].position))) return false;
    }
  }
  return true;
}

absl::StatusOr<EventPage> ListFiltered(Transaction& transaction, const ListQuery& query,
                                       int64_t as_of, int32_t epoch) {
  EventPage page{.events = {}, .as_of_position = as_of, .epoch = epoch};
  const bool with_retracted = AsksForState(query.filter);
  int64_t after = query.after_position;
  PageRoom room(query.limit, kMaxPageBytes);
  int64_t read_bytes = 0;
  for (int round = 0; round < kMaxRounds; ++round) {
    std::vector<int64_t> positions;
    for (const pqxx::row& row : transaction.RunOnce(kNextPositions, query.topic, after, as_of,
                                                    SqlFirstDay(query.first_day),
                                                    SqlEndDay(query.end_day), kEventsPerRound)) {
      positions.push_back(row[0].as<int64_t>());
    }
    const std::vector<SizedEvent> passing =
        SelectPassing(transaction, positions, as_of, query.filter, with_retracted);
    const absl::StatusOr<bool> goes_on =
        VisitEvents(transaction, passing, [&](event::v1::Event& event) {
          const auto size = static_cast<int64_t>(event.ByteSizeLong());
          read_bytes += size;
          if (Matches(query.filter, event)) {
            if (!room.Takes(size)) return false;
            page.events.push_back(std::move(event));
            page.last_position = page.events.back().position();
          } else if (read_bytes > kMaxReadBytes) {
            page.last_position = event.position();
            return false;
          }
          return true;
        });
    if (!goes_on.ok()) return goes_on.status();
    page.has_more = !*goes_on;
    if (page.has_more || static_cast<int>(positions.size()) < kEventsPerRound) return page;
    after = positions.back();
  }
  page.has_more = true;
  page.last_position = after;
  return page;
}

}  // namespace sennight::event_store
