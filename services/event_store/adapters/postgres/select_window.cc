#include "services/event_store/adapters/postgres/select_window.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

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
      AND op < 3
    UNION
    SELECT position, size_bytes FROM event_store.event
    WHERE topic_id = (SELECT topic_id FROM topic)
      AND reported_at >= $5::timestamptz AND reported_at < $6::timestamptz
      AND position + 0 <= $2::bigint AND op < 3
  )
  SELECT c.position, c.size_bytes, s.new_position IS NULL AS stands,
    greatest(c.position, s.new_position) AS changed_at
  FROM candidates c
  LEFT JOIN event_store.supersession s
    ON s.log_id = 1 AND s.old_position = c.position AND s.new_position <= $2::bigint
  ORDER BY c.position
)sql";

constexpr char kErased[] = R"sql(
  SELECT coalesce(max(position), 0) AS last,
    coalesce(max(position) FILTER (WHERE position <= $2::bigint), 0) AS last_before
  FROM event_store.erasure
  WHERE topic_id = (SELECT topic_id FROM event_store.topic WHERE name = $1)
)sql";

// The events of days that stand, and what changed them last.
struct Found {
  std::vector<WindowContents::Entry> entries;
  int64_t changed_at = 0;
};

Found Find(Transaction& transaction, const std::string& topic, const WindowRange& range,
           int64_t position) {
  Found found;
  for (const pqxx::row& row :
       transaction.Run(kWindow, topic, position, SqlDay(range.first_day), SqlDay(range.end_day),
                       SqlTime(range.first_moment), SqlTime(range.end_moment))) {
    found.changed_at = std::max(found.changed_at, row["changed_at"].as<int64_t>());
    if (!row["stands"].as<bool>()) continue;
    found.entries.push_back({row["position"].as<int64_t>(), row["size_bytes"].as<int64_t>()});
  }
  return found;
}

// Adds what is only of the earlier days. Returns what changed it last.
int64_t FindEarlier(Transaction& transaction, const WindowQuery& query, int64_t position,
                    WindowContents* contents) {
  if (query.earlier_days == 0) return 0;
  const Found found =
      Find(transaction, query.topic,
           EarlierRangeOf(query.window, query.late_days, query.earlier_days), position);
  const auto is_current = [&](int64_t at) {
    const auto entry = std::lower_bound(
        contents->entries.begin(), contents->entries.end(), at,
        [](const WindowContents::Entry& known, int64_t wanted) { return known.position < wanted; });
    return entry != contents->entries.end() && entry->position == at;
  };
  for (const WindowContents::Entry& entry : found.entries) {
    if (!is_current(entry.position)) contents->earlier.push_back(entry);
  }
  KeepLatest(&contents->earlier);
  return found.changed_at;
}

}  // namespace

WindowContents SelectWindow(Transaction& transaction, const WindowQuery& query, int64_t position,
                            int32_t epoch) {
  Found found = Find(transaction, query.topic, RangeOf(query.window, query.late_days), position);
  WindowContents contents{.as_of_position = 0, .epoch = epoch, .entries = std::move(found.entries)};
  int64_t changed_at =
      std::max(found.changed_at, FindEarlier(transaction, query, position, &contents));
  // What an erased event said, and so to which windows it belonged, is not known any more.
  const pqxx::result erased = transaction.Run(kErased, query.topic, position);
  contents.erased_position = erased.at(0)["last"].as<int64_t>();
  changed_at = std::max(changed_at, erased.at(0)["last_before"].as<int64_t>());
  if (!contents.entries.empty() || !contents.earlier.empty()) contents.as_of_position = changed_at;
  return contents;
}

}  // namespace sennight::event_store
