#include "services/event_store/adapters/postgres/filter_texts.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/event_store/adapters/postgres/binary_array.h"
#include "services/event_store/adapters/postgres/binary_rows.h"
#include "services/event_store/domain/text_filter.h"

namespace sennight::event_store {
namespace {

// Of more the row would not fit twice into a page.
constexpr size_t kMostTexts = 16;

// Longer texts would fill a filter alone.
constexpr int32_t kMostTextBytes = 16 * 1024;

constexpr char kSelectTexts[] = R"sql(
  SELECT position, topic_id, listed_on - '2000-01-01'::date, title,
    CASE WHEN octet_length(title) + octet_length(body) <= $3::int THEN body END
  FROM event_store.event
  WHERE log_id = 1 AND position > $1::bigint AND position <= $2::bigint
  ORDER BY position
)sql";
enum TextColumn : int { kPosition, kTopic, kDay, kTitle, kBody };

// The positions of all rows are one array, of which each row has a part.
constexpr char kInsertFilters[] = R"sql(
  INSERT INTO event_store.text_filter (topic_id, listed_on, last_position, positions, filter)
  SELECT u.topic_id, '2000-01-01'::date + u.day, ((SELECT $3::bigint[]))[u.last],
    (SELECT $3::bigint[])[u.first:u.last], u.filter
  FROM unnest($1::int[], $2::int[], $4::int[], $5::int[], $6::bytea[])
    AS u(topic_id, day, first, last, filter)
)sql";

// The rows that are inserted.
class Filters {
 public:
  // Ends a row, of the texts added since the last one; without them there is none.
  void Finish(std::pair<int64_t, int64_t> topic_and_day, std::optional<std::string> filter) {
    if (first_ > size_) return;
    topics_.AddNumber(topic_and_day.first);
    days_.AddNumber(topic_and_day.second);
    firsts_.AddNumber(first_);
    lasts_.AddNumber(size_);
    if (filter.has_value()) {
      filters_.Add(*filter);
    } else {
      filters_.AddNull();
    }
    first_ = size_ + 1;
  }

  void Add(int64_t position) {
    positions_.AddNumber(position);
    ++size_;
  }

  size_t open() const { return static_cast<size_t>(size_ - first_ + 1); }

  void Insert(Transaction& transaction) {
    transaction.Run(kInsertFilters, topics_.Parameter(), days_.Parameter(), positions_.Parameter(),
                    firsts_.Parameter(), lasts_.Parameter(), filters_.Parameter());
  }

 private:
  BinaryArray topics_{ElementType::kInt};
  BinaryArray days_{ElementType::kInt};
  BinaryArray positions_{ElementType::kBigint};
  BinaryArray firsts_{ElementType::kInt};
  BinaryArray lasts_{ElementType::kInt};
  BinaryArray filters_{ElementType::kBytea};
  int64_t first_ = 1;
  int64_t size_ = 0;
};

}  // namespace

void FilterTexts(Transaction& transaction, int64_t after, int64_t last) {
  const BinaryRows rows = transaction.RunBinary(
      kSelectTexts, {BigintParameter(after), BigintParameter(last), IntParameter(kMostTextBytes)});
  const auto place_of = [&rows](int row) {
    return std::pair(rows.Number(row, kTopic), rows.Number(row, kDay));
  };
  std::vector<int> order(static_cast<size_t>(rows.size()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](int a, int b) { return place_of(a) < place_of(b); });
  Filters filters;
  TextFilter filter;
  std::pair<int64_t, int64_t> place;
  for (const int row : order) {
    const bool is_long = rows.IsNull(row, kBody);
    if (place_of(row) != place || is_long || filter.is_full() || filters.open() == kMostTexts) {
      filters.Finish(place, filter.Finish());
    }
    place = place_of(row);
    filters.Add(rows.Number(row, kPosition));
    if (is_long) {
      filters.Finish(place, std::nullopt);
      continue;
    }
    filter.Add(rows.Bytes(row, kTitle));
    filter.Add(rows.Bytes(row, kBody));
  }
  filters.Finish(place, filter.Finish());
  filters.Insert(transaction);
}

}  // namespace sennight::event_store
