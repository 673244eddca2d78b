// The statements are planned anew each time (RunOnce). A plan that is kept does not know how large
// the topic, the range and the tables are by now: made on an empty table, it would go through the
// whole topic for one week of it.
#include "services/event_store/adapters/postgres/search_events.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "services/event_store/adapters/postgres/binary_array.h"
#include "services/event_store/adapters/postgres/event_rows.h"
#include "services/event_store/adapters/postgres/filter_texts.h"
#include "services/event_store/adapters/postgres/passing_events.h"
#include "services/event_store/adapters/postgres/read_events.h"
#include "services/event_store/domain/search_terms.h"
#include "services/event_store/domain/text_filter.h"

namespace sennight::event_store {
namespace {

// Most that is offered at once, so that few rows are sorted and sent for a page.
constexpr int kMaxOffered = 1000;
#define SENNIGHT_FIRST_OFFERED " ORDER BY 1 DESC, 2 DESC LIMIT 1000"

// Events of a range that are looked through at once.
constexpr int kEventsPerRound = 25'000;
constexpr int kMaxRounds = 1 + kMaxSearchedEvents / kEventsPerRound;

// The newest events are looked through before the rest of the range, or before the index of terms
// is asked: of a word that one in a hundred has, a page is soon found so, while the index would
// offer all that there are.
constexpr int kEventsOfFirstLook = 2000;
constexpr int kFrequent = 100;
constexpr int kRoundsOfIndex = 3;

// Read before what it tells of: what is sorted in or filtered from now on until then is offered
// twice, of which UNION leaves one, and nothing is left out. A role with privileges of before
// migration 10 does without filters.
constexpr char kIndexState[] = R"sql(
  SELECT done_to >= until AS is_ready, done_to,
    CASE WHEN has_table_privilege('event_store.text_filter', 'SELECT') THEN filtered_to ELSE 0 END
      AS filtered_to
  FROM event_store.search_backfill WHERE log_id = 1
)sql";

// The titles that the index of terms has, and of those behind $8, which may not be sorted in yet,
// the ones that match.
constexpr char kOfferTitles[] = R"sql(
  SELECT t.listed_on - '1970-01-01'::date AS day, t.position
  FROM event_store.title_terms t
  WHERE t.terms @> $1::int[]
    AND t.topic_id = (SELECT topic_id FROM event_store.topic WHERE name = $2)
    AND t.listed_on >= $3::date AND t.listed_on < $4::date
    AND (t.listed_on, t.position) < ($5::date, $6::bigint)
    AND t.position + 0 <= $7::bigint
  UNION
  SELECT e.listed_on - '1970-01-01'::date, e.position
  FROM event_store.event e
  WHERE e.log_id = 1 AND e.position > $8::bigint AND e.position <= $7::bigint
    AND e.topic_id + 0 = (SELECT topic_id FROM event_store.topic WHERE name = $2)
    AND e.listed_on >= $3::date AND e.listed_on < $4::date
    AND (e.listed_on, e.position) < ($5::date, $6::bigint)
    AND (e.title COLLATE "C" LIKE ALL ($9::text[]) AND e.title COLLATE "C" ILIKE ALL ($10::text[])
      OR EXISTS (
        SELECT FROM event_store.folded_text f
        WHERE f.topic_id = e.topic_id AND f.listed_on = e.listed_on AND f.position = e.position
          AND f.title COLLATE "C" LIKE ALL ($9::text[] || $10::text[])))
)sql" SENNIGHT_FIRST_OFFERED;

// What stands in [($2, $3), ($4, $5)), of a table with topics, days and positions. Of several
// bounds to one side an index takes any to begin with, and goes through all that lies between it
// and the others.
#define SENNIGHT_IN_RANGE(ROW)                                               \
  ROW ".topic_id = (SELECT topic_id FROM event_store.topic WHERE name = $1)" \
      "  AND (" ROW ".listed_on, " ROW                                       \
      ".position) >= ($2::date, $3::bigint)"                                 \
      "  AND (" ROW ".listed_on, " ROW                                       \
      ".position) < ($4::date, $5::bigint)"                                  \
      "  AND " ROW ".position + 0 <= $6::bigint "

