#include "services/event_store/adapters/postgres/event_rows.h"

#include <stdexcept>
#include <utility>

#include "absl/strings/escaping.h"
#include "common/hash/hash.h"
#include "common/window/civil_date.h"
#include "services/event_store/adapters/postgres/binary_array.h"
#include "services/event_store/adapters/postgres/binary_rows.h"

namespace sennight::event_store {
namespace {

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

std::string SketchColumn(const PreparedEvent& prepared) {
  std::string bytes = SketchBytes(prepared.sketch);
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(prepared.keys.source_key >> shift));
  }
  return bytes;
}

}  // namespace

// What the log is presumed to be is looked up, and its row locked, before anything is inserted. The
// head only grows: if it is the one that is expected when it has been locked, it was when
// everything else was looked up. Ids and keys are named one by one (= ANY), which no plan turns
// into a scan of the whole table once it has grown.
//
// Each part takes apart the arrays that it needs, so that texts are copied once; the arrays are
// hidden from the planner, who would otherwise think of their length, and plan short batches each
// time. Keys are inserted in their order, which spares each index a way through its whole for every
// key. Who follows the log is told at the commit.
const char RowsToInsert::kSql[] = R"sql(
  WITH as_presumed AS MATERIALIZED (
    SELECT FROM (SELECT head, epoch FROM event_store.log WHERE log_id = 1 FOR UPDATE) l
    WHERE l.head = $32::bigint AND l.epoch = $33::int
      AND NOT EXISTS (SELECT FROM event_store.event_revision
        WHERE event_id = ANY((SELECT $34::uuid[])::uuid[]))
      AND NOT EXISTS (SELECT FROM event_store.event_revision
        WHERE content_key = ANY((SELECT $35::uuid[])::uuid[]))
      AND NOT EXISTS (SELECT FROM unnest((SELECT $36::text[]), (SELECT $37::int[])) t(name, id)
        WHERE (SELECT topic_id FROM event_store.topic WHERE name = t.name) IS DISTINCT FROM t.id)
  ), events AS (
    INSERT INTO event_store.event (
      log_id, position, topic_id, event_id, revision, op,
      occurred_first, occurred_last, occurred_precision, reported_at, listed_on,
      language, category, title, body, payload, content_hash, near_duplicate_of, size_bytes,
      recorded_by, reason, sketch, recorded_at)
    SELECT 1, unnest((SELECT $1::bigint[])), unnest((SELECT $2::int[])),
      unnest((SELECT $3::uuid[])), unnest((SELECT $4::int[])), unnest((SELECT $5::smallint[])),
      unnest((SELECT $6::date[])), unnest((SELECT $7::date[])), unnest((SELECT $8::smallint[])),
      unnest((SELECT $9::timestamptz[])), unnest((SELECT $10::date[])),
      unnest((SELECT $11::text[])), unnest((SELECT $12::text[])), unnest((SELECT $13::text[])),
      unnest((SELECT $14::text[])), unnest((SELECT $15::bytea[])), unnest((SELECT $16::bytea[])),
      unnest((SELECT $17::uuid[])), unnest((SELECT $18::int[])), unnest((SELECT $19::text[])),
      unnest((SELECT $20::text[])), unnest((SELECT $21::bytea[])), $22::timestamptz
    WHERE EXISTS (SELECT FROM as_presumed)
  ), revisions AS (
    INSERT INTO event_store.event_revision (event_id, revision, position, content_key)
    SELECT * FROM unnest((SELECT $3::uuid[]), (SELECT $4::int[]), (SELECT $1::bigint[]),
        (SELECT $23::uuid[]))
      AS r(event_id, revision, position, content_key)
    WHERE EXISTS (SELECT FROM as_presumed)
    ORDER BY event_id, revision
  ), superseded AS (
    INSERT INTO event_store.supersession (log_id, old_position, new_position)
    SELECT 1, * FROM unnest((SELECT $24::bigint[]), (SELECT $25::bigint[]))
    WHERE EXISTS (SELECT FROM as_presumed)
  ), folded AS (
    INSERT INTO event_store.folded_text (topic_id, listed_on, position, title, body)
    SELECT * FROM unnest((SELECT $27::int[]), (SELECT $28::date[]), (SELECT $29::bigint[]),
      (SELECT $30::text[]), (SELECT $31::text[]))
    WHERE EXISTS (SELECT FROM as_presumed)
  )
  UPDATE event_store.log
    SET head = $26::bigint, recorded_at = $22::timestamptz
    WHERE log_id = 1 AND EXISTS (SELECT FROM as_presumed)
    RETURNING pg_notify('event_store_head', epoch || ':' || head)
)sql";

