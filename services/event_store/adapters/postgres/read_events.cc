#include "services/event_store/adapters/postgres/read_events.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/log/log.h"
#include "common/window/window.h"
#include "services/event_store/adapters/postgres/binary_array.h"
#include "services/event_store/adapters/postgres/event_rows.h"
#include "services/event_store/domain/erasure.h"
#include "services/event_store/domain/log_errors.h"

namespace sennight::event_store {
namespace {

// What is read of an event, as the columns of a row and where they stand: a name would be looked up
// anew in each row.
#define SENNIGHT_EVENT_COLUMNS(BODY)                       \
  "e.position, t.name, e.event_id, e.revision, e.op,"      \
  " e.recorded_at, e.language, e.category, e.title, " BODY \
  ", e.payload, e.content_hash, e.near_duplicate_of, e.recorded_by, e.reason "
enum EventColumn : size_t {
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
  kHead,
  kEpoch,
  kColumns,
};

// Each row is looked up by its position: of a list of positions, which is cheaper to go through a
// small table with than to look up, the plan would be kept when the table has grown. The array is
// hidden from the planner, who would otherwise think of its length, and plan short ones each time.
constexpr char kSelectEvents[] = "SELECT " SENNIGHT_EVENT_COLUMNS("e.body") R"sql(
  FROM unnest((SELECT $1::bigint[])) AS wanted(position)
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
  FROM unnest((SELECT $1::bigint[])) AS wanted(position)
  CROSS JOIN LATERAL (
    SELECT * FROM event_store.event
    WHERE log_id = 1 AND position = wanted.position LIMIT 1) e
  JOIN event_store.topic t USING (topic_id)
  ORDER BY e.position
)sql";
// What stood of each event as of its position, and the head, which all are compared with: one look
// at the log. Each part can do nothing but look up keys. The arrays are hidden from
// the planner as above.
constexpr char kSelectEach[] = "SELECT " SENNIGHT_EVENT_COLUMNS("e.body") R"sql(, l.head, l.epoch
  FROM event_store.log l
  CROSS JOIN unnest((SELECT $1::uuid[]), (SELECT $2::bigint[]))
    WITH ORDINALITY AS wanted(event_id, as_of, place)
  LEFT JOIN LATERAL (
    SELECT position FROM event_store.event_revision
    WHERE event_id = wanted.event_id
      AND position <= CASE wanted.as_of WHEN 0 THEN l.head ELSE wanted.as_of END
    ORDER BY revision DESC LIMIT 1) r ON true
  LEFT JOIN LATERAL (
    SELECT * FROM event_store.event
    WHERE log_id = 1 AND position = r.position LIMIT 1) e ON true
  LEFT JOIN LATERAL (
    SELECT name FROM event_store.topic WHERE topic_id = e.topic_id LIMIT 1) t ON true
  WHERE l.log_id = 1
  ORDER BY wanted.place
)sql";
#undef SENNIGHT_EVENT_COLUMNS

// A row's values where they are. The result must outlive them.
class Values {
 public:
  // A field that is asked of a row holds the whole result; going through the row makes but one.
  explicit Values(const pqxx::row& row) {
    auto field = row.begin();
    for (size_t i = 0; i < row.size() && i < texts_.size(); ++i, ++field) {
      texts_[i] = {field->c_str(), field->size()};
    }
  }

  // Empty for a null.
  std::string_view Text(EventColumn column) const { return texts_[column]; }

  void Read(EventColumn column, std::string* text) const { text->assign(Text(column)); }

  template <typename Number>
  Number NumberIn(EventColumn column) const {
    const std::string_view text = Text(column);
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
      throw std::logic_error(absl::StrCat("column ", column, " is no number"));
    }
    return number;
  }

  // The hexadecimal digits of a bytea.
  std::string_view Hex(EventColumn column) const { return Text(column).substr(2); }

  // A moment as sessions have it (connect.cc): `2025-12-09 01:00:00.123456+00`.
  absl::Time Moment(EventColumn column) const;

 private:
  std::array<std::string_view, kColumns> texts_;
};