// The last event that one round looks at; no row if the range has fewer.
constexpr char kEndOfRound[] = R"sql(
  SELECT e.listed_on - '1970-01-01'::date AS day, e.position
  FROM event_store.event e
  WHERE )sql" SENNIGHT_IN_RANGE("e") R"sql(
  ORDER BY e.listed_on DESC, e.position DESC
  OFFSET $7::int LIMIT 1
)sql";

// Whether the words stand in the text as it is written. $10 is a part of a word, or else $11 is
// one, with ASCII letters in lower case: strpos takes a third of the time of LIKE, which then has
// few rows left. CASE keeps the planner from asking LIKE first.
#define SENNIGHT_HAS_WORDS                                                                        \
  " CASE"                                                                                         \
  "  WHEN CASE WHEN $10::text <> ''"                                                              \
  "    THEN strpos(e.title COLLATE \"C\", $10::text) > 0"                                         \
  "      OR ($7::boolean AND strpos(e.body COLLATE \"C\", $10::text) > 0)"                        \
  "    ELSE strpos(lower(e.title COLLATE \"C\"), $11::text) > 0"                                  \
  "      OR ($7::boolean AND strpos(lower(e.body COLLATE \"C\"), $11::text) > 0) END"             \
  "  THEN CASE WHEN $7::boolean THEN e.title || E'\\n' || e.body ELSE e.title END COLLATE \"C\""  \
  "      LIKE ALL ($8::text[])"                                                                   \
  "    AND CASE WHEN $7::boolean THEN e.title || E'\\n' || e.body ELSE e.title END COLLATE \"C\"" \
  "      ILIKE ALL ($9::text[])"                                                                  \
  "  ELSE false END "

// The texts behind $12, which have no filter, and those that have a folded form in that.
#define SENNIGHT_OFFER_TEXTS \
  "SELECT e.listed_on - '1970-01-01'::date AS day, e.position"                                    \
  "  FROM event_store.event e"                                                                    \
  "  WHERE e.position > $12::bigint AND " SENNIGHT_IN_RANGE("e") "AND" SENNIGHT_HAS_WORDS         \
  "UNION "                                                                                        \
  "SELECT f.listed_on - '1970-01-01'::date, f.position"                                           \
  "  FROM event_store.folded_text f"                                                              \
  "  WHERE " SENNIGHT_IN_RANGE("f")                                                               \
  "    AND CASE WHEN $7::boolean THEN f.title || ' ' || f.body ELSE f.title END COLLATE \"C\""    \
  "      LIKE ALL ($8::text[] || $9::text[])" SENNIGHT_FIRST_OFFERED

constexpr char kOfferTexts[] = SENNIGHT_OFFER_TEXTS;

// $13 are what FilterProbes says.
#define SENNIGHT_HAS_BIT(N) \
  "get_bit(f.filter, ($13::bigint[])[" N "] % (octet_length(f.filter) * 8)) = 1"

// The same, and the texts of which the filter does not know better. The filters that may have some
// of a range end before $15.
constexpr char kOfferFilteredTexts[] = R"sql(
  SELECT e.listed_on - '1970-01-01'::date AS day, e.position
  FROM (
    SELECT unnest(f.positions) AS position
    FROM event_store.text_filter f
    WHERE f.topic_id = (SELECT topic_id FROM event_store.topic WHERE name = $1)
      AND f.listed_on >= $2::date AND f.listed_on <= $14::date
      AND (f.listed_on, f.last_position) >= ($2::date, $3::bigint)
      AND (f.listed_on, f.last_position) < ($4::date, $15::bigint)
      AND (f.listed_on, f.positions[1]) < ($4::date, $5::bigint)
      AND (f.filter IS NULL
        OR )sql" SENNIGHT_HAS_BIT("1") " AND " SENNIGHT_HAS_BIT("2") " AND " SENNIGHT_HAS_BIT("3")
    " AND " SENNIGHT_HAS_BIT("4") " AND " SENNIGHT_HAS_BIT("5") " AND " SENNIGHT_HAS_BIT("6")
    " AND " SENNIGHT_HAS_BIT("7") " AND " SENNIGHT_HAS_BIT("8") R"sql()
    OFFSET 0) left_over
  CROSS JOIN LATERAL (
    SELECT * FROM event_store.event WHERE log_id = 1 AND position = left_over.position LIMIT 1) e
  WHERE )sql" SENNIGHT_IN_RANGE("e") "AND" SENNIGHT_HAS_WORDS "UNION " SENNIGHT_OFFER_TEXTS;
