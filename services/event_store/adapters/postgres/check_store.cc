#include "services/event_store/adapters/postgres/check_store.h"

#include <map>
#include <optional>
#include <utility>

#include <pqxx/binarystring>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "common/window/civil_date.h"
#include "services/event_store/adapters/postgres/check_filters.h"
#include "services/event_store/adapters/postgres/event_rows.h"
#include "services/event_store/adapters/postgres/read_events.h"
#include "services/event_store/adapters/postgres/row_pages.h"

namespace sennight::event_store {
namespace {

// Everything is read, so that going through tables as they lie is quickest.
constexpr const char* kSettings[] = {"SET LOCAL enable_seqscan = on",
                                     "SET LOCAL cursor_tuple_fraction = 1"};

constexpr char kLog[] = R"sql(
  SELECT l.head, l.epoch, (extract(epoch FROM l.recorded_at) * 1000000)::bigint AS recorded_us,
    b.done_to, b.until
  FROM event_store.log l LEFT JOIN event_store.search_backfill b USING (log_id)
  WHERE l.log_id = 1
)sql";

constexpr char kRevisions[] = R"sql(
  SELECT e.position, e.event_id, e.op, e.occurred_first, e.occurred_last, e.occurred_precision,
    (extract(epoch FROM e.reported_at) * 1000000)::bigint AS reported_us, e.listed_on,
    e.sketch IS NULL AS is_of_before_keys,
    coalesce(r.position = e.position, false) AS has_key_row,
    replace(r.content_key::text, '-', '') AS content_key,
    e.near_duplicate_of IS NULL OR coalesce(o.position < e.position, false) AS has_original,
    p.position AS previous_position, n.position AS next_position, s.new_position AS superseded_by,
    x.event_id IS NOT NULL AS is_recorded_as_erased,
    e.title <> '' OR e.body <> '' OR e.category <> '' OR e.payload <> '' OR e.language <> 'und'
      OR (e.reason <> '' AND e.position IS DISTINCT FROM x.position)
      OR e.near_duplicate_of IS NOT NULL
      OR e.content_hash <> decode(repeat('00', 32), 'hex') OR e.sketch IS NOT NULL AS has_text,
    t.terms::text AS terms, f.title AS folded_title, f.body AS folded_body
  FROM event_store.event e
  LEFT JOIN event_store.event_revision r ON r.event_id = e.event_id AND r.revision = e.revision
  LEFT JOIN event_store.event_revision p ON p.event_id = e.event_id AND p.revision = e.revision - 1
  LEFT JOIN event_store.event_revision n ON n.event_id = e.event_id AND n.revision = e.revision + 1
  LEFT JOIN event_store.event_revision o ON o.event_id = e.near_duplicate_of AND o.revision = 1
  LEFT JOIN event_store.supersession s ON s.log_id = 1 AND s.old_position = e.position
  LEFT JOIN event_store.erasure x ON x.event_id = e.event_id
  LEFT JOIN event_store.title_terms t ON t.log_id = 1 AND t.position = e.position
  LEFT JOIN event_store.folded_text f ON f.topic_id = e.topic_id AND f.listed_on = e.listed_on
    AND f.position = e.position
  WHERE e.log_id = 1
  ORDER BY e.position
)sql";

