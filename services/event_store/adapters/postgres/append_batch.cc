#include "services/event_store/adapters/postgres/append_batch.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <unordered_map>

#include "absl/strings/escaping.h"
#include "services/event_store/adapters/postgres/binary_array.h"
#include "services/event_store/adapters/postgres/event_rows.h"
#include "services/event_store/adapters/postgres/log_texts.h"
#include "services/event_store/domain/batch_resolution.h"

namespace sennight::event_store {
namespace {

constexpr char kInsertTopics[] = R"sql(
  INSERT INTO event_store.topic (log_id, name)
  SELECT 1, name FROM unnest($1::text[]) AS name
  RETURNING topic_id, name
)sql";

// The lock, and what is known of a batch, in one round. Of the log there are two heads: of the row
// when it was locked, and of the moment before, at which everything else is looked up. They differ,
// or the epochs do, if another program has written in between.
//
// Ids and keys are named one by one (= ANY), which no plan turns into a scan of the whole table
// once it has grown; the arrays are hidden from the planner, who would otherwise think of their
// length, and plan for short ones each time. Of a batch that is new, as most are, nothing but its
// topics is found. Revisions of several events can have one content; it is a duplicate of the event
// that had it first.
constexpr char kLockLogAndFind[] = R"sql(
  SELECT 'log' AS part, l.head, l.epoch,
    (extract(epoch FROM l.recorded_at) * 1000000)::bigint AS recorded_us,
    (SELECT head FROM event_store.log WHERE log_id = 1) AS head_before,
    (SELECT epoch FROM event_store.log WHERE log_id = 1) AS epoch_before,
    NULL::uuid AS event_id, NULL::uuid AS key, NULL::text AS topic, NULL::int AS topic_id
  FROM (
    SELECT head, epoch, recorded_at FROM event_store.log WHERE log_id = 1 FOR UPDATE) l
  UNION ALL
  SELECT DISTINCT 'event', NULL::bigint, NULL::int, NULL::bigint, NULL::bigint, NULL::int,
    event_id, NULL::uuid, NULL, NULL::int
  FROM event_store.event_revision
  WHERE event_id = ANY((SELECT $1::uuid[])::uuid[])
  UNION ALL
  (SELECT DISTINCT ON (content_key) 'event', NULL::bigint, NULL::int, NULL::bigint, NULL::bigint,
      NULL::int, event_id, content_key, NULL, NULL::int
    FROM event_store.event_revision
    WHERE content_key = ANY((SELECT $2::uuid[])::uuid[]) ORDER BY content_key, position)
  UNION ALL
  SELECT 'topic', NULL::bigint, NULL::int, NULL::bigint, NULL::bigint, NULL::int, NULL::uuid,
    NULL::uuid, name, topic_id
  FROM event_store.topic
  WHERE name = ANY((SELECT $3::text[])::text[])
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

// Returns the bytes of a uuid as PostgreSQL writes it.
std::string UuidBytes(std::string uuid) {
  std::erase(uuid, '-');
  return absl::HexStringToBytes(uuid);
}

// The locked log, and what it knows of a batch. Topics are looked up each time: what is remembered
// of a database that has since been restored names other ones.
struct Found {
  LockedLog log;
  bool has_log = false;
  bool is_current = false;  // Whether nothing was written between the lookups and the lock.
  std::map<std::string, int> topic_ids;
  std::set<std::string> event_ids;
  std::unordered_map<std::string, std::string> ids_by_content_key;
};

// What the log is asked about a batch.
struct Lookups {
  explicit Lookups(absl::Span<const PreparedEvent> batch) {
    for (const PreparedEvent& prepared : batch) {
      event_ids.AddUuid(prepared.keys.event_id);
      if (!prepared.keys.content_key.empty()) content_keys.Add(prepared.keys.content_key);
      if (topics.empty() || prepared.keys.topic != *topics.rbegin()) {
        topics.insert(prepared.keys.topic);
      }
    }
  }

