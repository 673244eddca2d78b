#include "services/event_store/adapters/postgres/read_events.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/log/log.h"
#include "services/event_store/adapters/postgres/binary_array.h"
#include "services/event_store/adapters/postgres/event_rows.h"
#include "services/event_store/domain/log_errors.h"

namespace sennight::event_store {
namespace {

using event::v1::Event;

// What is read of an event, as the columns of a row and where they stand: a name would be looked up
// anew in each row.
#define SENNIGHT_EVENT_COLUMNS(TOPIC, BODY, PAYLOAD)           \
  "e.position, " TOPIC                                         \
  ", e.event_id, e.revision, e.op, e.recorded_at, e.language," \
  " e.category, e.title, " BODY ", " PAYLOAD                   \
  ", e.content_hash, e.near_duplicate_of, e.recorded_by, e.reason "
enum EventColumn : int {
  kPosition,
  kTopic,
  kEventId,
  kRevision,
  kOp,
  kRecordedAt,
  kLanguage,
  kCategory,
  kTitle,
  kBody,
  kPayload,
  kContentHash,
  kNearDuplicateOf,
  kRecordedBy,
  kReason,
  // Of kSelectEach.
  kIsLeftOut,
  kPlace,
  kHead,
  kEpoch,
};

// Each row is looked up by its position: of a list of positions, which is cheaper to go through a
// small table with than to look up, the plan would be kept when the table has grown. The array is
// hidden from the planner, who would otherwise think of its length, and plan short ones each time.
#define SENNIGHT_FROM_POSITIONS                                   \
  "FROM unnest((SELECT $1::bigint[])) AS wanted(position) "       \
  "CROSS JOIN LATERAL ("                                          \
  "  SELECT * FROM event_store.event "                            \
  "  WHERE log_id = 1 AND position = wanted.position LIMIT 1) e " \
  "JOIN event_store.topic t USING (topic_id) "                    \
  "ORDER BY e.position"
constexpr char kSelectEvents[] =
    "SELECT " SENNIGHT_EVENT_COLUMNS("t.name", "e.body", "e.payload") SENNIGHT_FROM_POSITIONS;

// As kSelectEvents, without what takes most of the room.
constexpr char kSelectHeadlines[] =
    "SELECT " SENNIGHT_EVENT_COLUMNS("t.name", "''", "e.payload") SENNIGHT_FROM_POSITIONS;

// All of a range, which takes half the time of as many looked up. OFFSET 0 keeps the planner from
// going through the range once for each topic.
constexpr char kSelectRange[] =
    "SELECT " SENNIGHT_EVENT_COLUMNS("t.name", "e.body", "e.payload") R"sql(
  FROM (
    SELECT * FROM event_store.event
    WHERE log_id = 1 AND position >= $1::bigint AND position <= $2::bigint
    ORDER BY position OFFSET 0) e
  JOIN event_store.topic t USING (topic_id)
  ORDER BY e.position
)sql";

// What stood of each event as of its position, and the head, which all are compared with: one look
// at the log. Each part can do nothing but look up keys. The arrays are hidden from the planner as
// above. What takes more room than $3 is left out.
constexpr char kSelectEach[] = "SELECT " SENNIGHT_EVENT_COLUMNS(
    "(SELECT name FROM event_store.topic WHERE topic_id = e.topic_id)",
    "CASE WHEN e.size_bytes <= $3::int THEN e.body END",
    "CASE WHEN e.size_bytes <= $3::int THEN e.payload END") R"sql(,
    e.size_bytes > $3::int, w.place, w.head, w.epoch
  FROM (
    SELECT (
      SELECT position FROM event_store.event_revision
      WHERE event_id = wanted.event_id
        AND position <= CASE wanted.as_of WHEN 0 THEN l.head ELSE wanted.as_of END
      ORDER BY revision DESC LIMIT 1) AS position, wanted.place, l.head, l.epoch
    FROM event_store.log l
    CROSS JOIN unnest((SELECT $1::uuid[]), (SELECT $2::bigint[]))
      WITH ORDINALITY AS wanted(event_id, as_of, place)
    WHERE l.log_id = 1 OFFSET 0) w
  LEFT JOIN LATERAL (
    SELECT * FROM event_store.event
    WHERE log_id = 1 AND position = w.position LIMIT 1) e ON true
)sql";
#undef SENNIGHT_FROM_POSITIONS
#undef SENNIGHT_EVENT_COLUMNS

absl::Status Unreadable(int64_t position) {
  log::Error("stored payload is not an event", {{"position", absl::StrCat(position)}});
  return absl::DataLossError(absl::StrCat("the event at position ", position, " cannot be read"));
}

