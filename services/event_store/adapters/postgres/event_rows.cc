#include "services/event_store/adapters/postgres/event_rows.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "common/hash/hash.h"
#include "services/event_store/adapters/postgres/binary_array.h"
#include "services/event_store/adapters/postgres/binary_rows.h"

namespace sennight::event_store {
namespace {

int64_t PrecisionNumber(window::Precision precision) {
  return std::ranges::find(kPrecisions, precision) - kPrecisions + 1;
}

std::string SketchColumn(const PreparedEvent& prepared) {
  std::string bytes = SketchBytes(prepared.sketch);
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(prepared.keys.source_key >> shift));
  }
  return bytes;
}

// One array for each parameter.
struct Columns {
  explicit Columns(absl::Span<const EventRow> rows);
  void Add(const EventRow& row, int topic);
  void AddDates(const EventDates& dates);
  void AddFoldedText(const EventRow& row, int topic);

  BinaryArray position{ElementType::kBigint};
  BinaryArray topic_id{ElementType::kInt};
  BinaryArray event_id{ElementType::kUuid};
  BinaryArray occurred_first{ElementType::kDate};
  BinaryArray occurred_last{ElementType::kDate};
  BinaryArray occurred_precision{ElementType::kSmallint};
  BinaryArray reported_at{ElementType::kTimestamptz};
  BinaryArray listed_on{ElementType::kDate};
  BinaryArray language{ElementType::kText};
  BinaryArray category{ElementType::kText};
  BinaryArray title{ElementType::kText};
  BinaryArray body{ElementType::kText};
  BinaryArray payload{ElementType::kBytea};
  BinaryArray content_hash{ElementType::kBytea};
  BinaryArray near_duplicate_of{ElementType::kUuid};
  BinaryArray size_bytes{ElementType::kInt};
  BinaryArray recorded_by{ElementType::kText};
  BinaryArray sketch{ElementType::kBytea};
  BinaryArray content_key{ElementType::kUuid};
  BinaryArray folded_topic_id{ElementType::kInt};
  BinaryArray folded_listed_on{ElementType::kDate};
  BinaryArray folded_position{ElementType::kBigint};
  BinaryArray folded_title{ElementType::kText};
  BinaryArray folded_body{ElementType::kText};
};

// What is long is not copied again and again while it grows.
Columns::Columns(absl::Span<const EventRow> rows) {
  size_t titles = 0;
  size_t bodies = 0;
  size_t payloads = 0;
  for (const EventRow& row : rows) {
    titles += row.prepared->event.title().size();
    bodies += row.prepared->event.body().size();
    payloads += row.prepared->payload.size();
  }
  title.Reserve(rows.size(), titles);
  body.Reserve(rows.size(), bodies);
  payload.Reserve(rows.size(), payloads);
}

void Columns::AddDates(const EventDates& dates) {
  if (dates.occurred.has_value()) {
    occurred_first.AddDay(dates.occurred->first);
    occurred_last.AddDay(dates.occurred->last);
    occurred_precision.AddNumber(PrecisionNumber(dates.occurred->precision));
  } else {
    occurred_first.AddNull();
    occurred_last.AddNull();
    occurred_precision.AddNull();
  }
  if (dates.reported_at.has_value()) {
    reported_at.AddTime(*dates.reported_at);
  } else {
    reported_at.AddNull();
  }
  listed_on.AddDay(dates.listed_on);
}