  BinaryArray event_ids{ElementType::kUuid};
  BinaryArray content_keys{ElementType::kUuid};
  std::set<std::string> topics;
};

Found LockLogAndFindOnce(Transaction& transaction, absl::Span<const PreparedEvent> batch) {
  Lookups lookups(batch);
  Found found;
  for (const pqxx::row& row :
       transaction.Run(kLockLogAndFind, lookups.event_ids.Parameter(),
                       lookups.content_keys.Parameter(), SqlTexts(lookups.topics))) {
    const std::string part = row["part"].as<std::string>();
    if (part == "log") {
      found.log = {HeadOf(row)};
      found.has_log = true;
      found.is_current = row["head_before"].as<int64_t>() == found.log.position &&
                         row["epoch_before"].as<int>() == found.log.epoch;
    } else if (part == "topic") {
      found.topic_ids.emplace(row["topic"].as<std::string>(), row["topic_id"].as<int>());
    } else {
      std::string event_id = row["event_id"].as<std::string>();
      found.event_ids.insert(event_id);
      if (row["key"].is_null()) continue;
      found.ids_by_content_key[UuidBytes(row["key"].as<std::string>())] = std::move(event_id);
    }
  }
  if (!found.has_log) throw std::logic_error("the log has no row");
  return found;
}

// Who waited for the lock looks again, and finds what who held it has written.
Found LockLogAndFind(Transaction& transaction, absl::Span<const PreparedEvent> batch) {
  Found found = LockLogAndFindOnce(transaction, batch);
  return found.is_current ? std::move(found) : LockLogAndFindOnce(transaction, batch);
}

// Gives ids to those topics of new events that have none.
void AddTopics(Transaction& transaction, absl::Span<const PreparedEvent> batch,
               absl::Span<const NewEvent> new_events, std::map<std::string, int>& ids) {
  std::set<std::string> missing;
  for (const NewEvent& added : new_events) {
    const std::string& topic = batch[added.index].keys.topic;
    if (!ids.contains(topic)) missing.insert(topic);
  }
  if (missing.empty()) return;
  for (const pqxx::row& row : transaction.Run(kInsertTopics, SqlTexts(missing))) {
    ids.emplace(row["name"].as<std::string>(), row["topic_id"].as<int>());
  }
}

KnownEvents ReadKnown(Transaction& transaction, Found& found) {
  KnownEvents known{.by_id = {}, .ids_by_content_key = std::move(found.ids_by_content_key)};
  if (found.event_ids.empty()) return known;
  BinaryArray ids = ArrayOf(ElementType::kUuid, found.event_ids);
  for (const pqxx::row& row : transaction.Run(kFindRevisions, ids.Parameter())) {
    StoredEvent& stored = known.by_id[row["event_id"].as<std::string>()];
    stored.topic = row["topic"].as<std::string>();
    stored.position = row["position"].as<int64_t>();
    stored.revision = row["revision"].as<int>();
    stored.content_hashes.push_back(row["content_hash"].as<std::string>());
  }
  return known;
}

// Returns what inserts the new events (at least one) of a batch; `log` is how it is found, and
// afterwards how it is left.
std::vector<std::string> ParametersOf(absl::Span<const PreparedEvent> batch,
                                      std::vector<NewEvent>& new_events,
                                      const std::map<std::string, int>& topic_ids,
                                      Presumed presumed, absl::Time recorded_at, LockedLog& log) {
  std::vector<EventRow> rows;
  rows.reserve(new_events.size());
  for (NewEvent& added : new_events) {
    rows.push_back({.prepared = &batch[added.index],
                    .position = added.position,
                    .near_duplicate_of = std::move(added.near_duplicate_of)});
  }
  return InsertParameters(rows, Change(), topic_ids, std::move(presumed), recorded_at, log);
}

// What is presumed of the log if nothing of the batch is known there.
Presumed PresumedOf(absl::Span<const PreparedEvent> batch, const LockedLog& log,
                    const std::map<std::string, int>& topic_ids) {
  Lookups lookups(batch);
  Presumed presumed;
  presumed.event_ids = lookups.event_ids.Release();
  presumed.content_keys = lookups.content_keys.Release();
  BinaryArray names(ElementType::kText);
  BinaryArray ids(ElementType::kInt);
  for (const std::string& topic : lookups.topics) {
    names.Add(topic);
    ids.AddNumber(topic_ids.at(topic));
  }
  presumed.topic_names = names.Release();
  presumed.topic_ids = ids.Release();
  BinaryArray at_head(ElementType::kUuid);
  if (!log.head_event_id.empty()) at_head.AddUuid(log.head_event_id);
  presumed.head_event_id = at_head.Release();
  return presumed;
}

}  // namespace

Appended AppendBatch(Transaction& transaction, absl::Span<const PreparedEvent> batch,
                     absl::Time now, NearDuplicates& texts) {
  Found found = LockLogAndFind(transaction, batch);
  CatchUp(transaction, found.log, texts);
  const KnownEvents known = ReadKnown(transaction, found);
  Resolution resolution = ResolveBatch(batch, found.log.position, known, texts);
  Appended appended{.outcomes = std::move(resolution.outcomes),
                    .log_before = found.log,
                    .log = found.log,
                    .topic_ids = std::move(found.topic_ids),
                    .was_unknown = known.by_id.empty()};
  if (resolution.new_events.empty()) return appended;
  AddTopics(transaction, batch, resolution.new_events, appended.topic_ids);
  const BinaryRows inserted = transaction.RunBinary(
      kInsertRows, ParametersOf(batch, resolution.new_events, appended.topic_ids, Presumed(),
                                std::max(now, found.log.recorded_at), appended.log));
  if (inserted.size() == 0) throw std::logic_error("the log has changed though it is locked");
  return appended;
}

std::optional<PresumingInsert> Presume(absl::Span<const PreparedEvent> batch, absl::Time now,
                                       const LockedLog& log,
                                       const std::map<std::string, int>& topic_ids,
                                       NearDuplicates& texts) {
  const bool have_ids = std::ranges::all_of(batch, [&topic_ids](const PreparedEvent& prepared) {
    return topic_ids.contains(prepared.keys.topic);
  });
  if (!have_ids) return std::nullopt;
  Resolution resolution = ResolveBatch(batch, log.position, KnownEvents(), texts);
  PresumingInsert insert{.parameters = {}, .outcomes = std::move(resolution.outcomes), .log = log};
  insert.parameters =
      ParametersOf(batch, resolution.new_events, topic_ids, PresumedOf(batch, log, topic_ids),
                   std::max(now, log.recorded_at), insert.log);
  return insert;
}

}  // namespace sennight::event_store