// The same of a row in which a column has not its form.
absl::Status Unreadable(const BinaryRows& rows, int row, const std::logic_error& error) {
  log::Error("a stored event cannot be read", {{"what", error.what()}});
  return Unreadable(rows.Number(row, kPosition));
}

event::v1::EventState StateOf(int64_t op) {
  switch (op) {
    case kOpRetracted:
      return event::v1::EVENT_STATE_RETRACTED;
    case kOpErased:
      return event::v1::EVENT_STATE_ERASED;
  }
  return event::v1::EVENT_STATE_ACTIVE;
}

bool IsErased(const BinaryRows& rows, int row) { return rows.Number(row, kOp) == kOpErased; }

// What an event takes at most beside the texts of its row: fields and what is written in digits.
constexpr size_t kMostBytesBesideTexts = 20 * FieldWriter::kFieldBytes + 256;

size_t MostBytesOf(const BinaryRows& rows, int row) {
  size_t bytes = kMostBytesBesideTexts;
  for (const int column :
       {kTopic, kLanguage, kCategory, kTitle, kBody, kPayload, kRecordedBy, kReason}) {
    bytes += rows.Size(row, column);
  }
  return bytes;
}

void WriteTime(FieldWriter& writer, int number, absl::Time time) {
  writer.Message(number, [&] {
    const int64_t seconds = absl::ToUnixSeconds(time);
    writer.Number(google::protobuf::Timestamp::kSecondsFieldNumber, seconds);
    writer.Number(google::protobuf::Timestamp::kNanosFieldNumber,
                  absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds)));
  });
}

// Writes the fields of a row's event: `payload` as it is, and behind it the columns. Of an erased
// one it says what a tombstone has (domain/erasure.h), whatever the row has.
void WriteFields(const BinaryRows& rows, int row, std::string_view payload, FieldWriter& writer) {
  if (!IsErased(rows, row)) {
    writer.Fields(payload);
    writer.Text(Event::kLanguageFieldNumber, rows.Bytes(row, kLanguage));
    writer.Text(Event::kCategoryFieldNumber, rows.Bytes(row, kCategory));
    writer.Text(Event::kTitleFieldNumber, rows.Bytes(row, kTitle));
    writer.Text(Event::kBodyFieldNumber, rows.Bytes(row, kBody));
    writer.Text(Event::kContentHashFieldNumber, rows.Hex(row, kContentHash));
    writer.Text(Event::kNearDuplicateOfFieldNumber, rows.Uuid(row, kNearDuplicateOf));
  }
  writer.Text(Event::kEventIdFieldNumber, rows.Uuid(row, kEventId));
  writer.Text(Event::kTopicFieldNumber, rows.Bytes(row, kTopic));
  writer.Number(Event::kRevisionFieldNumber, rows.Number(row, kRevision));
  writer.Number(Event::kStateFieldNumber, StateOf(rows.Number(row, kOp)));
  writer.Number(Event::kPositionFieldNumber, rows.Number(row, kPosition));
  WriteTime(writer, Event::kRecordedTimeFieldNumber, rows.Time(row, kRecordedAt));
  writer.Text(Event::kRecordedByFieldNumber, rows.Bytes(row, kRecordedBy));
  writer.Text(Event::kRevisionReasonFieldNumber, rows.Bytes(row, kReason));
}

// Writes events as fields of a message, after a look whether they are such.
class EventWriter {
 public:
  // Writes the rows from `begin` to before `end`, each as field `number`, and returns the message.
  absl::StatusOr<std::string> Write(const BinaryRows& rows, int begin, int end, int number) {
    size_t most_bytes = 0;
    for (int row = begin; row < end; ++row) most_bytes += MostBytesOf(rows, row);
    FieldWriter writer(most_bytes);
    for (int row = begin; row < end; ++row) {
      try {
        const std::string_view payload = rows.Bytes(row, kPayload);
        if (!IsErased(rows, row) && !IsEvent(payload)) {
          return Unreadable(rows.Number(row, kPosition));
        }
        writer.Message(number, [&] { WriteFields(rows, row, payload, writer); });
      } catch (const std::logic_error& error) {
        return Unreadable(rows, row, error);
      }
    }
    return writer.Release();
  }

 private:
  bool IsEvent(std::string_view payload) {
    return looked_at_.ParseFromArray(payload.data(), static_cast<int>(payload.size()));
  }

  Event looked_at_;  // One for all, whose memory is used again.
};

// Returns the event of a row, taken apart. The payload is read alone: what lacks its end would else
// go on in columns.
absl::StatusOr<Event> DecodedOf(const BinaryRows& rows, int row) {
  try {
    const std::string_view payload = rows.Bytes(row, kPayload);
    Event event;
    if (!IsErased(rows, row) &&
        !event.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
      return Unreadable(rows.Number(row, kPosition));
    }
    FieldWriter columns(MostBytesOf(rows, row));
    WriteFields(rows, row, "", columns);
    if (!event.MergeFromString(columns.Release())) return Unreadable(rows.Number(row, kPosition));
    return event;
  } catch (const std::logic_error& error) {
    return Unreadable(rows, row, error);
  }
}

