#include "services/event_store/adapters/postgres/read_tail.h"

#include <cstdint>
#include <vector>

#include "services/event_store/adapters/postgres/binary_array.h"
#include "services/event_store/adapters/postgres/event_rows.h"
#include "services/event_store/adapters/postgres/read_events.h"
#include "services/event_store/adapters/postgres/read_head.h"
#include "services/event_store/domain/log_errors.h"
#include "services/event_store/domain/page_room.h"

namespace sennight::event_store {
namespace {

// The head, and the sizes of what is next: of one snapshot. One row without a position if nothing
// is. Since positions have no gaps, both ends of the range are known; a LIMIT would leave it to the
// plan whether the whole rest of a long log is gone through and sorted first. Whatever position is
// asked for, the end of the range is one.
constexpr char kTail[] = R"sql(
  SELECT l.head, l.epoch, (extract(epoch FROM l.recorded_at) * 1000000)::bigint AS recorded_us,
    e.position, e.size_bytes
  FROM event_store.log l
  LEFT JOIN event_store.event e ON e.log_id = 1 AND e.position > $1::bigint
    AND e.position <= least($1::bigint, 9223372036854775807 - $2::int) + $2::int
    AND e.position <= l.head
  WHERE l.log_id = 1
  ORDER BY e.position
)sql";

// The same of some topics: the first of each, and of these the first.
constexpr char kTailOfTopics[] = R"sql(
  SELECT l.head, l.epoch, (extract(epoch FROM l.recorded_at) * 1000000)::bigint AS recorded_us,
    e.position, e.size_bytes
  FROM event_store.log l
  LEFT JOIN LATERAL (
    SELECT first.position, first.size_bytes
    FROM event_store.topic t
    CROSS JOIN LATERAL (
      SELECT position, size_bytes FROM event_store.event
      WHERE topic_id = t.topic_id AND position > $1::bigint AND position <= l.head
      ORDER BY position LIMIT $2::int) first
    WHERE t.name = ANY($3::text[])
    ORDER BY first.position LIMIT $2::int) e ON true
  WHERE l.log_id = 1
  ORDER BY e.position
)sql";

pqxx::result SelectSizes(Transaction& transaction, const TailQuery& query) {
  if (query.topics.empty()) return transaction.Run(kTail, query.after_position, query.limit);
  return transaction.Run(kTailOfTopics, query.after_position, query.limit, SqlTexts(query.topics));
}

}  // namespace

absl::StatusOr<Tail> SelectTail(Transaction& transaction, const TailQuery& query) {
  const pqxx::result rows = SelectSizes(transaction, query);
  Tail tail{.events = {}, .head = HeadOf(rows.at(0)), .read_to = 0};
  if (absl::Status status = CheckTail(query, tail.head); !status.ok()) return status;
  // Rows are the sizes of as many as there are, up to the limit.
  bool is_cut = rows.size() == static_cast<pqxx::result::size_type>(query.limit);
  std::vector<int64_t> positions;
  PageRoom room(query.limit, query.max_bytes);
  for (const pqxx::row& row : rows) {
    if (row["position"].is_null()) break;
    if (!room.Takes(row["size_bytes"].as<int64_t>())) {
      is_cut = true;
      break;
    }
    positions.push_back(row["position"].as<int64_t>());
  }
  tail.read_to = is_cut && !positions.empty() ? positions.back() : tail.head.position;
  if (positions.empty()) return tail;
  absl::StatusOr<std::vector<event::v1::Event>> events = SelectEvents(transaction, positions);
  if (!events.ok()) return events.status();
  tail.events = *std::move(events);
  return tail;
}

}  // namespace sennight::event_store