#undef SENNIGHT_OFFER_TEXTS
#undef SENNIGHT_HAS_BIT
#undef SENNIGHT_HAS_WORDS
#undef SENNIGHT_IN_RANGE
#undef SENNIGHT_FIRST_OFFERED

constexpr absl::CivilDay kFirstDay(1970, 1, 1);

// Up to which positions titles are sorted in, and texts have filters.
struct IndexState {
  int64_t indexed_to = 0;
  int64_t filtered_to = 0;
};

// Where in the order of days and positions something stands.
struct Place {
  absl::CivilDay day;
  int64_t position = 0;
};

// What may be hits, the newest first, and behind which place the rest stands, if there is any.
struct Offer {
  std::vector<Place> places;
  std::optional<Place> end;
};

// The longest part of the patterns that must stand in a text as it is.
std::string LongestPart(const std::vector<std::string>& patterns) {
  std::string longest;
  for (const std::string& pattern : patterns) {
    for (const absl::string_view part : absl::StrSplit(pattern, '%')) {
      if (part.size() > longest.size()) longest = std::string(part);
    }
  }
  return longest;
}

Place PlaceOf(const pqxx::row& row) {
  return {kFirstDay + row["day"].as<int64_t>(), row["position"].as<int64_t>()};
}

class Search {
 public:
  Search(Transaction& transaction, const SearchQuery& query, int64_t as_of, const IndexState& state)
      : transaction_(transaction),
        query_(query),
        as_of_(as_of),
        indexed_to_(state.indexed_to),
        patterns_(PatternsOf(query.words)) {
    if (query.in_bodies) {
      const std::vector<int64_t> probes = FilterProbes(query.words);
      for (const int64_t probe : probes) probes_.AddNumber(probe);
      if (!probes.empty()) filtered_to_ = state.filtered_to;
    } else {
      const std::vector<int32_t> terms = QueryTerms(query.topic, query.words);
      for (const int32_t term : terms) terms_.AddNumber(term);
      has_terms_ = !terms.empty();
    }
    if (query.first_day.has_value()) first_.day = *query.first_day;
    if (query.end_day.has_value()) before_ = {*query.end_day, 0};
    if (query.after.has_value() && !query.best_first) {
      before_ = {query.after->day, query.after->position};
    }
  }

  // Is a HitWalk.
  absl::StatusOr<std::optional<SearchCursor>> Walk(const HitVisitor& visit) {
    int events = kEventsOfFirstLook;
    bool asks_index = false;
    const int rounds = has_terms_ ? kMaxRounds + kRoundsOfIndex : kMaxRounds;
    for (int round = 0; round < rounds; ++round) {
      const Offer offer = asks_index ? OfferTitles() : OfferTexts(events);
      const absl::StatusOr<bool> goes_on = VisitHits(offer.places, visit);
      if (!goes_on.ok()) return goes_on.status();
      if (!*goes_on || !offer.end.has_value()) return std::nullopt;
      before_ = *offer.end;
      const bool is_rare = static_cast<int>(offer.places.size()) < events / kFrequent;
      asks_index = asks_index || (has_terms_ && (is_rare || round + 1 == kMaxRounds));
      events = kEventsPerRound;
    }
    return SearchCursor{.day = before_.day, .position = before_.position};
  }

 private:
  // Visits those offered that are hits. Returns whether the visitor wants more.
  absl::StatusOr<bool> VisitHits(const std::vector<Place>& places, const HitVisitor& visit) {
    std::vector<int64_t> positions;
    for (const Place& place : places) positions.push_back(place.position);
    std::sort(positions.begin(), positions.end());
    std::map<int64_t, SizedEvent> standing;
    for (const SizedEvent& passing :
         SelectPassing(transaction_, positions, as_of_, query_.filter, false)) {
      standing[passing.position] = passing;
    }
    std::vector<SizedEvent> newest_first;
    for (const Place& place : places) {
      const auto found = standing.find(place.position);
      if (found != standing.end()) newest_first.push_back(found->second);
    }
    return VisitEvents(transaction_, newest_first, [&](const event::v1::Event& event) {
      std::optional<FoundEvent> found = FindIn(query_, event);
      return !found.has_value() || visit(*found);
    });
  }

