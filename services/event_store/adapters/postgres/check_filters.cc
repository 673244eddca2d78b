#include "services/event_store/adapters/postgres/check_filters.h"

#include <optional>
#include <string>
#include <string_view>

#include <pqxx/binarystring>

#include "absl/strings/str_cat.h"
#include "services/event_store/adapters/postgres/filter_texts.h"
#include "services/event_store/adapters/postgres/row_pages.h"
#include "services/event_store/domain/text_filter.h"

namespace sennight::event_store {
namespace {

// The texts of one filter after the other, each in the order of its positions. For LATERAL the
// server has one plan alone, which leaves the texts of a filter together, and need not sort all.
// Without a filter, which is never wrong, texts are not read. Erasing takes an event from its day.
constexpr char kTexts[] = R"sql(
  SELECT t.n, t.position, t.previous, cardinality(f.positions) AS size, f.listed_on,
    f.last_position, CASE WHEN t.n = 1 THEN f.filter END AS filter, f.filter IS NULL AS is_open,
    t.stands_there, t.title, t.body
  FROM event_store.text_filter f
  CROSS JOIN LATERAL (
    SELECT p.n, coalesce(p.position, 0) AS position, f.positions[p.n - 1] AS previous,
      coalesce(e.op = 4 OR (e.topic_id = f.topic_id AND e.listed_on = f.listed_on), false)
        AS stands_there,
      CASE WHEN f.filter IS NOT NULL THEN e.title END AS title,
      CASE WHEN f.filter IS NOT NULL THEN e.body END AS body
    FROM unnest(f.positions) WITH ORDINALITY AS p(position, n)
    LEFT JOIN event_store.event e ON e.log_id = 1 AND e.position = p.position
    ORDER BY p.n OFFSET 0) t
)sql";

std::string_view Text(const pqxx::field& field) { return {field.c_str(), field.size()}; }

// Of one filter after the other, what is wrong with it.
class Filters {
 public:
  explicit Filters(const FindingSink& sink) : sink_(sink) {}

  // Takes the next text.
  void Take(const pqxx::row& row) {
    const auto position = row["position"].as<int64_t>();
    const auto n = row["n"].as<int64_t>();
    if (n == 1) Begin(row, position);
    if (!row["stands_there"].as<bool>()) Note("names what does not stand there");
    if (!row["previous"].is_null() && row["previous"].as<int64_t>() >= position) {
      Note("has its positions in another order");
    }
    if (!is_open_) {
      filter_.Add(Text(row["title"]));
      filter_.Add(Text(row["body"]));
    }
    if (n < row["size"].as<int64_t>()) return;
    if (position - first_ >= kMostFilterSpan) Note("reaches too far for searches");
    if (position != row["last_position"].as<int64_t>()) Note("says that it ends elsewhere");
    // Always, so that the next one begins anew.
    const std::optional<std::string> expected = filter_.Finish();
    if (!is_open_ && expected != stored_) Note("is not that of their texts");
    if (wrong_.empty()) return;
    sink_({.rule = "text-filter",
           .position = first_,
           .what = absl::StrCat("the filter of positions ", first_, " to ", position,
                                ", listed on ", row["listed_on"].c_str(), ", ", wrong_)});
  }

 private:
  void Begin(const pqxx::row& row, int64_t position) {
    first_ = position;
    wrong_.clear();
    is_open_ = row["is_open"].as<bool>();
    stored_.reset();
    if (is_open_) return;
    const pqxx::binarystring bytes(row["filter"]);
    stored_.emplace(bytes.get(), bytes.get() + bytes.size());
  }

  // The first that is found of a filter.
  void Note(const char* wrong) {
    if (wrong_.empty()) wrong_ = wrong;
  }

  const FindingSink& sink_;
  int64_t first_ = 0;
  bool is_open_ = false;
  std::optional<std::string> stored_;
  TextFilter filter_;
  std::string wrong_;
};

}  // namespace

void CheckFilters(Transaction& transaction, const FindingSink& sink) {
  Filters filters(sink);
  ForEachPage(transaction, kTexts, [&filters](const pqxx::result& page) {
    for (const pqxx::row& row : page) filters.Take(row);
  });
}

}  // namespace sennight::event_store