// One array for each parameter.
struct RowsToInsert::Columns {
  void Add(const EventRow& row, int topic);
  void AddDates(const EventDates& dates);
  void AddFoldedText(const EventRow& row, int topic);

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

void RowsToInsert::Columns::AddDates(const EventDates& dates) {
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

void RowsToInsert::Columns::Add(const EventRow& row, int topic) {
  const event::v1::Event& event = row.prepared->event;
  const EventKeys& keys = row.prepared->keys;
  position.AddNumber(row.position);
  topic_id.AddNumber(topic);
  event_id.AddUuid(event.event_id());
  revision.AddNumber(row.revision);
  op.AddNumber(row.op);
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
  reason.Add(row.reason);
  sketch.Add(SketchColumn(*row.prepared));
  if (keys.content_key.empty()) {
    content_key.AddNull();
  } else {
    content_key.Add(keys.content_key);
  }
  if (row.supersedes > 0) {
    old_position.AddNumber(row.supersedes);
    new_position.AddNumber(row.position);
  }
}

void RowsToInsert::Columns::AddFoldedText(const EventRow& row, int topic) {
  const std::optional<FoldedText>& folded = row.prepared->folded;
  if (!folded.has_value()) return;
  folded_topic_id.AddNumber(topic);
  folded_listed_on.AddDay(row.prepared->dates.listed_on);
  folded_position.AddNumber(row.position);
  folded_title.Add(folded->title);
  folded_body.Add(folded->body);
}

std::string SqlTime(absl::Time time) {
  return absl::FormatTime("%E4Y-%m-%d %H:%M:%E6S+00", time, absl::UTCTimeZone());
}

std::string SqlDay(absl::CivilDay day) { return window::FormatCivilDay(day); }

RowsToInsert::RowsToInsert(absl::Span<const EventRow> rows,
                           const std::map<std::string, int>& topic_ids)
    : last_position_(rows.back().position), columns_(std::make_unique<Columns>()) {
  for (const EventRow& row : rows) {
    const int topic = topic_ids.at(row.prepared->keys.topic);
    columns_->Add(row, topic);
    columns_->AddFoldedText(row, topic);
  }
}

RowsToInsert::RowsToInsert(RowsToInsert&&) noexcept = default;
RowsToInsert& RowsToInsert::operator=(RowsToInsert&&) noexcept = default;
RowsToInsert::~RowsToInsert() = default;

std::vector<std::string> RowsToInsert::Parameters(const LockedLog& log, Presumed presumed,
                                                  absl::Time recorded_at) {
  Columns& c = *columns_;
  std::vector<std::string> parameters;
  for (BinaryArray* array : {&c.position,
                             &c.topic_id,
                             &c.event_id,
                             &c.revision,
                             &c.op,
                             &c.occurred_first,
                             &c.occurred_last,
                             &c.occurred_precision,
                             &c.reported_at,
                             &c.listed_on,
                             &c.language,
                             &c.category,
                             &c.title,
                             &c.body,
                             &c.payload,
                             &c.content_hash,
                             &c.near_duplicate_of,
                             &c.size_bytes,
                             &c.recorded_by,
                             &c.reason,
                             &c.sketch}) {
    parameters.push_back(array->Release());
  }
  parameters.push_back(TimeParameter(recorded_at));
  for (BinaryArray* array : {&c.content_key, &c.old_position, &c.new_position}) {
    parameters.push_back(array->Release());
  }
  parameters.push_back(BigintParameter(last_position_));
  for (BinaryArray* array : {&c.folded_topic_id, &c.folded_listed_on, &c.folded_position,
                             &c.folded_title, &c.folded_body}) {
    parameters.push_back(array->Release());
  }
  parameters.push_back(BigintParameter(log.head));
  parameters.push_back(IntParameter(log.epoch));
  for (std::string* array :
       {&presumed.event_ids, &presumed.content_keys, &presumed.topic_names, &presumed.topic_ids}) {
    parameters.push_back(std::move(*array));
  }
  return parameters;
}

Presumed::Presumed()
    : event_ids(BinaryArray(ElementType::kUuid).Release()),
      content_keys(event_ids),
      topic_names(BinaryArray(ElementType::kText).Release()),
      topic_ids(BinaryArray(ElementType::kInt).Release()) {}

bool Insert(Transaction& transaction, RowsToInsert rows, Presumed presumed, absl::Time recorded_at,
            LockedLog& log) {
  const BinaryRows inserted = transaction.RunBinary(
      RowsToInsert::kSql, rows.Parameters(log, std::move(presumed), recorded_at));
  if (inserted.size() == 0) return false;
  log.head = rows.last_position();
  log.recorded_at = recorded_at;
  return true;
}

}  // namespace sennight::event_store
