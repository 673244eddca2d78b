#include "services/event_store/domain/search_token.h"

#include <gmock/gmock.h>

#include "absl/strings/escaping.h"
#include "services/event_store/domain/page_token.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::SearchEventsRequest;
using testing::IsOkAndHolds;
using testing::ParseText;
using testing::StatusIs;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

const SearchToken kToken{1, 90, {absl::CivilDay(2025, 12, 9), 17, 0}};

SearchEventsRequest ARequest() {
  return ParseText<SearchEventsRequest>("topic: 't' query: 'x' page_size: 10");
}

absl::StatusOr<SearchToken> Decoded(SearchEventsRequest request, const std::string& token) {
  request.set_page_token(token);
  return DecodeSearchToken(request);
}

TEST(SearchTokenTest, ReadsWhatItWrote) {
  const SearchToken tokens[] = {kToken,
                                {7, 90, {absl::CivilDay(1, 1, 1), 1, 1000}},
                                {2147483647, 1, {absl::CivilDay(9999, 12, 31), 0, 0}}};
  for (const SearchToken& token : tokens) {
    EXPECT_THAT(Decoded(ARequest(), EncodeSearchToken(token, ARequest())),
                IsOkAndHolds(::testing::Eq(token)));
  }
}

TEST(SearchTokenTest, AllowsAnotherPageSizeButNoOtherSearch) {
  const std::string token = EncodeSearchToken(kToken, ARequest());
  SearchEventsRequest request = ARequest();
  request.set_page_size(50);
  EXPECT_THAT(Decoded(request, token), testing::IsOk());
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

TEST(SearchTokenTest, RefusesDamageAndTheTokenOfAList) {
  const std::string token = EncodeSearchToken(kToken, ARequest());
  std::string bytes;
  ASSERT_TRUE(absl::WebSafeBase64Unescape(token, &bytes));
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    EXPECT_THAT(Decoded(ARequest(), absl::WebSafeBase64Escape(damaged)),
                StatusIs(kInvalid, "page_token: want"))
        << i;
  }
  for (const std::string& other :
       {std::string("x"), token.substr(1), token + "AAAA", std::string(10000, 'A'),
        EncodePageToken({1, 90, 17}, ParseText<eventstore::v1::ListEventsRequest>("topic: 't'"))}) {
    EXPECT_THAT(Decoded(ARequest(), other), StatusIs(kInvalid, "page_token: want"));
  }
}

}  // namespace
}  // namespace sennight::event_store
