#include "services/event_store/adapters/postgres/event_rows.h"

#include <algorithm>
#include <pqxx/binarystring>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/hash/hash.h"
#include "common/log/log.h"
#include "common/window/civil_date.h"
#include "common/window/window.h"
#include "services/event_store/adapters/postgres/binary_array.h"
#include "services/event_store/domain/erasure.h"

namespace sennight::event_store {
namespace {

// No part of the statement reads a table: it costs the same whatever the log holds. Each part takes
// apart the arrays that it needs, so that texts are copied once. Keys are inserted in their order,
// which spares each index a way through its whole for every key. Who follows the log is told at the
// commit.
constexpr char kInsertEvents[] = R"sql(
  WITH events AS (
    INSERT INTO event_store.event (
      log_id, position, topic_id, event_id, revision, op,
      occurred_first, occurred_last, occurred_precision, reported_at, listed_on,
      language, category, title, body, payload, content_hash, near_duplicate_of, size_bytes,
      recorded_by, reason, sketch, recorded_at)
    SELECT 1, unnest($1::bigint[]), unnest($2::int[]), unnest($3::uuid[]), unnest($4::int[]),
      unnest($5::smallint[]), unnest($6::date[]), unnest($7::date[]), unnest($8::smallint[]),
      unnest($9::timestamptz[]), unnest($10::date[]), unnest($11::text[]), unnest($12::text[]),
      unnest($13::text[]), unnest($14::text[]), unnest($15::bytea[]), unnest($16::bytea[]),
      unnest($17::uuid[]), unnest($18::int[]), unnest($19::text[]), unnest($20::text[]),
      unnest($21::bytea[]), $22::timestamptz
  ), revisions AS (
    INSERT INTO event_store.event_revision (event_id, revision, position, content_key)
    SELECT * FROM unnest($3::uuid[], $4::int[], $1::bigint[], $23::uuid[])
      AS r(event_id, revision, position, content_key)
    ORDER BY event_id, revision
  ), superseded AS (
    INSERT INTO event_store.supersession (log_id, old_position, new_position)
    SELECT 1, * FROM unnest($24::bigint[], $25::bigint[])
  ), folded AS (
    INSERT INTO event_store.folded_text (topic_id, listed_on, position, title, body)
    SELECT * FROM unnest($27::int[], $28::date[], $29::bigint[], $30::text[], $31::text[])
  )
  UPDATE event_store.log
    SET head = $26::bigint, recorded_at = $22::timestamptz
    WHERE log_id = 1
    RETURNING pg_notify('event_store_head', epoch || ':' || head)
)sql";

// What is read of an event, as the columns of a row and where they stand: a name would be looked up
// anew in each row.
#define SENNIGHT_EVENT_COLUMNS(BODY)                                    \
  "e.position, t.name, e.event_id, e.revision, e.op,"                   \
  " (extract(epoch FROM e.recorded_at) * 1000000)::bigint, e.language," \
  " e.category, e.title, " BODY                                         \
  ", e.payload, encode(e.content_hash, 'hex'),"                         \
  " e.near_duplicate_of, e.recorded_by, e.reason "
enum EventColumn : pqxx::row_size_type {
  kPosition,
  kTopic,
  kEventId,
  kRevision,
  kOp,
  kRecordedMicros,
  kLanguage,
  kCategory,
  kTitle,
  kBody,
  kPayload,
  kContentHash,
  kNearDuplicateOf,
  kRecordedBy,
  kReason,
};

// Each row is looked up by its position: of a list of positions, which is cheaper to go through a
// small table with than to look up, the plan would be kept when the table has grown.
constexpr char kSelectEvents[] = "SELECT " SENNIGHT_EVENT_COLUMNS("e.body") R"sql(
  FROM unnest($1::bigint[]) AS wanted(position)
  CROSS JOIN LATERAL (
    SELECT * FROM event_store.event
    WHERE log_id = 1 AND position = wanted.position LIMIT 1) e
  JOIN event_store.topic t USING (topic_id)
  ORDER BY e.position
)sql";

// All of a range, which takes half the time of as many looked up. OFFSET 0 keeps the planner from
// going through the range once for each topic.
constexpr char kSelectRange[] = "SELECT " SENNIGHT_EVENT_COLUMNS("e.body") R"sql(
  FROM (
    SELECT * FROM event_store.event
    WHERE log_id = 1 AND position >= $1::bigint AND position <= $2::bigint
    ORDER BY position OFFSET 0) e
  JOIN event_store.topic t USING (topic_id)
  ORDER BY e.position
)sql";

