#include "services/event_store/adapters/postgres/append_batch.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "absl/strings/escaping.h"
#include "services/event_store/adapters/postgres/binary_array.h"
#include "services/event_store/adapters/postgres/event_rows.h"
#include "services/event_store/domain/batch_resolution.h"

namespace sennight::event_store {
namespace {

constexpr char kLockLog[] = R"sql(
  SELECT head, epoch, (extract(epoch FROM recorded_at) * 1000000)::bigint AS recorded_us
  FROM event_store.log WHERE log_id = 1 FOR UPDATE
)sql";

constexpr char kFindTopics[] = R"sql(
  SELECT topic_id, name FROM event_store.topic WHERE name = ANY($1::text[])
)sql";

constexpr char kInsertTopics[] = R"sql(
  INSERT INTO event_store.topic (log_id, name)
  SELECT 1, name FROM unnest($1::text[]) AS name
  RETURNING topic_id, name
)sql";

// Ids and keys are named one by one (= ANY), which no plan turns into a scan of the whole table
// once it has grown. Of a batch that is new, as most are, neither part finds anything. Revisions of
// several events can have one content; it is a duplicate of the event that had it first.
constexpr char kFindKnown[] = R"sql(
  SELECT DISTINCT NULL::uuid AS key, event_id FROM event_store.event_revision
  WHERE event_id = ANY($1::uuid[])
  UNION ALL
  (SELECT DISTINCT ON (content_key) content_key, event_id FROM event_store.event_revision
    WHERE content_key = ANY($2::uuid[]) ORDER BY content_key, position)
)sql";

// OFFSET 0 keeps the planner from anything but a look at each position.
constexpr char kFindRevisions[] = R"sql(
  SELECT r.event_id, r.revision, r.position, e.topic, e.content_hash
  FROM event_store.event_revision r
  CROSS JOIN LATERAL (
    SELECT t.name AS topic, encode(e.content_hash, 'hex') AS content_hash
    FROM event_store.event e JOIN event_store.topic t USING (topic_id)
    WHERE e.log_id = 1 AND e.position = r.position OFFSET 0) e
  WHERE r.event_id = ANY($1::uuid[])
  ORDER BY r.event_id, r.revision
)sql";

// Returns the ids of the batch's topics; gives ids to those that are new. They are looked up each
// time: what is remembered of a database that has since been restored names other topics.
std::map<std::string, int> TopicIds(Transaction& transaction,
                                    absl::Span<const PreparedEvent> batch) {
  std::set<std::string> missing;
  for (const PreparedEvent& prepared : batch) missing.insert(prepared.keys.topic);
  std::map<std::string, int> ids;
  for (const char* sql : {kFindTopics, kInsertTopics}) {
    if (missing.empty()) break;
    BinaryArray names(ElementType::kText);
    for (const std::string& name : missing) names.Add(name);
    for (const pqxx::row& row : transaction.Run(sql, names.Parameter())) {
      ids.emplace(row["name"].as<std::string>(), row["topic_id"].as<int>());
      missing.erase(row["name"].as<std::string>());
    }
  }
  return ids;
}

// Returns the bytes of a uuid as PostgreSQL writes it.
std::string UuidBytes(std::string uuid) {
  std::erase(uuid, '-');
  return absl::HexStringToBytes(uuid);
}

KnownEvents FindKnown(Transaction& transaction, absl::Span<const PreparedEvent> batch) {
  BinaryArray ids(ElementType::kUuid);
  BinaryArray content_keys(ElementType::kUuid);
  for (const PreparedEvent& prepared : batch) {
    ids.AddUuid(prepared.keys.event_id);
    if (!prepared.keys.content_key.empty()) content_keys.Add(prepared.keys.content_key);
  }
  KnownEvents known;
  std::set<std::string> found;
  for (const pqxx::row& row :
       transaction.Run(kFindKnown, ids.Parameter(), content_keys.Parameter())) {
    std::string event_id = row["event_id"].as<std::string>();
    found.insert(event_id);
    if (row["key"].is_null()) continue;
    known.ids_by_content_key[UuidBytes(row["key"].as<std::string>())] = std::move(event_id);
  }
  if (found.empty()) return known;
  BinaryArray found_ids(ElementType::kUuid);
  for (const std::string& event_id : found) found_ids.AddUuid(event_id);
  for (const pqxx::row& row : transaction.Run(kFindRevisions, found_ids.Parameter())) {
    StoredEvent& stored = known.by_id[row["event_id"].as<std::string>()];
    stored.topic = row["topic"].as<std::string>();
    stored.position = row["position"].as<int64_t>();
    stored.revision = row["revision"].as<int>();
    stored.content_hashes.push_back(row["content_hash"].as<std::string>());
  }
  return known;
}

}  // namespace

LockedLog LockLog(Transaction& transaction) {
  const pqxx::result rows = transaction.Run(kLockLog);
  const pqxx::row row = rows.at(0);
  LockedLog log{.head = row["head"].as<int64_t>(), .epoch = row["epoch"].as<int>()};
  if (!row["recorded_us"].is_null()) {
    log.recorded_at = absl::FromUnixMicros(row["recorded_us"].as<int64_t>());
  }
  return log;
}

std::vector<eventstore::v1::AppendOutcome> AppendBatch(Transaction& transaction,
                                                       absl::Span<const PreparedEvent> batch,
                                                       absl::Time now, NearDuplicates& texts) {
  const LockedLog log = LockLog(transaction);
  CatchUp(transaction, log, texts);
  const KnownEvents known = FindKnown(transaction, batch);
  Resolution resolution = ResolveBatch(batch, log.head, known, texts);
  if (!resolution.new_events.empty()) {
    std::vector<EventRow> rows;
    rows.reserve(resolution.new_events.size());
    for (NewEvent& added : resolution.new_events) {
      rows.push_back({.prepared = &batch[added.index],
                      .position = added.position,
                      .near_duplicate_of = std::move(added.near_duplicate_of)});
    }
    InsertEvents(transaction, rows, TopicIds(transaction, batch), std::max(now, log.recorded_at));
  }
  return std::move(resolution.outcomes);
}

}  // namespace sennight::event_store
