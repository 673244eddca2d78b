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
using testing::IsOkAndHolds;
using testing::ParseText;
using testing::StatusIs;

ListEventsRequest ARequest() {
  return ParseText<ListEventsRequest>(
      "topic: 'cell-gene-therapy' start_date: '2025-12-09' as_of_position: 5 page_size: 10");
}

absl::StatusOr<PageToken> Decoded(ListEventsRequest request, const std::string& token) {
  request.set_page_token(token);
  return DecodePageToken(request);
}

TEST(PageTokenTest, ReadsWhatItWrote) {
  const PageToken tokens[] = {
      {1, 0, 0}, {7, 90, 17}, {2147483647, std::numeric_limits<int64_t>::max(), 1}};
  for (const PageToken& token : tokens) {
    EXPECT_THAT(Decoded(ARequest(), EncodePageToken(token, ARequest())),
                IsOkAndHolds(::testing::Eq(token)));
  }
}

TEST(PageTokenTest, IsTheSameForTheSamePage) {
  EXPECT_EQ(EncodePageToken({1, 90, 17}, ARequest()), EncodePageToken({1, 90, 17}, ARequest()));
}

TEST(PageTokenTest, AllowsAnotherPageSize) {
  ListEventsRequest request = ARequest();
  request.set_page_size(500);

  EXPECT_THAT(Decoded(request, EncodePageToken({1, 90, 17}, ARequest())), testing::IsOk());
}

TEST(PageTokenTest, RefusesTheTokenOfAnotherRequest) {
  const std::string token = EncodePageToken({1, 90, 17}, ARequest());
  const char* others[] = {
      "topic: 'other' start_date: '2025-12-09' as_of_position: 5",
      "topic: 'cell-gene-therapy' as_of_position: 5",
      "topic: 'cell-gene-therapy' start_date: '2025-12-09' end_date: '2025-12-10' "
      "as_of_position: 5",
      "topic: 'cell-gene-therapy' start_date: '2025-12-09' as_of_position: 6",
  };
  for (const char* other : others) {
    EXPECT_THAT(Decoded(ParseText<ListEventsRequest>(other), token),
                StatusIs(absl::StatusCode::kInvalidArgument, "page_token: want the other fields"));
  }
}

TEST(PageTokenTest, RefusesTheTokenOfAnotherMethodWhoseRequestHasTheSameBytes) {
  const auto list = ParseText<ListEventsRequest>("topic: 'a0000000-0000-4000-8000-000000000001'");
  const auto revisions = ParseText<eventstore::v1::ListRevisionsRequest>(
      "event_id: 'a0000000-0000-4000-8000-000000000001'");
  ASSERT_EQ(list.SerializeAsString(), revisions.SerializeAsString());

  auto other = revisions;
  other.set_page_token(EncodePageToken({1, 90, 17}, list));
  EXPECT_THAT(DecodePageToken(other),
              StatusIs(absl::StatusCode::kInvalidArgument, "page_token: want the other fields"));
  other.set_page_token(EncodePageToken({1, 0, 17}, revisions));
  EXPECT_THAT(DecodePageToken(other), IsOkAndHolds(::testing::Eq(PageToken{1, 0, 17})));
}

TEST(PageTokenTest, RefusesDamage) {
  const std::string token = EncodePageToken({1, 90, 17}, ARequest());
  std::string bytes;
  ASSERT_TRUE(absl::WebSafeBase64Unescape(token, &bytes));
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    EXPECT_THAT(Decoded(ARequest(), absl::WebSafeBase64Escape(damaged)),
                StatusIs(absl::StatusCode::kInvalidArgument, "page_token: want"))
        << i;
  }
  for (const std::string& other : {std::string("x"), token.substr(1), token + "AAAA",
                                   std::string("!!!"), std::string(10000, 'A')}) {
    EXPECT_THAT(Decoded(ARequest(), other),
                StatusIs(absl::StatusCode::kInvalidArgument, "page_token: want"));
  }
}

}  // namespace
}  // namespace sennight::event_store
