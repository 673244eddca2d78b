// The test kit in another team's test.
#include <gmock/gmock.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "google/rpc/error_details.pb.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "sennight/gateway/v1/digest_service.grpc.pb.h"
#include "sennight/testkit_gtest.h"

namespace {

using sennight::eventstore::v1::EventStoreService;
using sennight::gateway::v1::ComposeDigestRequest;
using sennight::gateway::v1::DigestService;
using ::testing::HasSubstr;

const std::string kWeek =
    std::string(sennight::testkit::kSamples) + "/offshore-wind-2025-W50.jsonl";

class WeekTest : public sennight::testkit::SuiteTest {
 protected:
  static auto Compose(const std::string& topic) {
    ComposeDigestRequest request;
    request.set_topic(topic);
    request.set_language("en");
    return suite().client().Call(&DigestService::Stub::ComposeDigest, request);
  }

  static int64_t Head() {
    const auto head = suite().client().Call(&EventStoreService::Stub::GetHead,
                                            sennight::eventstore::v1::GetHeadRequest());
    EXPECT_TRUE(head.ok()) << head.status();
    return head.ok() ? head->position() : -1;
  }
};

TEST_F(WeekTest, ComposesTheWeekBeforeTheClock) {
  EXPECT_EQ(Import("offshore-wind", kWeek).stored, 9);

  const auto composed = Compose("offshore-wind");

  ASSERT_TRUE(composed.ok()) << composed.status();
  EXPECT_EQ(composed->digest().week(), "2025-W50");
}

TEST_F(WeekTest, BeginsWithAnEmptyStore) {
  EXPECT_EQ(Head(), 0);

  EXPECT_EQ(Import("offshore-wind", kWeek).stored, 9);
  EXPECT_EQ(Head(), 9);
}

TEST_F(WeekTest, GivesTheSameBytesToEqualTests) {
  Import("offshore-wind", kWeek);
  const auto first = Compose("offshore-wind");
  ASSERT_TRUE(first.ok()) << first.status();

  ASSERT_TRUE(suite().Reset().ok());
  EXPECT_EQ(Compose("offshore-wind").status().code(), absl::StatusCode::kNotFound);
  Import("offshore-wind", kWeek);
  const auto second = Compose("offshore-wind");

  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->digest().SerializeAsString(), first->digest().SerializeAsString());
}

TEST_F(WeekTest, GoesByTheClockOfTheTest) {
  Import("offshore-wind", kWeek);

  suite().SetNow(absl::FromUnixSeconds(1767225600));  // 2026-01-01: nothing happened before it.

  EXPECT_EQ(sennight::ReasonOf(Compose("offshore-wind").status()), "WINDOW_EMPTY");
}

TEST_F(WeekTest, TellsWhatIsWrongWithARequest) {
  ComposeDigestRequest request;
  request.set_topic("offshore-wind");
  request.set_week("2025-W99");

  const auto composed = suite().client().Call(&DigestService::Stub::ComposeDigest, request);

  EXPECT_EQ(composed.status().code(), absl::StatusCode::kInvalidArgument);
  const google::rpc::BadRequest wrong = sennight::BadRequestOf(composed.status());
  ASSERT_EQ(wrong.field_violations_size(), 1);
  EXPECT_EQ(wrong.field_violations(0).field(), "week");
}

TEST_F(WeekTest, IsReachedByItsAddressAcrossResets) {
  const std::string address = suite().address();

  ASSERT_TRUE(suite().Reset().ok());

  EXPECT_EQ(suite().address(), address);
  const auto client = sennight::Client::Make({.endpoint = address});
  ASSERT_TRUE(client.ok()) << client.status();
  EXPECT_TRUE(client->Connect(absl::Seconds(10)));
}

TEST_F(WeekTest, HasNothingInCommonWithAnotherSuite) {
  Import("offshore-wind", kWeek);

  const auto other = sennight::testkit::Suite::Start();

  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_NE((*other)->address(), suite().address());
  const auto head = (*other)->client().Call(&EventStoreService::Stub::GetHead,
                                            sennight::eventstore::v1::GetHeadRequest());
  ASSERT_TRUE(head.ok()) << head.status();
  EXPECT_EQ(head->position(), 0);
  EXPECT_EQ(Head(), 9);
}

TEST_F(WeekTest, NamesTopicsAndFilesThatAreNotThere) {
  EXPECT_THAT(std::string(suite().ImportFile("offshore-wind", "/nowhere").status().message()),
              HasSubstr("/nowhere"));
  EXPECT_EQ(sennight::ReasonOf(suite().ImportFile("no-such-topic", kWeek).status()),
            "TOPIC_UNKNOWN");
}

TEST(ClientTest, NamesEveryOptionThatIsWrong) {
  const auto client = sennight::Client::Make({.endpoint = "",
                                              .ca_file = "/no/ca",
                                              .certificate_file = "/no/certificate",
                                              .token_file = "/no/token"});

  EXPECT_EQ(client.status().code(), absl::StatusCode::kInvalidArgument);
  for (const char* words : {"endpoint: ", "/no/ca", "/no/certificate", "/no/token"}) {
    EXPECT_THAT(std::string(client.status().message()), HasSubstr(words));
  }
}

TEST(ClientTest, SendsNoTokenInTheClear) {
  const std::string file = ::testing::TempDir() + "sennight-token";
  std::ofstream(file) << "secret\n";

  const auto client =
      sennight::Client::Make({.endpoint = "digest.example.org:7100", .token_file = file});

  EXPECT_THAT(std::string(client.status().message()), HasSubstr("in the clear"));
  std::remove(file.c_str());
}

}  // namespace