  Offer OfferTitles() {
    Offer offer;
    for (const pqxx::row& row : transaction_.RunOnce(
             kOfferTitles, terms_.Parameter(), query_.topic, SqlFirstDay(query_.first_day),
             SqlEndDay(query_.end_day), SqlDay(before_.day), before_.position, as_of_, indexed_to_,
             SqlTexts(patterns_.exact), SqlTexts(patterns_.caseless))) {
      offer.places.push_back(PlaceOf(row));
    }
    if (offer.places.size() == kMaxOffered) offer.end = offer.places.back();
    return offer;
  }

  // Looks through the next `events`.
  Offer OfferTexts(int events) {
    Offer offer;
    const pqxx::result last =
        transaction_.RunOnce(kEndOfRound, query_.topic, SqlDay(first_.day), first_.position,
                             SqlDay(before_.day), before_.position, as_of_, events - 1);
    if (!last.empty()) offer.end = PlaceOf(last.at(0));
    const Place first = offer.end.value_or(first_);
    const absl::CivilDay last_day = before_.position > 0 ? before_.day : before_.day - 1;
    const int64_t filter_end =
        std::min(before_.position, INT64_MAX - kMostFilterSpan) + kMostFilterSpan;
    const auto run = [&](const char* sql, const auto&... more) {
      return transaction_.RunOnce(sql, query_.topic, SqlDay(first.day), first.position,
                                  SqlDay(before_.day), before_.position, as_of_, query_.in_bodies,
                                  SqlTexts(patterns_.exact), SqlTexts(patterns_.caseless),
                                  LongestPart(patterns_.exact), LongestPart(patterns_.caseless),
                                  filtered_to_, more...);
    };
    for (const pqxx::row& row : filtered_to_ == 0 ? run(kOfferTexts)
                                                  : run(kOfferFilteredTexts, probes_.Parameter(),
                                                        SqlDay(last_day), filter_end)) {
      offer.places.push_back(PlaceOf(row));
    }
    if (offer.places.size() == kMaxOffered) offer.end = offer.places.back();
    return offer;
  }

  Transaction& transaction_;
  const SearchQuery& query_;
  const int64_t as_of_;
  const int64_t indexed_to_;
  const TextPatterns patterns_;
  BinaryArray terms_{ElementType::kInt};
  bool has_terms_ = false;
  int64_t filtered_to_ = 0;  // 0 if filters are not asked.
  BinaryArray probes_{ElementType::kBigint};
  // What is still to be looked through: from here on, and before there.
  Place first_{absl::CivilDay(1, 1, 1), 0};
  Place before_{absl::CivilDay(9999, 12, 31), INT64_MAX};
};

}  // namespace

absl::StatusOr<SearchPage> SearchEvents(Transaction& transaction, const SearchQuery& query,
                                        int64_t as_of, int32_t epoch) {
  const pqxx::result state = transaction.Run(kIndexState);
  if (!state.at(0)["is_ready"].as<bool>()) {
    return WithReason(absl::UnavailableError("titles are still being made searchable"),
                      "SEARCH_NOT_READY");
  }
  Search search(transaction, query, as_of,
                {.indexed_to = state.at(0)["done_to"].as<int64_t>(),
                 .filtered_to = state.at(0)["filtered_to"].as<int64_t>()});
  absl::StatusOr<SearchPage> page = MakeSearchPage(
      query, [&search](const HitVisitor& visit) { return search.Walk(visit); },
      [&transaction](int64_t position) -> absl::StatusOr<event::v1::Event> {
        absl::StatusOr<std::vector<event::v1::Event>> read = SelectEvents(transaction, {position});
        if (!read.ok()) return read.status();
        return std::move(read->front());
      });
  if (!page.ok()) return page.status();
  page->as_of_position = as_of;
  page->epoch = epoch;
  return page;
}

}  // namespace sennight::event_store
