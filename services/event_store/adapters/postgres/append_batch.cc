#include "services/event_store/adapters/postgres/append_batch.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "services/event_store/adapters/postgres/array_literal.h"
#include "services/event_store/adapters/postgres/event_rows.h"
#include "services/event_store/domain/batch_resolution.h"

namespace sennight::event_store {
namespace {

constexpr char kLockLog[] = R"sql(
  SELECT head, (extract(epoch FROM recorded_at) * 1000000)::bigint AS recorded_us
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

// The three look-ups name their keys one by one (= ANY), which no plan turns into a scan of the
// whole table once it has grown.
constexpr char kFindIds[] = R"sql(
  SELECT s.event_id, t.name AS topic, encode(s.content_hash, 'hex') AS content_hash,
    s.position, s.revision
  FROM event_store.event_state s JOIN event_store.topic t USING (topic_id)
  WHERE s.event_id = ANY($1::uuid[])
)sql";

constexpr char kFindUrlKeys[] = R"sql(
  SELECT encode(k.key, 'hex') AS key, s.event_id, s.position, s.revision
  FROM event_store.dedup_key k JOIN event_store.event_state s USING (event_id)
  WHERE k.key = ANY($1::bytea[])
)sql";

constexpr char kFindOrigins[] = R"sql(
  SELECT encode(text_key, 'hex') AS text_key, encode(source_key, 'hex') AS source_key, event_id
  FROM event_store.text_origin WHERE text_key = ANY($1::bytea[]) ORDER BY text_key, rank
)sql";

struct LockedLog {
  int64_t head = 0;
  absl::Time recorded_at = absl::InfinitePast();
};

LockedLog LockLog(Transaction& transaction) {
  const pqxx::result rows = transaction.Run(kLockLog);
  const pqxx::row row = rows.at(0);
  LockedLog log{.head = row["head"].as<int64_t>()};
  if (!row["recorded_us"].is_null()) {
    log.recorded_at = absl::FromUnixMicros(row["recorded_us"].as<int64_t>());
  }
  return log;
}

// Returns the ids of the batch's topics; gives ids to those that are new.
std::map<std::string, int> TopicIds(Transaction& transaction,
                                    absl::Span<const PreparedEvent> batch) {
  std::set<std::string> missing;
  for (const PreparedEvent& prepared : batch) missing.insert(prepared.keys.topic);
  std::map<std::string, int> ids;
  for (const char* sql : {kFindTopics, kInsertTopics}) {
    if (missing.empty()) break;
    ArrayLiteral names;
    for (const std::string& name : missing) names.Add(name);
    for (const pqxx::row& row : transaction.Run(sql, names.text())) {
      ids.emplace(row["name"].as<std::string>(), row["topic_id"].as<int>());
      missing.erase(row["name"].as<std::string>());
    }
  }
  return ids;
}

KnownEvents FindKnown(Transaction& transaction, absl::Span<const PreparedEvent> batch) {
  ArrayLiteral ids;
  ArrayLiteral url_keys;
  ArrayLiteral text_keys;
  for (const PreparedEvent& prepared : batch) {
    ids.Add(prepared.keys.event_id);
    if (!prepared.keys.url_key.empty()) url_keys.AddHex(prepared.keys.url_key);
    text_keys.AddHex(prepared.keys.text_key);
  }
  KnownEvents known;
  for (const pqxx::row& row : transaction.Run(kFindIds, ids.text())) {
    const std::string event_id = row["event_id"].as<std::string>();
    known.by_id[event_id] = {event_id, row["topic"].as<std::string>(),
                             row["content_hash"].as<std::string>(), row["position"].as<int64_t>(),
                             row["revision"].as<int>()};
  }
  for (const pqxx::row& row : transaction.Run(kFindUrlKeys, url_keys.text())) {
    // Topic and content are part of the key.
    known.by_url_key[row["key"].as<std::string>()] = {row["event_id"].as<std::string>(), "", "",
                                                      row["position"].as<int64_t>(),
                                                      row["revision"].as<int>()};
  }
  for (const pqxx::row& row : transaction.Run(kFindOrigins, text_keys.text())) {
    known.by_text_key[row["text_key"].as<std::string>()].push_back(
        {row["source_key"].as<std::string>(), row["event_id"].as<std::string>()});
  }
  return known;
}

}  // namespace

std::vector<eventstore::v1::AppendOutcome> AppendBatch(Transaction& transaction,
                                                       absl::Span<const PreparedEvent> batch,
                                                       const Recording& recording) {
  const LockedLog log = LockLog(transaction);
  KnownEvents known = FindKnown(transaction, batch);
  Resolution resolution = ResolveBatch(batch, log.head, known);
  if (!resolution.new_events.empty()) {
    InsertEvents(transaction, batch, resolution.new_events, TopicIds(transaction, batch),
                 {std::max(recording.time, log.recorded_at), recording.actor});
  }
  return std::move(resolution.outcomes);
}

}  // namespace sennight::event_store
