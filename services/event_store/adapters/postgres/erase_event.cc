#include "services/event_store/adapters/postgres/erase_event.h"

#include <algorithm>
#include <optional>

#include "services/event_store/adapters/postgres/event_rows.h"
#include "services/event_store/adapters/postgres/read_head.h"
#include "services/event_store/adapters/postgres/revise_event.h"
#include "services/event_store/domain/log_errors.h"

namespace sennight::event_store {
namespace {

// Whoever sorts titles in has ended, or begins after the commit, when there is nothing to sort in.
constexpr char kLockIndex[] = "SELECT FROM event_store.search_backfill WHERE log_id = 1 FOR UPDATE";

constexpr char kErasures[] = R"sql(
  SELECT x.event_id, t.name AS topic, x.position, x.revisions,
    (extract(epoch FROM x.erased_at) * 1000000)::bigint AS erased_us, x.erased_by, x.reason
  FROM event_store.erasure x JOIN event_store.topic t USING (topic_id)
  WHERE $1 = '' OR x.event_id::text = $1
  ORDER BY x.position
)sql";

// The triggers make tombstones of what is updated, if the erasure has been recorded before.
constexpr char kRecord[] = R"sql(
  INSERT INTO event_store.erasure
    (event_id, topic_id, position, revisions, erased_at, erased_by, reason)
  VALUES ($1::uuid, $2::int, $3::bigint, $4::int, $5::timestamptz, $6, $7)
)sql";

constexpr const char* kErase[] = {
    R"sql(
      DELETE FROM event_store.title_terms t USING event_store.event_revision r
      WHERE r.event_id = $1::uuid AND t.log_id = 1 AND t.position = r.position)sql",
    R"sql(
      DELETE FROM event_store.folded_text f
      USING event_store.event_revision r JOIN event_store.event e
        ON e.log_id = 1 AND e.position = r.position
      WHERE r.event_id = $1::uuid AND f.topic_id = e.topic_id AND f.listed_on = e.listed_on
        AND f.position = e.position)sql",
    R"sql(
      UPDATE event_store.text_filter f SET filter = NULL
      FROM event_store.event_revision r JOIN event_store.event e
        ON e.log_id = 1 AND e.position = r.position
      WHERE r.event_id = $1::uuid AND f.topic_id = e.topic_id AND f.listed_on = e.listed_on
        AND e.position = ANY(f.positions))sql",
    R"sql(
      UPDATE event_store.event e SET op = 4 FROM event_store.event_revision r
      WHERE r.event_id = $1::uuid AND e.log_id = 1 AND e.position = r.position)sql",
    R"sql(
      UPDATE event_store.event_revision SET content_key = NULL WHERE event_id = $1::uuid)sql"};

// What says so to those who follow the log.
constexpr char kInsertTombstone[] = R"sql(
  INSERT INTO event_store.event (log_id, position, topic_id, event_id, revision, op, listed_on,
    recorded_at, language, category, title, body, payload, content_hash, size_bytes, recorded_by,
    reason)
  VALUES (1, $3::bigint, $2::int, $1::uuid, $4::int + 1, 4,
    ($5::timestamptz AT TIME ZONE 'UTC')::date, $5::timestamptz, 'und', '', '', '', '',
    decode(repeat('00', 32), 'hex'), 256, $6, $7)
)sql";

constexpr char kInsertRevision[] = R"sql(
  INSERT INTO event_store.event_revision (event_id, revision, position)
  VALUES ($1::uuid, $2::int, $3::bigint)
)sql";

constexpr char kSupersede[] = R"sql(
  INSERT INTO event_store.supersession (log_id, old_position, new_position)
  VALUES (1, $1::bigint, $2::bigint)
)sql";

constexpr char kMoveHead[] = R"sql(
  UPDATE event_store.log SET head = $1::bigint, recorded_at = $2::timestamptz WHERE log_id = 1
  RETURNING pg_notify('event_store_head', epoch || ':' || head)
)sql";

std::vector<Erasure> SelectErasures(Transaction& transaction, const std::string& event_id) {
  std::vector<Erasure> erasures;
  for (const pqxx::row& row : transaction.RunOnce(kErasures, event_id)) {
    erasures.push_back({.event_id = row["event_id"].as<std::string>(),
                        .topic = row["topic"].as<std::string>(),
                        .position = row["position"].as<int64_t>(),
                        .revisions = row["revisions"].as<int>(),
                        .erased_at = absl::FromUnixMicros(row["erased_us"].as<int64_t>()),
                        .erased_by = row["erased_by"].as<std::string>(),
                        .reason = row["reason"].as<std::string>()});
  }
  return erasures;
}

}  // namespace

absl::StatusOr<Erasure> EraseEvent(Transaction& transaction, const std::string& event_id,
                                   const std::string& by, const std::string& reason,
                                   absl::Time now) {
  transaction.RunOnce(kLockIndex);
  const Head log = LockLog(transaction);
  const std::vector<Erasure> before = SelectErasures(transaction, event_id);
  if (!before.empty()) return before.front();
  const std::optional<CurrentRevision> current = FindCurrent(transaction, event_id);
  if (!current.has_value()) return EventNotFound(event_id, log.position);

  const auto [revisions, before_position, topic_id] = *current;
  const int64_t position = log.position + 1;
  const std::string recorded_at = SqlTime(std::max(now, log.recorded_at));
  transaction.RunOnce(kRecord, event_id, topic_id, position, revisions, recorded_at, by, reason);
  for (const char* statement : kErase) transaction.RunOnce(statement, event_id);
  transaction.RunOnce(kInsertTombstone, event_id, topic_id, position, revisions, recorded_at, by,
                      reason);
  transaction.RunOnce(kInsertRevision, event_id, revisions + 1, position);
  transaction.RunOnce(kSupersede, before_position, position);
  transaction.RunOnce(kMoveHead, position, recorded_at);

  Erasure erasure = SelectErasures(transaction, event_id).front();
  erasure.is_new = true;
  return erasure;
}

std::vector<Erasure> ListErasures(Transaction& transaction) {
  return SelectErasures(transaction, "");
}

}  // namespace sennight::event_store