void Columns::Add(const EventRow& row, int topic) {
  const event::v1::Event& event = row.prepared->event;
  const EventKeys& keys = row.prepared->keys;
  position.AddNumber(row.position);
  topic_id.AddNumber(topic);
  event_id.AddUuid(event.event_id());
  AddDates(row.prepared->dates);
  language.Add(event.language());
  category.Add(event.category());
  title.Add(event.title());
  body.Add(event.body());
  payload.Add(row.prepared->payload);
  content_hash.Add(absl::HexStringToBytes(keys.content_hash));
  if (row.near_duplicate_of.empty()) {
    near_duplicate_of.AddNull();
  } else {
    near_duplicate_of.AddUuid(row.near_duplicate_of);
  }
  size_bytes.AddNumber(row.prepared->size_bytes);
  recorded_by.Add(event.recorded_by());
  sketch.Add(SketchColumn(*row.prepared));
  if (keys.content_key.empty()) {
    content_key.AddNull();
  } else {
    content_key.Add(keys.content_key);
  }
}

void Columns::AddFoldedText(const EventRow& row, int topic) {
  const std::optional<FoldedText>& folded = row.prepared->folded;
  if (!folded.has_value()) return;
  folded_topic_id.AddNumber(topic);
  folded_listed_on.AddDay(row.prepared->dates.listed_on);
  folded_position.AddNumber(row.position);
  folded_title.Add(folded->title);
  folded_body.Add(folded->body);
}

}  // namespace

// What the log is presumed to be is looked up, and its row locked, before anything is inserted. The
// lookups see what was there when the statement began, which may be before others let go of the
// lock: but not if the event at the head, of which there is but one at any position, is seen there
// too. Ids and keys are named one by one (= ANY), which no plan turns into a scan of the whole
// table once it has grown.
//
// Each part takes apart the arrays that it needs, so that texts are copied once; the arrays are
// hidden from the planner, who would otherwise think of their length, and plan short batches each
// time. Keys are inserted in their order, which spares each index a way through its whole for every
// key. Who follows the log is told at the commit.
const char kInsertRows[] = R"sql(
  WITH as_presumed AS MATERIALIZED (
    SELECT FROM (SELECT head, epoch FROM event_store.log WHERE log_id = 1 FOR UPDATE) l
    WHERE l.head = $31::bigint AND l.epoch = $32::int
      AND NOT EXISTS (SELECT FROM event_store.event_revision
        WHERE event_id = ANY((SELECT $33::uuid[])::uuid[]))
      AND NOT EXISTS (SELECT FROM event_store.event_revision
        WHERE content_key = ANY((SELECT $34::uuid[])::uuid[]))
      AND NOT EXISTS (SELECT FROM unnest((SELECT $35::text[]), (SELECT $36::int[])) t(name, id)
        WHERE (SELECT topic_id FROM event_store.topic WHERE name = t.name) IS DISTINCT FROM t.id)
      AND NOT EXISTS (SELECT FROM unnest((SELECT $37::uuid[])) h(event_id)
        WHERE (SELECT event_id FROM event_store.event WHERE log_id = 1 AND position = $31::bigint)
          IS DISTINCT FROM h.event_id)
  ), events AS (
    INSERT INTO event_store.event (
      log_id, position, topic_id, event_id, occurred_first, occurred_last, occurred_precision,
      reported_at, listed_on, language, category, title, body, payload, content_hash,
      near_duplicate_of, size_bytes, recorded_by, sketch, revision, op, reason, recorded_at)
    SELECT 1, unnest((SELECT $1::bigint[])), unnest((SELECT $2::int[])),
      unnest((SELECT $3::uuid[])), unnest((SELECT $4::date[])), unnest((SELECT $5::date[])),
      unnest((SELECT $6::smallint[])), unnest((SELECT $7::timestamptz[])),
      unnest((SELECT $8::date[])), unnest((SELECT $9::text[])), unnest((SELECT $10::text[])),
      unnest((SELECT $11::text[])), unnest((SELECT $12::text[])), unnest((SELECT $13::bytea[])),
      unnest((SELECT $14::bytea[])), unnest((SELECT $15::uuid[])), unnest((SELECT $16::int[])),
      unnest((SELECT $17::text[])), unnest((SELECT $18::bytea[])),
      $25::int, $26::int, $27::text, $30::timestamptz
    WHERE EXISTS (SELECT FROM as_presumed)
  ), revisions AS (
    INSERT INTO event_store.event_revision (event_id, revision, position, content_key)
    SELECT r.event_id, $25::int, r.position, r.content_key
      FROM unnest((SELECT $3::uuid[]), (SELECT $1::bigint[]), (SELECT $19::uuid[]))
        AS r(event_id, position, content_key)
    WHERE EXISTS (SELECT FROM as_presumed)
    ORDER BY r.event_id
  ), superseded AS (
    INSERT INTO event_store.supersession (log_id, old_position, new_position)
    SELECT 1, $28::bigint, $29::bigint
    WHERE $28::bigint > 0 AND EXISTS (SELECT FROM as_presumed)
  ), folded AS (
    INSERT INTO event_store.folded_text (topic_id, listed_on, position, title, body)
    SELECT * FROM unnest((SELECT $20::int[]), (SELECT $21::date[]), (SELECT $22::bigint[]),
      (SELECT $23::text[]), (SELECT $24::text[]))
    WHERE EXISTS (SELECT FROM as_presumed)
  )
  UPDATE event_store.log
    SET head = $29::bigint, recorded_at = $30::timestamptz
    WHERE log_id = 1 AND EXISTS (SELECT FROM as_presumed)
    RETURNING pg_notify('event_store_head', epoch || ':' || head)
)sql";

