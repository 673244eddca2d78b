#include "services/event_store/adapters/postgres/search_index.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "services/event_store/adapters/postgres/binary_array.h"
#include "services/event_store/adapters/postgres/event_rows.h"
#include "services/event_store/adapters/postgres/read_events.h"
#include "services/event_store/domain/search_terms.h"

namespace sennight::event_store {
namespace {

// No row while another program has it.
constexpr char kLockState[] = R"sql(
  SELECT b.done_to, b.until, l.head
  FROM event_store.search_backfill b JOIN event_store.log l USING (log_id)
  WHERE b.log_id = 1 FOR UPDATE OF b SKIP LOCKED
)sql";

constexpr char kState[] = R"sql(
  SELECT b.done_to, b.until, l.head
  FROM event_store.search_backfill b JOIN event_store.log l USING (log_id)
  WHERE b.log_id = 1
)sql";

constexpr char kSelectTitles[] = R"sql(
  SELECT e.position, t.name AS topic, e.title
  FROM event_store.event e JOIN event_store.topic t USING (topic_id)
  WHERE e.log_id = 1 AND e.position > $1::bigint AND e.position <= $2::bigint
  ORDER BY e.position
)sql";

// Programs of before migration 5 store terms with their events.
constexpr char kInsertTerms[] = R"sql(
  INSERT INTO event_store.title_terms (log_id, position, topic_id, listed_on, terms)
  SELECT 1, e.position, e.topic_id, e.listed_on, u.terms::int[]
  FROM unnest($1::bigint[], $2::text[]) AS u(position, terms)
  JOIN event_store.event e ON e.log_id = 1 AND e.position = u.position
  ON CONFLICT DO NOTHING
)sql";

constexpr char kInsertFolded[] = R"sql(
  INSERT INTO event_store.folded_text (topic_id, listed_on, position, title, body)
  SELECT e.topic_id, e.listed_on, e.position, u.title, u.body
  FROM unnest($1::bigint[], $2::text[], $3::text[]) AS u(position, title, body)
  JOIN event_store.event e ON e.log_id = 1 AND e.position = u.position
  ON CONFLICT DO NOTHING
)sql";

constexpr char kAdvance[] = R"sql(
  UPDATE event_store.search_backfill SET done_to = $1::bigint WHERE log_id = 1
)sql";

void InsertTerms(Transaction& transaction, int64_t after, int64_t last) {
  BinaryArray positions(ElementType::kBigint);
  BinaryArray terms(ElementType::kText);
  for (const pqxx::row& row : transaction.Run(kSelectTitles, after, last)) {
    positions.AddNumber(row["position"].as<int64_t>());
    terms.Add(SqlTerms(TitleTerms(row["topic"].as<std::string>(), row["title"].as<std::string>())));
  }
  transaction.Run(kInsertTerms, positions.Parameter(), terms.Parameter());
}

// Since migration 4, folded texts are stored with their events.
absl::Status InsertFolded(Transaction& transaction, int64_t after, int64_t last) {
  std::vector<int64_t> positions;
  for (int64_t position = after + 1; position <= last; ++position) positions.push_back(position);
  const absl::StatusOr<std::vector<event::v1::Event>> events = SelectEvents(transaction, positions);
  if (!events.ok()) return events.status();
  BinaryArray position(ElementType::kBigint);
  BinaryArray title(ElementType::kText);
  BinaryArray body(ElementType::kText);
  for (const event::v1::Event& event : *events) {
    const std::optional<FoldedText> folded = FoldedTextOf(event);
    if (!folded.has_value()) continue;
    position.AddNumber(event.position());
    title.Add(folded->title);
    body.Add(folded->body);
  }
  transaction.Run(kInsertFolded, position.Parameter(), title.Parameter(), body.Parameter());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<IndexProgress> IndexForSearch(Transaction& transaction) {
  const pqxx::result locked = transaction.Run(kLockState);
  const pqxx::result state = locked.empty() ? transaction.Run(kState) : locked;
  IndexProgress progress{.indexed_to = state.at(0)["done_to"].as<int64_t>(),
                         .head = state.at(0)["head"].as<int64_t>()};
  if (locked.empty() || progress.indexed_to >= progress.head) return progress;
  const int64_t last = std::min(progress.indexed_to + kEventsIndexedAtOnce, progress.head);
  InsertTerms(transaction, progress.indexed_to, last);
  const int64_t last_unfolded = std::min(last, state.at(0)["until"].as<int64_t>());
  if (last_unfolded > progress.indexed_to) {
    const absl::Status folded = InsertFolded(transaction, progress.indexed_to, last_unfolded);
    if (!folded.ok()) return folded;
  }
  transaction.Run(kAdvance, last);
  progress.indexed_to = last;
  return progress;
}

}  // namespace sennight::event_store