absl::Time Values::Moment(EventColumn column) const {
  constexpr size_t kSecondsEnd = 19;
  const std::string_view text = Text(column);
  const auto number = [&](size_t at, size_t digits) {
    int value = 0;
    for (size_t i = at; i < at + digits; ++i) {
      const char c = i < text.size() ? text[i] : '\0';
      if (c < '0' || c > '9') throw std::logic_error("a moment cannot be read");
      value = value * 10 + (c - '0');
    }
    return value;
  };
  const absl::CivilSecond second(number(0, 4), number(5, 2), number(8, 2), number(11, 2),
                                 number(14, 2), number(17, 2));
  size_t at = kSecondsEnd;
  int micros = 0;
  if (at < text.size() && text[at] == '.') {
    for (int unit = 100'000; ++at < text.size() && text[at] != '+' && unit > 0; unit /= 10) {
      micros += number(at, 1) * unit;
    }
  }
  if (text.substr(at) != "+00") throw std::logic_error("a moment is not in UTC");
  return absl::FromCivil(second, absl::UTCTimeZone()) + absl::Microseconds(micros);
}

absl::Status Unreadable(const std::string& position) {
  log::Error("stored payload is not an event", {{"position", position}});
  return absl::DataLossError(absl::StrCat("the event at position ", position, " cannot be read"));
}

absl::StatusOr<event::v1::Event> EventOf(const pqxx::row& row) {
  const Values values(row);
  event::v1::Event event;
  const std::string_view payload = values.Hex(kPayload);
  if (!event.ParseFromString(
          absl::HexStringToBytes(absl::string_view(payload.data(), payload.size())))) {
    return Unreadable(std::string(values.Text(kPosition)));
  }
  values.Read(kEventId, event.mutable_event_id());
  values.Read(kTopic, event.mutable_topic());
  values.Read(kLanguage, event.mutable_language());
  values.Read(kCategory, event.mutable_category());
  values.Read(kTitle, event.mutable_title());
  values.Read(kBody, event.mutable_body());
  event.mutable_content_hash()->assign(values.Hex(kContentHash));
  values.Read(kRecordedBy, event.mutable_recorded_by());
  values.Read(kReason, event.mutable_revision_reason());
  values.Read(kNearDuplicateOf, event.mutable_near_duplicate_of());
  event.set_revision(values.NumberIn<int32_t>(kRevision));
  const int op = values.NumberIn<int>(kOp);
  event.set_state(op == kOpRetracted ? event::v1::EVENT_STATE_RETRACTED
                                     : event::v1::EVENT_STATE_ACTIVE);
  event.set_position(values.NumberIn<int64_t>(kPosition));
  *event.mutable_recorded_time() = window::ToTimestamp(values.Moment(kRecordedAt));
  if (op == kOpErased) {
    MakeTombstone(event);
    values.Read(kReason, event.mutable_revision_reason());
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

FoundEach SelectEach(Transaction& transaction, absl::Span<const EventAt> wanted) {
  BinaryArray ids(ElementType::kUuid);
  BinaryArray as_of(ElementType::kBigint);
  for (const EventAt& one : wanted) {
    ids.AddUuid(one.event_id);
    as_of.AddNumber(one.as_of);
  }
  FoundEach found;
  found.events.reserve(wanted.size());
  for (const pqxx::row& row : transaction.Run(kSelectEach, ids.Parameter(), as_of.Parameter())) {
    const Values values(row);
    const Head head{.position = values.NumberIn<int64_t>(kHead),
                    .epoch = values.NumberIn<int32_t>(kEpoch)};
    found.epoch = head.epoch;
    const EventAt& one = wanted[found.events.size()];
    const absl::StatusOr<int64_t> position = ResolveAsOf(one.as_of, head);
    if (!position.ok()) {
      found.events.push_back(position.status());
    } else if (values.Text(kPosition).empty()) {
      found.events.push_back(EventNotFound(one.event_id, *position));
    } else {
      found.events.push_back(EventOf(row));
    }
  }
  if (found.events.size() != wanted.size()) throw std::logic_error("the log has no row");
  return found;
}

}  // namespace sennight::event_store