std::string SqlTime(absl::Time time) {
  return absl::FormatTime("%E4Y-%m-%d %H:%M:%E6S+00", time, absl::UTCTimeZone());
}

std::string SqlDay(absl::CivilDay day) { return window::FormatCivilDay(day); }

std::vector<std::string> InsertParameters(absl::Span<const EventRow> rows, const Change& change,
                                          const std::map<std::string, int>& topic_ids,
                                          Presumed presumed, absl::Time recorded_at,
                                          LockedLog& log) {
  Columns c(rows);
  for (const EventRow& row : rows) {
    const int topic = topic_ids.at(row.prepared->keys.topic);
    c.Add(row, topic);
    c.AddFoldedText(row, topic);
  }
  std::vector<std::string> parameters;
  for (BinaryArray* array : {&c.position,        &c.topic_id,        &c.event_id,
                             &c.occurred_first,  &c.occurred_last,   &c.occurred_precision,
                             &c.reported_at,     &c.listed_on,       &c.language,
                             &c.category,        &c.title,           &c.body,
                             &c.payload,         &c.content_hash,    &c.near_duplicate_of,
                             &c.size_bytes,      &c.recorded_by,     &c.sketch,
                             &c.content_key,     &c.folded_topic_id, &c.folded_listed_on,
                             &c.folded_position, &c.folded_title,    &c.folded_body}) {
    parameters.push_back(array->Release());
  }
  parameters.push_back(IntParameter(change.revision));
  parameters.push_back(IntParameter(change.op));
  parameters.push_back(change.reason);
  parameters.push_back(BigintParameter(change.supersedes));
  parameters.push_back(BigintParameter(rows.back().position));
  parameters.push_back(TimeParameter(recorded_at));
  parameters.push_back(BigintParameter(log.position));
  parameters.push_back(IntParameter(log.epoch));
  for (std::string* array : {&presumed.event_ids, &presumed.content_keys, &presumed.topic_names,
                             &presumed.topic_ids, &presumed.head_event_id}) {
    parameters.push_back(std::move(*array));
  }
  log.position = rows.back().position;
  log.head_event_id = rows.back().prepared->event.event_id();
  log.recorded_at = recorded_at;
  return parameters;
}

Presumed::Presumed()
    : event_ids(BinaryArray(ElementType::kUuid).Release()),
      content_keys(event_ids),
      topic_names(BinaryArray(ElementType::kText).Release()),
      topic_ids(BinaryArray(ElementType::kInt).Release()),
      head_event_id(event_ids) {}

}  // namespace sennight::event_store
