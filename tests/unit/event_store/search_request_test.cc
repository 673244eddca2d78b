#include <gmock/gmock.h>

#include "services/event_store/domain/page_token.h"
#include "services/event_store/domain/request_validation.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/format_filter.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::SearchEventsRequest;
using testing::IsOk;
using testing::ParseText;
using testing::StatusIs;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(SearchRequestTest, ReadsASearch) {
  const absl::StatusOr<SearchRead> read = ParseSearch(ParseText<SearchEventsRequest>(R"pb(
    topic: "t"
    query: "基因 gene"
    scope: SEARCH_SCOPE_TEXT
    order: SEARCH_ORDER_BEST
    start_date: "2024-12-09"
    end_date: "2025-12-10"
    filter: "category = x"
    as_of_position: 9
  )pb"));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->query.words.size(), 2);
  EXPECT_TRUE(read->query.in_bodies);
  EXPECT_TRUE(read->query.best_first);
  EXPECT_EQ(*read->query.end_day - *read->query.first_day, 366);
  EXPECT_EQ(FormatFilter(read->query.filter), "category = \"x\"");
  EXPECT_EQ(read->as_of, 9);
  EXPECT_EQ(read->query.limit, 20);
}

TEST(SearchRequestTest, ReadsThePageSizeAsTheContractSays) {
  const struct {
    int asked;
    int limit;
  } cases[] = {{0, 20}, {1, 1}, {100, 100}, {101, 100}, {2147483647, 100}};
  for (const auto& [asked, limit] : cases) {
    SearchEventsRequest request = ParseText<SearchEventsRequest>("topic: 't' query: 'x'");
    request.set_page_size(asked);
    const absl::StatusOr<SearchRead> read = ParseSearch(request);
    ASSERT_THAT(read, IsOk());
    EXPECT_EQ(read->query.limit, limit) << asked;
  }
}

TEST(SearchRequestTest, NamesWhatIsWrong) {
  const struct {
    const char* request;
    const char* wrong;
  } cases[] = {
      {"query: 'x'", "topic: want 1 to 63"},
      {"topic: 't'", "query: want 1 to 8 words"},
      {"topic: 't' query: '\"x'", "query: want a quotation mark"},
      {"topic: 't' query: 'x' scope: 9", "scope: want SEARCH_SCOPE_TITLE"},
      {"topic: 't' query: 'x' order: 9", "order: want SEARCH_ORDER_NEWEST"},
      {"topic: 't' query: 'x' filter: 'y'", "filter: column 1: want"},
      {"topic: 't' query: 'x' start_date: 'y'", "start_date: want a date such as"},
      {"topic: 't' query: 'x' start_date: '1899-12-31'",
       "start_date: want a date such as 2025-12-08, in the years 1900 to 2999, or nothing"},
      {"topic: 't' query: 'x' start_date: '2025-12-09' end_date: '2025-12-09'",
       "end_date: want a date after start_date"},
      {"topic: 't' query: 'x' scope: SEARCH_SCOPE_TEXT", "start_date: want a date: bodies"},
      {"topic: 't' query: 'x' scope: SEARCH_SCOPE_TEXT start_date: '2025-12-09'",
       "end_date: want a date: bodies"},
      {"topic: 't' query: 'x' scope: SEARCH_SCOPE_TEXT start_date: '2024-12-08' "
       "end_date: '2025-12-10'",
       "end_date: want at most 366 days"},
      {"topic: 't' query: 'x' page_size: -1", "page_size: want 1 to 100"},
      {"topic: 't' query: 'x' as_of_position: -1", "as_of_position: want a position"},
      {"topic: 't' query: 'x' page_token: 'y'", "page_token: want the next_page_token"},
  };
  for (const auto& [request, wrong] : cases) {
    EXPECT_THAT(ParseSearch(ParseText<SearchEventsRequest>(request)), StatusIs(kInvalid, wrong))
        << request;
  }
}

TEST(SearchRequestTest, ContinuesWhereItsTokenSays) {
  SearchEventsRequest request = ParseText<SearchEventsRequest>("topic: 't' query: 'x'");
  const absl::CivilDay day(2025, 12, 9);
  request.set_page_token(EncodePageToken({3, 90, 17, day, 40}, request));
  request.set_page_size(7);

  const absl::StatusOr<SearchRead> read = ParseSearch(request);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->as_of, 90);
  EXPECT_EQ(read->query.after, (SearchCursor{.day = day, .position = 17, .hits = 40}));
  EXPECT_EQ(read->query.epoch, 3);
}

}  // namespace
}  // namespace sennight::event_store
