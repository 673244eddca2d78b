#include "services/event_store/domain/subscribe_request.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::SubscribeRequest;
using ::testing::ElementsAre;
using testing::IsOk;
using testing::ParseText;

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  const google::rpc::BadRequest bad_request = BadRequestOf(status);
  for (const auto& violation : bad_request.field_violations()) fields.push_back(violation.field());
  return fields;
}

TEST(SubscribeRequestTest, MeansEverythingWithAHeartbeatOf15SecondsIfItSaysNothing) {
  const absl::StatusOr<SubscribeQuery> query = ParseSubscribe(SubscribeRequest());

  ASSERT_THAT(query, IsOk());
  EXPECT_EQ(query->after_position, 0);
  EXPECT_FALSE(query->epoch.has_value());
  EXPECT_EQ(query->heartbeat, absl::Seconds(15));
  EXPECT_TRUE(query->Wants(AnEvent(1)));
}

TEST(SubscribeRequestTest, WantsTheTopicsItNames) {
  const absl::StatusOr<SubscribeQuery> query = ParseSubscribe(ParseText<SubscribeRequest>(
      "after_position: 7 epoch: 2 topics: 'offshore-wind' topics: 'batteries' heartbeat: 300"));

  ASSERT_THAT(query, IsOk());
  EXPECT_EQ(query->after_position, 7);
  EXPECT_EQ(query->epoch, 2);
  EXPECT_EQ(query->heartbeat, absl::Minutes(5));
  EXPECT_FALSE(query->Wants(AnEvent(1)));
  event::v1::Event event = AnEvent(1);
  event.set_topic("batteries");
  EXPECT_TRUE(query->Wants(event));
}

TEST(SubscribeRequestTest, LetsThroughWhatItsFilterDoesAndTheEndOfIt) {
  const auto query = ParseSubscribe(
      ParseText<SubscribeRequest>("filter: 'category = \"approval\" AND state = \"ACTIVE\"'"));
  ASSERT_THAT(query, IsOk());
  event::v1::Event event = AnEvent(1);
  event.set_state(event::v1::EVENT_STATE_ACTIVE);

  EXPECT_TRUE(query->Wants(event));
  event.set_state(event::v1::EVENT_STATE_RETRACTED);
  EXPECT_TRUE(query->Wants(event));
}

// A revision may have left the filter before: who has the one before that has it still.
TEST(SubscribeRequestTest, LetsThroughTheEndOfWhatHasLeftItsFilter) {
  const auto query =
      ParseSubscribe(ParseText<SubscribeRequest>("filter: 'category = \"approval\"'"));
  ASSERT_THAT(query, IsOk());
  event::v1::Event event = AnEvent(1);
  event.set_state(event::v1::EVENT_STATE_ACTIVE);
  event.set_category("policy");

  EXPECT_FALSE(query->Wants(event));
  event.set_state(event::v1::EVENT_STATE_RETRACTED);
  EXPECT_TRUE(query->Wants(event));
}

TEST(SubscribeRequestTest, LetsThroughWhatWasErasedWhateverItsFilterIs) {
  SubscribeRequest request;
  request.set_filter("category = \"approval\" AND state = \"ACTIVE\"");
  request.add_topics("cell-gene-therapy");
  const absl::StatusOr<SubscribeQuery> query = ParseSubscribe(request);
  ASSERT_THAT(query, IsOk());
  event::v1::Event erased;
  erased.set_topic("cell-gene-therapy");
  erased.set_state(event::v1::EVENT_STATE_ACTIVE);
  EXPECT_FALSE(query->Wants(erased));

  erased.set_state(event::v1::EVENT_STATE_ERASED);

  EXPECT_TRUE(query->Wants(erased));
  erased.set_topic("offshore-wind");
  EXPECT_FALSE(query->Wants(erased));
}

TEST(SubscribeRequestTest, NamesEveryFieldThatIsWrong) {
  EXPECT_THAT(FieldsOf(ParseSubscribe(ParseText<SubscribeRequest>(
                                          "after_position: -1 epoch: -1 topics: 'ok' topics: 'No!' "
                                          "filter: 'category ~ \"x\"' heartbeat: 301"))
                           .status()),
              ElementsAre("after_position", "epoch", "topics[1]", "filter", "heartbeat"));
  EXPECT_THAT(FieldsOf(ParseSubscribe(ParseText<SubscribeRequest>("heartbeat: -1")).status()),
              ElementsAre("heartbeat"));
}

TEST(SubscribeRequestTest, TakesAtMost64Topics) {
  SubscribeRequest request;
  for (int n = 0; n < kMaxSubscribedTopics; ++n) request.add_topics("topic");
  EXPECT_THAT(ParseSubscribe(request), IsOk());

  request.add_topics("topic");
  EXPECT_THAT(FieldsOf(ParseSubscribe(request).status()), ElementsAre("topics"));
}

}  // namespace
}  // namespace sennight::event_store