// Rows that tell of revisions which are not there.
struct Strays {
  const char* rule;
  const char* what;
  const char* sql;
};
constexpr Strays kStrays[] = {
    {"revision-row", "event_revision has a revision that does not stand there", R"sql(
      SELECT r.position, r.event_id FROM event_store.event_revision r
      LEFT JOIN event_store.event e ON e.log_id = 1 AND e.position = r.position
        AND e.event_id = r.event_id AND e.revision = r.revision
      WHERE e.position IS NULL ORDER BY r.position)sql"},
    {"retraction", "it is a retraction, and says something else than the revision before", R"sql(
      SELECT e.position, e.event_id FROM event_store.event e
      JOIN event_store.event_revision p ON p.event_id = e.event_id AND p.revision = e.revision - 1
      JOIN event_store.event o ON o.log_id = 1 AND o.position = p.position
      WHERE e.log_id = 1 AND e.op = 3 AND o.content_hash <> e.content_hash
      ORDER BY e.position)sql"},
    {"supersession", "it is superseded by what is not its next revision", R"sql(
      SELECT s.old_position AS position, o.event_id FROM event_store.supersession s
      LEFT JOIN event_store.event o ON o.log_id = 1 AND o.position = s.old_position
      LEFT JOIN event_store.event n ON n.log_id = 1 AND n.position = s.new_position
      WHERE o.position IS NULL OR n.event_id IS DISTINCT FROM o.event_id
        OR n.revision IS DISTINCT FROM o.revision + 1 ORDER BY s.old_position)sql"},
    {"erasure", "the log does not say there that the event was erased", R"sql(
      SELECT x.position, x.event_id FROM event_store.erasure x
      LEFT JOIN event_store.event e ON e.log_id = 1 AND e.position = x.position
        AND e.event_id = x.event_id AND e.op = 4 AND e.revision = x.revisions + 1
      WHERE e.position IS NULL ORDER BY x.position)sql"},
    {"search-terms", "there are terms for a title that does not stand there", R"sql(
      SELECT t.position, NULL::uuid AS event_id FROM event_store.title_terms t
      LEFT JOIN event_store.event e ON e.log_id = t.log_id AND e.position = t.position
        AND e.topic_id = t.topic_id AND e.listed_on = t.listed_on
      WHERE e.position IS NULL ORDER BY t.position)sql"},
    {"folded-text", "there is a folded text for a revision that does not stand there", R"sql(
      SELECT f.position, NULL::uuid AS event_id FROM event_store.folded_text f
      LEFT JOIN event_store.event e ON e.log_id = 1 AND e.position = f.position
        AND e.topic_id = f.topic_id AND e.listed_on = f.listed_on
      WHERE e.position IS NULL ORDER BY f.position)sql"},
    {"text-filter", "it is in no filter or in several, although later ones are", R"sql(
      SELECT e.position, e.event_id FROM event_store.event e
      LEFT JOIN (
        SELECT topic_id, listed_on, unnest(positions) AS position FROM event_store.text_filter) f
        USING (topic_id, listed_on, position)
      WHERE e.log_id = 1 AND e.op <> 4
        AND e.position <= (SELECT filtered_to FROM event_store.search_backfill WHERE log_id = 1)
      GROUP BY e.position, e.event_id HAVING count(f.position) <> 1 ORDER BY e.position)sql"},
};

std::optional<int64_t> Number(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return field.as<int64_t>();
}

// Any day of a column: events of earlier programs were reported in other years than dates may have
// now. What is no day is none that an event can have.
absl::CivilDay Day(const pqxx::field& field) {
  absl::CivilDay day;
  return absl::ParseCivilTime(field.c_str(), &day) ? day : absl::CivilDay::min();
}

EventDates DatesOf(const pqxx::row& row) {
  EventDates dates;
  if (!row["occurred_first"].is_null()) {
    dates.occurred = {.first = Day(row["occurred_first"]),
                      .last = Day(row["occurred_last"]),
                      .precision = kPrecisions[row["occurred_precision"].as<int>() - 1]};
  }
  if (const auto reported = Number(row["reported_us"])) {
    dates.reported_at = absl::FromUnixMicros(*reported);
  }
  dates.listed_on = Day(row["listed_on"]);
  return dates;
}

// An int[] as PostgreSQL writes it, such as `{1,-2}`.
std::vector<int32_t> TermsOf(std::string_view text) {
  std::vector<int32_t> terms;
  text = text.substr(1, text.size() - 2);
  for (const absl::string_view word :
       absl::StrSplit(absl::string_view(text.data(), text.size()), ',', absl::SkipEmpty())) {
    int32_t term = 0;
    if (absl::SimpleAtoi(word, &term)) terms.push_back(term);
  }
  return terms;
}

StoredRevision RevisionOf(const pqxx::row& row, event::v1::Event event, int64_t indexed_to,
                          int64_t folded_from) {
  const int64_t position = event.position();
  StoredRevision revision{
      .event = std::move(event),
      .dates = DatesOf(row),
      .op = row["op"].as<int>(),
      .content_key = absl::HexStringToBytes(row["content_key"].as<std::string>("")),
      .is_of_before_keys = row["is_of_before_keys"].as<bool>(),
      .has_text = row["has_text"].as<bool>(),
      .is_recorded_as_erased = row["is_recorded_as_erased"].as<bool>(),
      .has_key_row = row["has_key_row"].as<bool>(),
      .has_original = row["has_original"].as<bool>(),
      .previous_position = Number(row["previous_position"]),
      .next_position = Number(row["next_position"]),
      .superseded_by = Number(row["superseded_by"]),
      .must_have_terms = position <= indexed_to,
      .must_have_folded = position > folded_from || position <= indexed_to};
  if (!row["terms"].is_null()) revision.title_terms = TermsOf(row["terms"].c_str());
  if (!row["folded_title"].is_null()) {
    revision.folded = {.title = row["folded_title"].c_str(), .body = row["folded_body"].c_str()};
  }
  return revision;
}

