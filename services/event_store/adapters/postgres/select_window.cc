#include "services/event_store/adapters/postgres/select_window.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "services/event_store/adapters/postgres/event_rows.h"
#include "services/event_store/domain/event_dates.h"

namespace sennight::event_store {
namespace {

// Every revision that qualifies, also those that do not stand any more: what removed one has
// changed the set as well. A retraction is in no set, so its end changes none. An event whose day
// is known is listed on it. Each of the two conditions has its own index, and what they find is
// looked at once, in the order of the table; the topic is named in both, each time in other words,
// so that nothing is left to look through the whole topic by. One row of arrays: as many rows take
// twice the time.
constexpr char kWindow[] = R"sql(
  WITH topic AS (SELECT topic_id FROM event_store.topic WHERE name = $1),
  candidates AS (
    SELECT position, size_bytes FROM event_store.event
    WHERE position + 0 <= $2::bigint AND op < 3 AND (
      topic_id = (SELECT listed.topic_id FROM topic listed)
        AND listed_on >= $3::date AND listed_on < $4::date AND occurred_precision = 3
      OR topic_id = (SELECT reported.topic_id FROM topic reported)
        AND reported_at >= $5::timestamptz AND reported_at < $6::timestamptz)
  )
  SELECT coalesce(max(greatest(c.position, s.new_position)), 0) AS changed_at,
    array_agg(c.position) FILTER (WHERE s.new_position IS NULL) AS positions,
    array_agg(c.size_bytes) FILTER (WHERE s.new_position IS NULL) AS sizes
  FROM candidates c
  LEFT JOIN event_store.supersession s
    ON s.log_id = 1 AND s.old_position = c.position AND s.new_position <= $2::bigint
)sql";

// The same of the earlier days, in two branches: of what is not of the window as well ($7 to $10)
// the latest that stand, and their sizes without the bodies, which are not read.
constexpr char kEarlier[] = R"sql(
  WITH topic AS (SELECT topic_id FROM event_store.topic WHERE name = $1),
  candidates AS (
    SELECT position, size_bytes - octet_length(body) AS size_bytes FROM event_store.event
    WHERE topic_id = (SELECT topic_id FROM topic) AND position + 0 <= $2::bigint AND op < 3
      AND occurred_precision = 3 AND listed_on >= $3::date AND listed_on < $4::date
      AND (reported_at >= $9::timestamptz AND reported_at < $10::timestamptz) IS NOT TRUE
    UNION ALL
    SELECT position, size_bytes - octet_length(body) FROM event_store.event
    WHERE topic_id = (SELECT topic_id FROM topic) AND position + 0 <= $2::bigint AND op < 3
      AND reported_at >= $5::timestamptz AND reported_at < $6::timestamptz
      AND (occurred_precision = 3 AND listed_on >= $3::date AND listed_on < $4::date) IS NOT TRUE
      AND (occurred_precision = 3 AND listed_on >= $7::date AND listed_on < $8::date) IS NOT TRUE
  ),
  states AS (
    SELECT c.position, c.size_bytes, s.new_position
    FROM candidates c
    LEFT JOIN event_store.supersession s
      ON s.log_id = 1 AND s.old_position = c.position AND s.new_position <= $2::bigint
  )
  SELECT (SELECT coalesce(max(greatest(position, new_position)), 0) FROM states) AS changed_at,
    array_agg(position) AS positions, array_agg(size_bytes) AS sizes
  FROM (
    SELECT position, size_bytes FROM states WHERE new_position IS NULL
    ORDER BY position DESC LIMIT $11::int) latest
)sql";

constexpr char kErased[] = R"sql(
  SELECT coalesce(max(position), 0) AS last,
    coalesce(max(position) FILTER (WHERE position <= $2::bigint), 0) AS last_before
  FROM event_store.erasure
  WHERE topic_id = (SELECT topic_id FROM event_store.topic WHERE name = $1)
)sql";

// The events of days that stand, and what changed them last.
struct Found {
  std::vector<SizedEvent> entries;
  int64_t changed_at = 0;
};

// Calls `take` with each number of an array without nulls, as PostgreSQL writes it: `{1,2}`.
void ReadNumbers(const pqxx::field& array, const std::function<void(int64_t)>& take) {
  if (array.is_null()) return;
  const char* at = array.c_str();
  const char* const end = at + array.size();
  while (at < end && *at != '}') {
    int64_t number = 0;
    const auto [next, error] = std::from_chars(at + 1, end, number);
    if (error != std::errc()) throw std::logic_error("an array of numbers cannot be read");
    take(number);
    at = next;
  }
}

Found FoundIn(const pqxx::result& rows) {
  const pqxx::row row = rows.at(0);
  Found found{.entries = {}, .changed_at = row["changed_at"].as<int64_t>()};
  ReadNumbers(row["positions"],
              [&](int64_t position) { found.entries.push_back({.position = position}); });
  size_t at = 0;
  ReadNumbers(row["sizes"], [&](int64_t size) { found.entries.at(at++).size_bytes = size; });
  std::sort(found.entries.begin(), found.entries.end(),
            [](const auto& a, const auto& b) { return a.position < b.position; });
  return found;
}

Found Find(Transaction& transaction, const std::string& topic, const WindowRange& range,
           int64_t position) {
  return FoundIn(transaction.Run(kWindow, topic, position, SqlDay(range.first_day),
                                 SqlDay(range.end_day), SqlTime(range.first_moment),
                                 SqlTime(range.end_moment)));
}

// Returns what is only of the earlier days.
Found FindEarlier(Transaction& transaction, const WindowQuery& query, int64_t position) {
  if (query.earlier_days == 0) return {};
  const WindowRange range = EarlierRangeOf(query.window, query.late_days, query.earlier_days);
  const WindowRange window = RangeOf(query.window, query.late_days);
  return FoundIn(transaction.Run(kEarlier, query.topic, position, SqlDay(range.first_day),
                                 SqlDay(range.end_day), SqlTime(range.first_moment),
                                 SqlTime(range.end_moment), SqlDay(window.first_day),
                                 SqlDay(window.end_day), SqlTime(window.first_moment),
                                 SqlTime(window.end_moment), static_cast<int>(kMaxEarlierEvents)));
}

}  // namespace

WindowContents SelectWindow(Transaction& transaction, const WindowQuery& query, int64_t position,
                            int32_t epoch) {
  Found found = Find(transaction, query.topic, RangeOf(query.window, query.late_days), position);
  Found earlier = FindEarlier(transaction, query, position);
  int64_t changed_at = std::max(found.changed_at, earlier.changed_at);
  WindowContents contents{.as_of_position = 0,
                          .epoch = epoch,
                          .entries = std::move(found.entries),
                          .earlier = std::move(earlier.entries)};
  // What an erased event said, and so to which windows it belonged, is not known any more.
  const pqxx::result erased = transaction.Run(kErased, query.topic, position);
  contents.erased_position = erased.at(0)["last"].as<int64_t>();
  changed_at = std::max(changed_at, erased.at(0)["last_before"].as<int64_t>());
  if (!contents.entries.empty() || !contents.earlier.empty()) contents.as_of_position = changed_at;
  return contents;
}

}  // namespace sennight::event_store