// Positions that follow each other are one range.
BinaryRows SelectRows(Transaction& transaction, absl::Span<const int64_t> positions,
                      Detail detail) {
  const auto gap = std::adjacent_find(positions.begin(), positions.end(),
                                      [](int64_t a, int64_t b) { return b != a + 1; });
  const bool is_whole = detail == Detail::kWhole;
  if (is_whole && positions.size() > 1 && gap == positions.end()) {
    return transaction.RunBinary(
        kSelectRange, {BigintParameter(positions.front()), BigintParameter(positions.back())});
  }
  return transaction.RunBinary(is_whole ? kSelectEvents : kSelectHeadlines,
                               {ArrayOf(ElementType::kBigint, positions).Release()});
}

absl::Status CheckFound(const BinaryRows& rows, absl::Span<const int64_t> positions) {
  if (rows.size() == static_cast<int>(positions.size())) return absl::OkStatus();
  log::Error("positions are missing in the log",
             {{"wanted", absl::StrCat(positions.size())}, {"found", absl::StrCat(rows.size())}});
  return absl::DataLossError("events that were stored cannot be found");
}

// Reads one of `wanted` from its row.
absl::StatusOr<std::string> ReadOne(const BinaryRows& rows, int row, const EventAt& wanted,
                                    const Head& head, EventWriter& writer) {
  const absl::StatusOr<int64_t> position = ResolveAsOf(wanted.as_of, head);
  if (!position.ok()) return position.status();
  if (rows.IsNull(row, kPosition)) return EventNotFound(wanted.event_id, *position);
  return writer.Write(rows, row, row + 1, kEventOfGet);
}

}  // namespace

absl::StatusOr<std::vector<Event>> SelectEvents(Transaction& transaction,
                                                absl::Span<const int64_t> positions) {
  const BinaryRows rows = SelectRows(transaction, positions, Detail::kWhole);
  std::vector<Event> events;
  events.reserve(positions.size());
  for (int row = 0; row < rows.size(); ++row) {
    absl::StatusOr<Event> event = DecodedOf(rows, row);
    if (!event.ok()) return event.status();
    events.push_back(*std::move(event));
  }
  if (absl::Status status = CheckFound(rows, positions); !status.ok()) return status;
  return events;
}

absl::StatusOr<WindowParts> SelectParts(Transaction& transaction,
                                        absl::Span<const int64_t> positions, Detail detail) {
  const BinaryRows rows = SelectRows(transaction, positions, detail);
  const PartForm form = FormOf(detail);
  const auto most_rows = static_cast<int>(form.most_events);
  EventWriter writer;
  WindowParts read;
  for (int row = 0; row < rows.size(); row += most_rows) {
    const int end = std::min(rows.size(), row + most_rows);
    absl::StatusOr<std::string> part = writer.Write(rows, row, end, form.field);
    if (!part.ok()) return part.status();
    read.parts.push_back(*std::move(part));
  }
  for (int row = 0; row < rows.size(); ++row) {
    read.has_erased = read.has_erased || IsErased(rows, row);
  }
  if (absl::Status status = CheckFound(rows, positions); !status.ok()) return status;
  return read;
}

FoundEach SelectEach(Transaction& transaction, absl::Span<const EventAt> wanted) {
  BinaryArray ids(ElementType::kUuid);
  BinaryArray as_of(ElementType::kBigint);
  for (const EventAt& one : wanted) {
    ids.AddUuid(one.event_id);
    as_of.AddNumber(one.as_of);
  }
  const int32_t most_bytes =
      wanted.size() == 1 ? std::numeric_limits<int32_t>::max() : kMostSharedBytes;
  const BinaryRows rows = transaction.RunBinary(
      kSelectEach, {ids.Release(), as_of.Release(), IntParameter(most_bytes)});
  if (rows.size() != static_cast<int>(wanted.size())) throw std::logic_error("the log has no row");
  EventWriter writer;
  FoundEach found;
  found.events.resize(wanted.size());
  for (int row = 0; row < rows.size(); ++row) {
    const Head head{.position = rows.Number(row, kHead),
                    .epoch = static_cast<int32_t>(rows.Number(row, kEpoch))};
    found.epoch = head.epoch;
    const auto at = static_cast<size_t>(rows.Number(row, kPlace) - 1);
    if (!rows.IsNull(row, kIsLeftOut) && rows.Flag(row, kIsLeftOut)) continue;
    found.events.at(at) = ReadOne(rows, row, wanted[at], head, writer);
  }
  return found;
}

}  // namespace sennight::event_store