// As kSelectEvents, without what takes most of the room.
constexpr char kSelectHeadlines[] = "SELECT " SENNIGHT_EVENT_COLUMNS("''") R"sql(
  FROM unnest($1::bigint[]) AS wanted(position)
  CROSS JOIN LATERAL (
    SELECT * FROM event_store.event
    WHERE log_id = 1 AND position = wanted.position LIMIT 1) e
  JOIN event_store.topic t USING (topic_id)
  ORDER BY e.position
)sql";
#undef SENNIGHT_EVENT_COLUMNS

// One array for each parameter.
struct Columns {
  BinaryArray position{ElementType::kBigint};
  BinaryArray topic_id{ElementType::kInt};
  BinaryArray event_id{ElementType::kUuid};
  BinaryArray revision{ElementType::kInt};
  BinaryArray op{ElementType::kSmallint};
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
  BinaryArray reason{ElementType::kText};
  BinaryArray sketch{ElementType::kBytea};
  BinaryArray content_key{ElementType::kUuid};
  BinaryArray old_position{ElementType::kBigint};
  BinaryArray new_position{ElementType::kBigint};
  BinaryArray folded_topic_id{ElementType::kInt};
  BinaryArray folded_listed_on{ElementType::kDate};
  BinaryArray folded_position{ElementType::kBigint};
  BinaryArray folded_title{ElementType::kText};
  BinaryArray folded_body{ElementType::kText};
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

void AddDates(const EventDates& dates, Columns& columns) {
  if (dates.occurred.has_value()) {
    columns.occurred_first.AddDay(dates.occurred->first);
    columns.occurred_last.AddDay(dates.occurred->last);
    columns.occurred_precision.AddNumber(PrecisionNumber(dates.occurred->precision));
  } else {
    columns.occurred_first.AddNull();
    columns.occurred_last.AddNull();
    columns.occurred_precision.AddNull();
  }
  if (dates.reported_at.has_value()) {
    columns.reported_at.AddTime(*dates.reported_at);
  } else {
    columns.reported_at.AddNull();
  }
  columns.listed_on.AddDay(dates.listed_on);
}

std::string SketchColumn(const PreparedEvent& prepared) {
  std::string bytes = SketchBytes(prepared.sketch);
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(prepared.keys.source_key >> shift));
  }
  return bytes;
}

void AddRow(const EventRow& row, int topic_id, Columns& columns) {
  const event::v1::Event& event = row.prepared->event;
  const EventKeys& keys = row.prepared->keys;
  columns.position.AddNumber(row.position);
  columns.topic_id.AddNumber(topic_id);
  columns.event_id.AddUuid(event.event_id());
  columns.revision.AddNumber(row.revision);
  columns.op.AddNumber(row.op);
  AddDates(row.prepared->dates, columns);
  columns.language.Add(event.language());
  columns.category.Add(event.category());
  columns.title.Add(event.title());
  columns.body.Add(event.body());
  columns.payload.Add(row.prepared->payload);
  columns.content_hash.Add(absl::HexStringToBytes(keys.content_hash));
  if (row.near_duplicate_of.empty()) {
    columns.near_duplicate_of.AddNull();
  } else {
    columns.near_duplicate_of.AddUuid(row.near_duplicate_of);
  }
  columns.size_bytes.AddNumber(row.prepared->size_bytes);
  columns.recorded_by.Add(event.recorded_by());
  columns.reason.Add(row.reason);
  columns.sketch.Add(SketchColumn(*row.prepared));
  if (keys.content_key.empty()) {
    columns.content_key.AddNull();
  } else {
    columns.content_key.Add(keys.content_key);
  }
  if (row.supersedes > 0) {
    columns.old_position.AddNumber(row.supersedes);
    columns.new_position.AddNumber(row.position);
  }
}

void AddFoldedText(const EventRow& row, int topic_id, Columns& columns) {
  const std::optional<FoldedText>& folded = row.prepared->folded;
  if (!folded.has_value()) return;
  columns.folded_topic_id.AddNumber(topic_id);
  columns.folded_listed_on.AddDay(row.prepared->dates.listed_on);
  columns.folded_position.AddNumber(row.position);
  columns.folded_title.Add(folded->title);
  columns.folded_body.Add(folded->body);
}

