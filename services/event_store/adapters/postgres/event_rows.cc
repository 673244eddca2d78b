#include "services/event_store/adapters/postgres/event_rows.h"

#include <pqxx/binarystring>

#include "absl/strings/str_cat.h"
#include "common/hash/hash.h"
#include "common/log/log.h"
#include "common/window/civil_date.h"
#include "common/window/window.h"
#include "services/event_store/adapters/postgres/array_literal.h"

namespace sennight::event_store {
namespace {

// The keys are narrow tables of their own, so that the event table could be parted by position.
// No part of the statement reads a big table: it costs the same whatever the log holds. Keys are
// inserted in their order, which spares each index a way through its whole for every key.
constexpr char kInsertEvents[] = R"sql(
  WITH input AS (
    SELECT * FROM unnest(
      $1::bigint[], $2::int[], $3::uuid[], $4::date[], $5::date[], $6::smallint[],
      $7::timestamptz[], $8::date[], $9::text[], $10::text[], $11::text[], $12::text[],
      $13::bytea[], $14::bytea[], $15::uuid[], $16::int[],
      $17::bytea[], $18::bytea[], $19::smallint[], $20::bytea[]) AS u(
      position, topic_id, event_id, occurred_first, occurred_last, occurred_precision,
      reported_at, listed_on, language, category, title, body,
      payload, content_hash, near_duplicate_of, size_bytes,
      url_key, text_key, origin_rank, source_key)
  ), events AS (
    INSERT INTO event_store.event (
      log_id, position, topic_id, event_id, revision, op,
      occurred_first, occurred_last, occurred_precision, reported_at, listed_on, recorded_at,
      language, category, title, body, payload, content_hash, near_duplicate_of, size_bytes,
      recorded_by)
    SELECT 1, position, topic_id, event_id, 1, 1,
      occurred_first, occurred_last, occurred_precision, reported_at, listed_on, $21::timestamptz,
      language, category, title, body, payload, content_hash, near_duplicate_of, size_bytes,
      $22::text
    FROM input
  ), states AS (
    INSERT INTO event_store.event_state (event_id, topic_id, revision, position, content_hash)
    SELECT event_id, topic_id, 1, position, content_hash FROM input ORDER BY event_id
  ), keys AS (
    INSERT INTO event_store.dedup_key (key, event_id)
    SELECT url_key, event_id FROM input WHERE url_key IS NOT NULL ORDER BY url_key
  ), origins AS (
    INSERT INTO event_store.text_origin (text_key, rank, source_key, event_id)
    SELECT text_key, origin_rank, source_key, event_id FROM input WHERE origin_rank > 0
    ORDER BY text_key, origin_rank
  )
  UPDATE event_store.log
    SET head = (SELECT max(position) FROM input), recorded_at = $21::timestamptz
    WHERE log_id = 1
)sql";

constexpr char kSelectEvents[] = R"sql(
  SELECT e.position, t.name AS topic, e.event_id, e.revision, e.op,
    (extract(epoch FROM e.recorded_at) * 1000000)::bigint AS recorded_us,
    e.language, e.category, e.title, e.body, e.payload,
    encode(e.content_hash, 'hex') AS content_hash, e.near_duplicate_of, e.recorded_by
  FROM event_store.event e JOIN event_store.topic t USING (topic_id)
  WHERE e.log_id = 1 AND e.position = ANY($1::bigint[])
  ORDER BY e.position
)sql";

// One array for each column of the input.
struct Columns {
  ArrayLiteral position, topic_id, event_id, occurred_first, occurred_last, occurred_precision;
  ArrayLiteral reported_at, listed_on, language, category, title, body;
  ArrayLiteral payload, content_hash, near_duplicate_of, size_bytes;
  ArrayLiteral url_key, text_key, origin_rank, source_key;
};

int PrecisionNumber(window::Precision precision) {
  switch (precision) {
    case window::Precision::kYear:
      return 1;
    case window::Precision::kMonth:
      return 2;
    case window::Precision::kDay:
      return kPrecisionDay;
  }
  return kPrecisionDay;
}

std::string PayloadOf(event::v1::Event event) {
  event.clear_event_id();
  event.clear_topic();
  event.clear_language();
  event.clear_category();
  event.clear_title();
  event.clear_body();
  event.clear_content_hash();
  return hash::DeterministicBytes(event);
}

void AddDates(const EventDates& dates, Columns& columns) {
  if (dates.occurred.has_value()) {
    columns.occurred_first.Add(SqlDay(dates.occurred->first));
    columns.occurred_last.Add(SqlDay(dates.occurred->last));
    columns.occurred_precision.AddNumber(PrecisionNumber(dates.occurred->precision));
  } else {
    columns.occurred_first.AddNull();
    columns.occurred_last.AddNull();
    columns.occurred_precision.AddNull();
  }
  if (dates.reported_at.has_value()) {
    columns.reported_at.Add(SqlTime(*dates.reported_at));
  } else {
    columns.reported_at.AddNull();
  }
  columns.listed_on.Add(SqlDay(dates.listed_on));
}

