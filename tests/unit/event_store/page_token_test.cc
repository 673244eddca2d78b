#include "services/event_store/domain/page_token.h"

#include <gmock/gmock.h>

#include <limits>

#include "absl/strings/escaping.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::ListEventsRequest;
using eventstore::v1::SearchEventsRequest;
using testing::IsOkAndHolds;
using testing::ParseText;
using testing::StatusIs;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

ListEventsRequest AList() {
  return ParseText<ListEventsRequest>(
      "topic: 'cell-gene-therapy' start_date: '2025-12-09' as_of_position: 5 page_size: 10");
}
const PageToken kOfList{1, 90, 17};

SearchEventsRequest ASearch() {
  return ParseText<SearchEventsRequest>("topic: 't' query: 'x' page_size: 10");
}
const PageToken kOfSearch{1, 90, 17, absl::CivilDay(2025, 12, 9), 40};

template <typename Request>
absl::StatusOr<PageToken> Decoded(Request request, const std::string& token) {
  request.set_page_token(token);
  return DecodePageToken(request);
}

TEST(PageTokenTest, ReadsWhatItWrote) {
  constexpr auto kMost = std::numeric_limits<int64_t>::max();
  const PageToken tokens[] = {{1, 0, 0},
                              {7, 90, 17},
                              {2147483647, kMost, 1},
                              {7, 90, 1, absl::CivilDay(1, 1, 1), 1000},
                              {2147483647, 1, kMost, absl::CivilDay(9999, 12, 31), 2147483647},
                              kOfSearch};
  for (const PageToken& token : tokens) {
    EXPECT_THAT(Decoded(AList(), EncodePageToken(token, AList())),
                IsOkAndHolds(::testing::Eq(token)));
    EXPECT_THAT(Decoded(ASearch(), EncodePageToken(token, ASearch())),
                IsOkAndHolds(::testing::Eq(token)));
  }
}

TEST(PageTokenTest, IsTheSameForTheSamePage) {
  EXPECT_EQ(EncodePageToken(kOfList, AList()), EncodePageToken(kOfList, AList()));
  EXPECT_EQ(EncodePageToken(kOfSearch, ASearch()), EncodePageToken(kOfSearch, ASearch()));
}

TEST(PageTokenTest, RefusesWhatNoPageGives) {
  const PageToken tokens[] = {{1, -1, 17},
                              {1, 90, -1},
                              {1, 90, 17, absl::CivilDay(2025, 12, 9), -1},
                              {1, 90, 17, absl::CivilDay(0, 12, 31)},
                              {1, 90, 17, absl::CivilDay(10000, 1, 1)}};
  for (const PageToken& token : tokens) {
    EXPECT_THAT(Decoded(ASearch(), EncodePageToken(token, ASearch())),
                StatusIs(kInvalid, "page_token: want the next_page_token"));
  }
}

TEST(PageTokenTest, AllowsAnotherPageSize) {
  ListEventsRequest list = AList();
  list.set_page_size(500);
  EXPECT_THAT(Decoded(list, EncodePageToken(kOfList, AList())), testing::IsOk());

  SearchEventsRequest search = ASearch();
  search.set_page_size(50);
  EXPECT_THAT(Decoded(search, EncodePageToken(kOfSearch, ASearch())), testing::IsOk());
}

TEST(PageTokenTest, RefusesTheTokenOfAnotherList) {
  const std::string token = EncodePageToken(kOfList, AList());
  const char* others[] = {
      "topic: 'other' start_date: '2025-12-09' as_of_position: 5",
      "topic: 'cell-gene-therapy' as_of_position: 5",
      "topic: 'cell-gene-therapy' start_date: '2025-12-09' end_date: '2025-12-10' "
      "as_of_position: 5",
      "topic: 'cell-gene-therapy' start_date: '2025-12-09' as_of_position: 6",
  };
  for (const char* other : others) {
    EXPECT_THAT(Decoded(ParseText<ListEventsRequest>(other), token),
                StatusIs(kInvalid, "page_token: want the other fields"));
  }
}

TEST(PageTokenTest, RefusesTheTokenOfAnotherSearch) {
  const std::string token = EncodePageToken(kOfSearch, ASearch());
  const char* others[] = {
      "topic: 'u' query: 'x'",
      "topic: 't' query: 'y'",
      "topic: 't' query: 'x' filter: 'labels:a'",
      "topic: 't' query: 'x' order: SEARCH_ORDER_BEST",
      "topic: 't' query: 'x' start_date: '2025-12-09'",
      "topic: 't' query: 'x' as_of_position: 5",
  };
  for (const char* other : others) {
    EXPECT_THAT(Decoded(ParseText<SearchEventsRequest>(other), token),
                StatusIs(kInvalid, "page_token: want the other fields"));
  }
}

TEST(PageTokenTest, RefusesTheTokenOfAnotherMethod) {
  const auto list = ParseText<ListEventsRequest>("topic: 'a0000000-0000-4000-8000-000000000001'");
  const auto revisions = ParseText<eventstore::v1::ListRevisionsRequest>(
      "event_id: 'a0000000-0000-4000-8000-000000000001'");
  const auto search =
      ParseText<SearchEventsRequest>("topic: 'a0000000-0000-4000-8000-000000000001'");
  // Also of one whose request has the same bytes.
  ASSERT_EQ(list.SerializeAsString(), revisions.SerializeAsString());
  ASSERT_EQ(list.SerializeAsString(), search.SerializeAsString());

  const std::string of_list = EncodePageToken(kOfList, list);
  EXPECT_THAT(Decoded(revisions, of_list), StatusIs(kInvalid, "page_token: want the other fields"));
  EXPECT_THAT(Decoded(search, of_list), StatusIs(kInvalid, "page_token: want the other fields"));
  EXPECT_THAT(Decoded(revisions, EncodePageToken({1, 0, 17}, revisions)),
              IsOkAndHolds(::testing::Eq(PageToken{1, 0, 17})));
  EXPECT_THAT(Decoded(ASearch(), EncodePageToken(kOfList, AList())),
              StatusIs(kInvalid, "page_token: want the other fields"));
}

template <typename Request>
void CheckDamageIsRefused(const PageToken& of_page, const Request& request) {
  const std::string token = EncodePageToken(of_page, request);
  std::string bytes;
  ASSERT_TRUE(absl::WebSafeBase64Unescape(token, &bytes));
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    EXPECT_THAT(Decoded(request, absl::WebSafeBase64Escape(damaged)),
                StatusIs(kInvalid, "page_token: want"))
        << i;
  }
  for (const std::string& other : {std::string("x"), token.substr(1), token + "AAAA",
                                   std::string("!!!"), std::string(10000, 'A')}) {
    EXPECT_THAT(Decoded(request, other), StatusIs(kInvalid, "page_token: want"));
  }
}

TEST(PageTokenTest, RefusesDamage) {
  CheckDamageIsRefused(kOfList, AList());
  CheckDamageIsRefused(kOfSearch, ASearch());
}

}  // namespace
}  // namespace sennight::event_store