absl::StatusOr<event::v1::Event> EventOf(const pqxx::row& row) {
  event::v1::Event event;
  const auto text = [&row](EventColumn column) { return row[column].as<std::string>(); };
  const pqxx::binarystring payload(row[kPayload]);
  if (!event.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
    log::Error("stored payload is not an event", {{"position", text(kPosition)}});
    return absl::DataLossError(
        absl::StrCat("the event at position ", text(kPosition), " cannot be read"));
  }
  event.set_event_id(text(kEventId));
  event.set_topic(text(kTopic));
  event.set_language(text(kLanguage));
  event.set_category(text(kCategory));
  event.set_title(text(kTitle));
  event.set_body(text(kBody));
  event.set_content_hash(text(kContentHash));
  event.set_recorded_by(text(kRecordedBy));
  event.set_revision_reason(text(kReason));
  event.set_near_duplicate_of(row[kNearDuplicateOf].as<std::string>(""));
  event.set_revision(row[kRevision].as<int>());
  event.set_state(row[kOp].as<int>() == kOpRetracted ? event::v1::EVENT_STATE_RETRACTED
                                                     : event::v1::EVENT_STATE_ACTIVE);
  event.set_position(row[kPosition].as<int64_t>());
  *event.mutable_recorded_time() =
      window::ToTimestamp(absl::FromUnixMicros(row[kRecordedMicros].as<int64_t>()));
  if (row[kOp].as<int>() == kOpErased) {
    MakeTombstone(event);
    event.set_revision_reason(text(kReason));
  }
  return event;
}

// Positions that follow each other are one range.
pqxx::result SelectRows(Transaction& transaction, absl::Span<const int64_t> positions,
                        Detail detail) {
  const auto gap = std::adjacent_find(positions.begin(), positions.end(),
                                      [](int64_t a, int64_t b) { return b != a + 1; });
  const bool is_whole = detail == Detail::kWhole;
  if (is_whole && positions.size() > 1 && gap == positions.end())
    return transaction.Run(kSelectRange, positions.front(), positions.back());
  BinaryArray array(ElementType::kBigint);
  for (const int64_t position : positions) array.AddNumber(position);
  return transaction.Run(is_whole ? kSelectEvents : kSelectHeadlines, array.Parameter());
}

}  // namespace

std::string SqlTerms(absl::Span<const int32_t> terms) {
  return absl::StrCat("{", absl::StrJoin(terms, ","), "}");
}

std::string SqlTime(absl::Time time) {
  return absl::FormatTime("%E4Y-%m-%d %H:%M:%E6S+00", time, absl::UTCTimeZone());
}

std::string SqlDay(absl::CivilDay day) { return window::FormatCivilDay(day); }

void InsertEvents(Transaction& transaction, absl::Span<const EventRow> rows,
                  const std::map<std::string, int>& topic_ids, absl::Time recorded_at) {
  Columns c;
  for (const EventRow& row : rows) {
    const int topic_id = topic_ids.at(row.prepared->keys.topic);
    AddRow(row, topic_id, c);
    AddFoldedText(row, topic_id, c);
  }
  transaction.Run(
      kInsertEvents, c.position.Parameter(), c.topic_id.Parameter(), c.event_id.Parameter(),
      c.revision.Parameter(), c.op.Parameter(), c.occurred_first.Parameter(),
      c.occurred_last.Parameter(), c.occurred_precision.Parameter(), c.reported_at.Parameter(),
      c.listed_on.Parameter(), c.language.Parameter(), c.category.Parameter(), c.title.Parameter(),
      c.body.Parameter(), c.payload.Parameter(), c.content_hash.Parameter(),
      c.near_duplicate_of.Parameter(), c.size_bytes.Parameter(), c.recorded_by.Parameter(),
      c.reason.Parameter(), c.sketch.Parameter(), SqlTime(recorded_at), c.content_key.Parameter(),
      c.old_position.Parameter(), c.new_position.Parameter(), rows.back().position,
      c.folded_topic_id.Parameter(), c.folded_listed_on.Parameter(), c.folded_position.Parameter(),
      c.folded_title.Parameter(), c.folded_body.Parameter());
}

absl::StatusOr<std::vector<event::v1::Event>> SelectEvents(Transaction& transaction,
                                                           absl::Span<const int64_t> positions,
                                                           Detail detail) {
  std::vector<event::v1::Event> events;
  events.reserve(positions.size());
  for (const pqxx::row& row : SelectRows(transaction, positions, detail)) {
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