void AddRow(const PreparedEvent& prepared, const NewEvent& added, int topic_id, Columns& columns) {
  const event::v1::Event& event = prepared.event;
  const EventKeys& keys = prepared.keys;
  columns.position.AddNumber(added.position);
  columns.topic_id.AddNumber(topic_id);
  columns.event_id.Add(event.event_id());
  AddDates(prepared.dates, columns);
  columns.language.Add(event.language());
  columns.category.Add(event.category());
  columns.title.Add(event.title());
  columns.body.Add(event.body());
  columns.payload.AddBytes(PayloadOf(event));
  columns.content_hash.AddHex(keys.content_hash);
  columns.near_duplicate_of.AddOrNull(added.near_duplicate_of);
  columns.size_bytes.AddNumber(static_cast<int64_t>(event.ByteSizeLong()));
  if (keys.url_key.empty()) {
    columns.url_key.AddNull();
  } else {
    columns.url_key.AddHex(keys.url_key);
  }
  columns.text_key.AddHex(keys.text_key);
  columns.origin_rank.AddNumber(added.origin_rank);
  columns.source_key.AddHex(keys.source_key);
}

absl::StatusOr<event::v1::Event> EventOf(const pqxx::row& row) {
  event::v1::Event event;
  const pqxx::binarystring payload(row["payload"]);
  if (!event.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
    log::Error("stored payload is not an event", {{"position", row["position"].c_str()}});
    return absl::DataLossError(
        absl::StrCat("the event at position ", row["position"].c_str(), " cannot be read"));
  }
  event.set_event_id(row["event_id"].as<std::string>());
  event.set_topic(row["topic"].as<std::string>());
  event.set_language(row["language"].as<std::string>());
  event.set_category(row["category"].as<std::string>());
  event.set_title(row["title"].as<std::string>());
  event.set_body(row["body"].as<std::string>());
  event.set_content_hash(row["content_hash"].as<std::string>());
  event.set_recorded_by(row["recorded_by"].as<std::string>());
  event.set_near_duplicate_of(row["near_duplicate_of"].as<std::string>(""));
  event.set_revision(row["revision"].as<int>());
  event.set_state(row["op"].as<int>() == kOpRetracted ? event::v1::EVENT_STATE_RETRACTED
                                                      : event::v1::EVENT_STATE_ACTIVE);
  event.set_position(row["position"].as<int64_t>());
  *event.mutable_recorded_time() =
      window::ToTimestamp(absl::FromUnixMicros(row["recorded_us"].as<int64_t>()));
  return event;
}

}  // namespace

std::string SqlTime(absl::Time time) {
  return absl::FormatTime("%E4Y-%m-%d %H:%M:%E6S+00", time, absl::UTCTimeZone());
}

std::string SqlDay(absl::CivilDay day) { return window::FormatCivilDay(day); }

void InsertEvents(Transaction& transaction, absl::Span<const PreparedEvent> batch,
                  absl::Span<const NewEvent> new_events,
                  const std::map<std::string, int>& topic_ids, const Recording& recording) {
  Columns c;
  for (const NewEvent& added : new_events) {
    const PreparedEvent& prepared = batch[added.index];
    AddRow(prepared, added, topic_ids.at(prepared.keys.topic), c);
  }
  transaction.Run(kInsertEvents, c.position.text(), c.topic_id.text(), c.event_id.text(),
                  c.occurred_first.text(), c.occurred_last.text(), c.occurred_precision.text(),
                  c.reported_at.text(), c.listed_on.text(), c.language.text(), c.category.text(),
                  c.title.text(), c.body.text(), c.payload.text(), c.content_hash.text(),
                  c.near_duplicate_of.text(), c.size_bytes.text(), c.url_key.text(),
                  c.text_key.text(), c.origin_rank.text(), c.source_key.text(),
                  SqlTime(recording.time), recording.actor);
}

absl::StatusOr<std::vector<event::v1::Event>> SelectEvents(Transaction& transaction,
                                                           absl::Span<const int64_t> positions) {
  ArrayLiteral array;
  for (const int64_t position : positions) array.AddNumber(position);
  std::vector<event::v1::Event> events;
  for (const pqxx::row& row : transaction.Run(kSelectEvents, array.text())) {
    absl::StatusOr<event::v1::Event> event = EventOf(row);
    if (!event.ok()) return event.status();
    events.push_back(*std::move(event));
  }
  if (events.size() != positions.size()) {
    log::Error("positions are missing in the log", {{"wanted", absl::StrCat(positions.size())},
                                                    {"found", absl::StrCat(events.size())}});
    return absl::DataLossError("events that were stored cannot be found");
  }
  return events;
}

}  // namespace sennight::event_store
