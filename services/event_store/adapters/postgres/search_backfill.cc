#include "services/event_store/adapters/postgres/search_backfill.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "services/event_store/adapters/postgres/binary_array.h"
#include "services/event_store/adapters/postgres/event_rows.h"
#include "services/event_store/domain/event_dates.h"
#include "services/event_store/domain/search_terms.h"

namespace sennight::event_store {
namespace {

constexpr int64_t kEventsAtOnce = 500;

constexpr char kLockState[] = R"sql(
  SELECT done_to, until FROM event_store.search_backfill WHERE log_id = 1 FOR UPDATE
)sql";

constexpr char kInsertForms[] = R"sql(
  WITH input AS (
    SELECT u.position, e.topic_id, e.listed_on, u.terms, u.title, u.body
    FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) AS u(position, terms, title, body)
    JOIN event_store.event e ON e.log_id = 1 AND e.position = u.position
  ), folded AS (
    INSERT INTO event_store.folded_text (topic_id, listed_on, position, title, body)
    SELECT topic_id, listed_on, position, title, body FROM input WHERE title IS NOT NULL
    ON CONFLICT DO NOTHING
  )
  INSERT INTO event_store.title_terms (log_id, position, topic_id, listed_on, terms)
  SELECT 1, position, topic_id, listed_on, terms::int[] FROM input
  ON CONFLICT DO NOTHING
)sql";

constexpr char kAdvance[] = R"sql(
  UPDATE event_store.search_backfill SET done_to = $1::bigint WHERE log_id = 1
)sql";

}  // namespace

absl::StatusOr<bool> BackfillSearch(Transaction& transaction) {
  const pqxx::result state = transaction.Run(kLockState);
  const auto done_to = state.at(0)["done_to"].as<int64_t>();
  const auto until = state.at(0)["until"].as<int64_t>();
  if (done_to >= until) return true;
  const int64_t last = std::min(done_to + kEventsAtOnce, until);
  std::vector<int64_t> positions;
  for (int64_t position = done_to + 1; position <= last; ++position) positions.push_back(position);
  const absl::StatusOr<std::vector<event::v1::Event>> events = SelectEvents(transaction, positions);
  if (!events.ok()) return events.status();
  BinaryArray position(ElementType::kBigint);
  BinaryArray terms(ElementType::kText);
  BinaryArray title(ElementType::kText);
  BinaryArray body(ElementType::kText);
  for (const event::v1::Event& event : *events) {
    const SearchForm form = SearchFormOf(event);
    position.AddNumber(event.position());
    terms.Add(SqlTerms(form.title_terms));
    if (form.folded.has_value()) {
      title.Add(form.folded->title);
      body.Add(form.folded->body);
    } else {
      title.AddNull();
      body.AddNull();
    }
  }
  transaction.Run(kInsertForms, position.Parameter(), terms.Parameter(), title.Parameter(),
                  body.Parameter());
  transaction.Run(kAdvance, last);
  return last == until;
}

}  // namespace sennight::event_store
