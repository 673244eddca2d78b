#include "services/event_store/adapters/postgres/select_window.h"

#include <algorithm>

#include "services/event_store/adapters/postgres/event_rows.h"
#include "services/event_store/domain/event_dates.h"

namespace sennight::event_store {
namespace {

// Every revision that qualifies, also those that do not stand any more: what removed one has
// changed the set as well. A retraction is in no set, so its end changes none. Two branches, so
// that each has its own index; an event whose day is known is listed on it.
constexpr char kWindow[] = R"sql(
  WITH topic AS (SELECT topic_id FROM event_store.topic WHERE name = $1),
  candidates AS (
    SELECT position, size_bytes FROM event_store.event
    WHERE topic_id = (SELECT topic_id FROM topic) AND occurred_precision = 3
      AND listed_on >= $3::date AND listed_on < $4::date AND position + 0 <= $2::bigint
      AND op <> 3
    UNION
    SELECT position, size_bytes FROM event_store.event
    WHERE topic_id = (SELECT topic_id FROM topic)
      AND reported_at >= $5::timestamptz AND reported_at < $6::timestamptz
      AND position + 0 <= $2::bigint AND op <> 3
  )
  SELECT c.position, c.size_bytes, s.new_position IS NULL AS stands,
    greatest(c.position, s.new_position) AS changed_at
  FROM candidates c
  LEFT JOIN event_store.supersession s
    ON s.log_id = 1 AND s.old_position = c.position AND s.new_position <= $2::bigint
  ORDER BY c.position
)sql";

}  // namespace

WindowContents SelectWindow(Transaction& transaction, const WindowQuery& query, int64_t position,
                            int32_t epoch) {
  const WindowRange range = RangeOf(query.window, query.late_days);
  WindowContents contents{.as_of_position = 0, .epoch = epoch, .entries = {}};
  int64_t changed_at = 0;
  for (const pqxx::row& row : transaction.Run(
           kWindow, query.topic, position, SqlDay(range.first_day), SqlDay(range.end_day),
           SqlTime(range.first_moment), SqlTime(range.end_moment))) {
    changed_at = std::max(changed_at, row["changed_at"].as<int64_t>());
    if (!row["stands"].as<bool>()) continue;
    contents.entries.push_back({row["position"].as<int64_t>(), row["size_bytes"].as<int64_t>()});
  }
  if (!contents.entries.empty()) contents.as_of_position = changed_at;
  return contents;
}

}  // namespace sennight::event_store
