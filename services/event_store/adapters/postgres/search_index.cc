#include "services/event_store/adapters/postgres/search_index.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "services/event_store/adapters/postgres/binary_array.h"
#include "services/event_store/adapters/postgres/event_rows.h"
#include "services/event_store/adapters/postgres/filter_texts.h"
#include "services/event_store/adapters/postgres/read_events.h"
#include "services/event_store/domain/search_terms.h"

namespace sennight::event_store {
namespace {

#define SENNIGHT_SELECT_STATE                                                            \
  "SELECT b.done_to, b.until, b.filtered_to, l.head,"                                    \
  "  has_table_privilege('event_store.text_filter', 'INSERT')"                           \
  "    AND has_column_privilege('event_store.search_backfill', 'filtered_to', 'UPDATE')" \
  "    AS may_filter "                                                                   \
  "FROM event_store.search_backfill b JOIN event_store.log l USING (log_id) WHERE b.log_id = 1"

constexpr char kState[] = SENNIGHT_SELECT_STATE;

// No row while another program has it.
constexpr char kLockState[] = SENNIGHT_SELECT_STATE " FOR UPDATE OF b SKIP LOCKED";
#undef SENNIGHT_SELECT_STATE

constexpr char kSelectTitles[] = R"sql(
  SELECT position, topic_id, listed_on - '2000-01-01'::date, title
  FROM event_store.event
  WHERE log_id = 1 AND position > $1::bigint AND position <= $2::bigint
  ORDER BY position
)sql";

constexpr char kSelectTopics[] = R"sql(
  SELECT topic_id, name FROM event_store.topic WHERE topic_id = ANY((SELECT $1::int[])::int[])
)sql";

// Programs of before migration 5 store terms with their events.
constexpr char kHasTerms[] = R"sql(
  SELECT EXISTS (
    SELECT FROM event_store.title_terms
    WHERE log_id = 1 AND position > $1::bigint AND position <= $2::bigint)
)sql";

// The terms of all titles are one array, of which each title has a part: an array of arrays of
// different lengths there is not, and to read them as texts takes PostgreSQL as long as to insert
// them.
#define SENNIGHT_INSERT_TERMS                                                           \
  "INSERT INTO event_store.title_terms (log_id, position, topic_id, listed_on, terms) " \
  "SELECT 1, u.position, u.topic_id, '2000-01-01'::date + u.day,"                       \
  "  (SELECT $4::int[])[u.first_term:u.last_term] "                                     \
  "FROM unnest($1::bigint[], $2::int[], $3::int[], $5::int[], $6::int[])"               \
  "  AS u(position, topic_id, day, first_term, last_term)"
constexpr char kInsertTerms[] = SENNIGHT_INSERT_TERMS;

// The same where some may be there; asking for each takes a third longer.
constexpr char kInsertMissingTerms[] = SENNIGHT_INSERT_TERMS " ON CONFLICT DO NOTHING";
#undef SENNIGHT_INSERT_TERMS

constexpr char kInsertFolded[] = R"sql(
  INSERT INTO event_store.folded_text (topic_id, listed_on, position, title, body)
  SELECT e.topic_id, e.listed_on, e.position, u.title, u.body
  FROM unnest($1::bigint[], $2::text[], $3::text[]) AS u(position, title, body)
  JOIN event_store.event e ON e.log_id = 1 AND e.position = u.position
  ON CONFLICT DO NOTHING
)sql";

constexpr char kAdvanceTitles[] = R"sql(
  UPDATE event_store.search_backfill SET done_to = $1::bigint WHERE log_id = 1
)sql";

constexpr char kAdvanceTexts[] = R"sql(
  UPDATE event_store.search_backfill SET filtered_to = $1::bigint WHERE log_id = 1
)sql";

static_assert(kEventsIndexedAtOnce <= kMostFilterSpan);

// How far the log is sorted in.
struct State {
  int64_t done_to = 0;
  int64_t until = 0;
  int64_t filtered_to = 0;
  int64_t head = 0;
  bool may_filter = false;

  bool has_titles() const { return done_to < head; }

  // Filters are made of so many texts together, or they would be of one each.
  bool has_texts() const { return may_filter && filtered_to + kEventsIndexedAtOnce <= head; }

  IndexProgress Progress() const {
    return {.indexed_to = has_texts() ? std::min(done_to, filtered_to) : done_to,
            .head = head,
            .may_filter = may_filter};
  }
};

std::map<int, std::string> SelectTopics(Transaction& transaction, const std::set<int>& ids) {
  BinaryArray wanted = ArrayOf(ElementType::kInt, ids);
  std::map<int, std::string> topics;
  for (const pqxx::row& row : transaction.Run(kSelectTopics, wanted.Parameter())) {
    topics.emplace(row[0].as<int>(), row[1].as<std::string>());
  }
  return topics;
}

void InsertTerms(Transaction& transaction, int64_t after, int64_t last) {
  const pqxx::result titles = transaction.Run(kSelectTitles, after, last);
  std::set<int> topic_ids;
  for (const pqxx::row& row : titles) topic_ids.insert(row[1].as<int>());
  const std::map<int, std::string> topics = SelectTopics(transaction, topic_ids);
  BinaryArray positions(ElementType::kBigint);
  BinaryArray topics_of_titles(ElementType::kInt);
  BinaryArray days(ElementType::kInt);
  BinaryArray terms(ElementType::kInt);
  BinaryArray first_terms(ElementType::kInt);
  BinaryArray last_terms(ElementType::kInt);
  int64_t size = 0;
  for (const pqxx::row& row : titles) {
    const int topic_id = row[1].as<int>();
    positions.AddNumber(row[0].as<int64_t>());
    topics_of_titles.AddNumber(topic_id);
    days.AddNumber(row[2].as<int>());
    first_terms.AddNumber(size + 1);
    for (const int32_t term : TitleTerms(topics.at(topic_id), row[3].c_str())) {
      terms.AddNumber(term);
      ++size;
    }
    last_terms.AddNumber(size);
  }
  const bool has_some = transaction.Run(kHasTerms, after, last).at(0)[0].as<bool>();
  transaction.Run(has_some ? kInsertMissingTerms : kInsertTerms, positions.Parameter(),
                  topics_of_titles.Parameter(), days.Parameter(), terms.Parameter(),
                  first_terms.Parameter(), last_terms.Parameter());
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
  const pqxx::row row = locked.empty() ? transaction.Run(kState).at(0) : locked.at(0);
  State state{.done_to = row["done_to"].as<int64_t>(),
              .until = row["until"].as<int64_t>(),
              .filtered_to = row["filtered_to"].as<int64_t>(),
              .head = row["head"].as<int64_t>(),
              .may_filter = row["may_filter"].as<bool>()};
  if (locked.empty()) return state.Progress();
  if (state.has_titles()) {
    const int64_t last = std::min(state.done_to + kEventsIndexedAtOnce, state.head);
    InsertTerms(transaction, state.done_to, last);
    const int64_t last_unfolded = std::min(last, state.until);
    if (last_unfolded > state.done_to) {
      const absl::Status folded = InsertFolded(transaction, state.done_to, last_unfolded);
      if (!folded.ok()) return folded;
    }
    transaction.Run(kAdvanceTitles, last);
    state.done_to = last;
  }
  if (state.has_texts()) {
    FilterTexts(transaction, state.filtered_to, state.filtered_to + kEventsIndexedAtOnce);
    state.filtered_to += kEventsIndexedAtOnce;
    transaction.Run(kAdvanceTexts, state.filtered_to);
  }
  return state.Progress();
}

}  // namespace sennight::event_store