// Reads events at once if all can be read, else one by one to find which cannot.
class Walk {
 public:
  Walk(Transaction& transaction, const FindingSink& sink, int64_t last_position,
       const std::set<std::string>& left_out)
      : transaction_(transaction),
        sink_(sink),
        checks_(sink, left_out),
        last_position_(last_position) {}

  StoreReport Run() {
    const pqxx::result log = transaction_.RunOnce(kLog);
    const int64_t head = log.at(0)["head"].as<int64_t>();
    if (log.at(0)["done_to"].is_null()) {
      sink_({.rule = "search-backfill", .what = "nothing says up to where titles are sorted in"});
    }
    indexed_to_ = Number(log.at(0)["done_to"]).value_or(0);
    folded_from_ = Number(log.at(0)["until"]).value_or(0);
    ForEachPage(transaction_, kRevisions, [this](const pqxx::result& page) { Check(page); });
    if (head <= last_position_) {
      checks_.Finish(head, absl::FromUnixMicros(Number(log.at(0)["recorded_us"]).value_or(0)));
    }
    for (const Strays& strays : kStrays) {
      ForEachPage(transaction_, strays.sql, [&](const pqxx::result& page) {
        for (const pqxx::row& row : page) {
          sink_({.rule = strays.rule,
                 .position = row["position"].as<int64_t>(),
                 .event_id = row["event_id"].as<std::string>(""),
                 .what = strays.what});
        }
      });
    }
    CheckFilters(transaction_, sink_);
    return {.epoch = log.at(0)["epoch"].as<int>(),
            .head = head,
            .revisions = checks_.count(),
            .log_hash = checks_.log_hash()};
  }

 private:
  void Check(const pqxx::result& page) {
    std::vector<int64_t> positions;
    for (const pqxx::row& row : page) {
      const auto position = row["position"].as<int64_t>();
      if (position <= last_position_) positions.push_back(position);
    }
    absl::StatusOr<std::vector<event::v1::Event>> events = SelectEvents(transaction_, positions);
    size_t at = 0;
    for (const pqxx::row& row : page) {
      if (at == positions.size()) return;
      checks_.Pass(positions[at]);
      if (events.ok()) {
        checks_.Check(RevisionOf(row, std::move((*events)[at]), indexed_to_, folded_from_));
      } else {
        CheckAlone(row, positions[at]);
      }
      ++at;
    }
  }

  void CheckAlone(const pqxx::row& row, int64_t position) {
    absl::StatusOr<std::vector<event::v1::Event>> event = SelectEvents(transaction_, {position});
    if (event.ok()) {
      checks_.Check(RevisionOf(row, std::move(event->front()), indexed_to_, folded_from_));
      return;
    }
    sink_({.rule = "unreadable",
           .position = position,
           .event_id = row["event_id"].as<std::string>(),
           .what = "what stands there cannot be read as an event of a topic"});
  }

  Transaction& transaction_;
  const FindingSink& sink_;
  RevisionChecks checks_;
  const int64_t last_position_;
  int64_t indexed_to_ = 0;
  int64_t folded_from_ = 0;
};

}  // namespace

StoreReport CheckStore(Transaction& transaction, int64_t last_position,
                       const std::set<std::string>& left_out) {
  for (const char* setting : kSettings) transaction.RunOnce(setting);
  std::vector<Finding> findings;
  int64_t count = 0;
  const FindingSink sink = [&](Finding finding) {
    ++count;
    if (findings.size() < kMostListedFindings) findings.push_back(std::move(finding));
  };
  StoreReport report = Walk(transaction, sink, last_position, left_out).Run();
  report.finding_count = count;
  report.findings = std::move(findings);
  return report;
}

}  // namespace sennight::event_store
