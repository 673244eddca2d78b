#include "services/gateway/domain/digest_verifier.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "services/gateway/domain/budget.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/gateway/composer_fixture.h"

namespace sennight::gateway {
namespace {

using ::sennight::testing::EqualsProto;
using ::sennight::testing::IsOk;
using ::sennight::testing::ParseText;
using ::sennight::testing::StatusIs;
using ::testing::_;
using ::testing::ElementsAre;
using ::testing::NiceMock;
using ::testing::Return;

std::string Id(int number) { return absl::StrCat("00000000-0000-4000-8000-00000000000", number); }

// ADigest() of events that a store can have.
digest::v1::Digest AStoredDigest() {
  std::string text;
  google::protobuf::TextFormat::PrintToString(ADigest(), &text);
  for (int number = 1; number <= 5; ++number) {
    text = absl::StrReplaceAll(
        text, {{absl::StrCat("\"e-", number, "\""), absl::StrCat("\"", Id(number), "\"")}});
  }
  auto digest = ParseText<digest::v1::Digest>(text);
  digest.mutable_provenance()->set_as_of_position(7);
  return digest;
}

gateway::v1::VerifyDigestRequest Of(digest::v1::Digest digest) {
  gateway::v1::VerifyDigestRequest request;
  *request.mutable_digest() = std::move(digest);
  return request;
}

std::vector<std::string> RulesOf(const gateway::v1::VerifyDigestResponse& response) {
  std::vector<std::string> rules;
  for (const auto& finding : response.findings()) rules.push_back(finding.rule_id());
  return rules;
}

// Matches the error of a request of which `field` alone is wrong.
MATCHER_P(Violates, field, "names the field") {
  if (arg.status().code() != absl::StatusCode::kInvalidArgument) return false;
  const google::rpc::BadRequest wrong = BadRequestOf(arg.status());
  return wrong.field_violations_size() == 1 && wrong.field_violations(0).field() == field;
}

class DigestVerifierTest : public ::testing::Test {
 protected:
  DigestVerifierTest()
      : catalog_(*TopicCatalog::Parse({{"a.textproto", ATopicFile()}})),
        verifier_(catalog_, events_, summarizer_, [] { return kNow; }) {
    ON_CALL(events_, GetEvents).WillByDefault([](auto&&...) {
      return std::vector<event::v1::Event>();
    });
    ON_CALL(summarizer_, Verify).WillByDefault([](auto&&...) {
      return summarization::v1::VerifyDigestResponse();
    });
  }

  absl::StatusOr<gateway::v1::VerifyDigestResponse> Verify(
      const gateway::v1::VerifyDigestRequest& request) {
    return verifier_.Verify(request, kDeadline, kOrigin);
  }

  TopicCatalog catalog_;
  NiceMock<MockEventSource> events_;
  NiceMock<MockSummarizer> summarizer_;
  DigestVerifier verifier_;
};

TEST_F(DigestVerifierTest, ComparesTheDigestWithTheEventsItNamesAsOfItsPosition) {
  const absl::Time end = Before(kDeadline, kForTheAnswer, kNow);
  event::v1::Event event;
  event.set_event_id(Id(1));
  EXPECT_CALL(events_,
              GetEvents(ElementsAre(Id(1), Id(2), Id(3), Id(4), Id(5)), 7, end, IsTheOrigin()))
      .WillOnce(Return(std::vector<event::v1::Event>{event}));
  EXPECT_CALL(summarizer_, Verify(EqualsProto(ATopic()), EqualsProto(AStoredDigest()),
                                  ElementsAre(EqualsProto(event)), end, IsTheOrigin()))
      .WillOnce(Return(ParseText<summarization::v1::VerifyDigestResponse>("sentences: 12")));

  const absl::StatusOr<gateway::v1::VerifyDigestResponse> response = Verify(Of(AStoredDigest()));

  ASSERT_THAT(response, IsOk());
  EXPECT_THAT(
      *response,
      EqualsProto(ParseText<gateway::v1::VerifyDigestResponse>("sentences: 12 as_of_position: 7")));
}

TEST_F(DigestVerifierTest, TellsOfDoubtfulSentencesBeforeWhatMattersLess) {
  const auto verified = ParseText<summarization::v1::VerifyDigestResponse>(R"(
    findings { rule_id: "CIT-SUPPORT" severity: SEVERITY_ERROR path: "/intro" }
    findings { rule_id: "CIT-NUMBER" severity: SEVERITY_ERROR path: "/intro" }
    findings { rule_id: "CIT-SUPPORT" severity: SEVERITY_ERROR path: "/title" }
    findings { rule_id: "CIT-DANGLING" severity: SEVERITY_ERROR path: "/intro" }
    claims { path: "/intro" text: "It was approved." is_checked: true }
    claims { path: "/intro" text: "It cures all." reasons: "GRD-DEGREE all" })");
  EXPECT_CALL(summarizer_, Verify).WillOnce(Return(verified));
  digest::v1::Digest digest = AStoredDigest();
  digest.mutable_sections(1)->set_ordinal(9);

  const absl::StatusOr<gateway::v1::VerifyDigestResponse> response = Verify(Of(digest));

  ASSERT_THAT(response, IsOk());
  // What the verifier says of /intro's sentences is told by the claims; the rest stands.
  EXPECT_THAT(RulesOf(*response), ElementsAre("CIT-DANGLING", "GRD-UNSUPPORTED", "STR-SEC-NUM",
                                              "CIT-SUPPORT", "GRD-CHECKED"));
  EXPECT_EQ(response->findings(1).evidence(), "GRD-DEGREE all: It cures all.");
  EXPECT_EQ(response->findings(4).evidence(), "It was approved.");
  ASSERT_EQ(response->claims_size(), 2);
  EXPECT_THAT(response->claims(1), EqualsProto(verified.claims(1)));
}

TEST_F(DigestVerifierTest, AsksTheStoreOnlyForWhatCanBeAnId) {
  digest::v1::Digest digest = AStoredDigest();
  digest.mutable_sections(0)->mutable_stories(0)->set_event_ids(0, "; DROP TABLE event");
  digest.mutable_sections(0)->mutable_stories(0)->set_event_ids(
      1, "0D6F1A1E-6A0F-4C3E-9F0B-6F1F2A3B4C5D");
  EXPECT_CALL(events_, GetEvents(ElementsAre(Id(3), Id(4), Id(5), Id(1), Id(2)), _, _, _));
  EXPECT_THAT(Verify(Of(digest)), IsOk());
}

TEST_F(DigestVerifierTest, RefusesWhatIsNoDigestOfATopic) {
  struct Case {
    const char* field;
    void (*change)(digest::v1::Digest&);
  };
  const Case cases[] = {
      {"digest.topic", [](auto& digest) { digest.set_topic("Not A Topic"); }},
      {"digest.language", [](auto& digest) { digest.set_language("fr"); }},
      {"digest.language", [](auto& digest) { digest.clear_language(); }},
      {"digest.window.start", [](auto& digest) { digest.mutable_window()->set_start("soon"); }},
      {"digest.window.time_zone",
       [](auto& digest) { digest.mutable_window()->set_time_zone("Moon/Crater"); }},
      {"digest.provenance.as_of_position",
       [](auto& digest) { digest.mutable_provenance()->set_as_of_position(-1); }},
      {"digest",
       [](auto& digest) {
         for (int i = 0; i < 10'000; ++i) {
           digest.mutable_in_brief(0)->add_event_ids(
               absl::StrCat("10000000-0000-4000-8000-", 100'000'000'000 + i));
         }
       }},
      {"digest",
       [](auto& digest) {
         auto& story = *digest.mutable_sections(0)->mutable_stories(0);
         for (size_t i = 0; i < kMaxDigestValues; ++i) story.add_event_ids("");
       }},
      {"digest",
       [](auto& digest) {
         auto& text = *digest.mutable_intro();
         for (int i = 0; i < 9; ++i) text.add_runs()->set_text(std::string(1'000'000, 'x'));
       }},
  };
  EXPECT_CALL(events_, GetEvents).Times(0);
  EXPECT_CALL(summarizer_, Verify).Times(0);
  for (const Case& wrong : cases) {
    digest::v1::Digest digest = AStoredDigest();
    wrong.change(digest);
    EXPECT_THAT(Verify(Of(digest)), Violates(wrong.field)) << wrong.field;
  }
  gateway::v1::VerifyDigestRequest request;
  EXPECT_THAT(Verify(request), Violates("digest"));
  request = Of(AStoredDigest());
  request.set_request_id("mine");
  EXPECT_THAT(Verify(request), Violates("request_id"));
  digest::v1::Digest unknown = AStoredDigest();
  unknown.set_topic("alchemy");
  EXPECT_THAT(Verify(Of(unknown)), StatusIs(absl::StatusCode::kNotFound, "alchemy"));
}

TEST_F(DigestVerifierTest, SaysNoMoreThanAnEditorReads) {
  digest::v1::Digest digest = AStoredDigest();
  auto& story = *digest.mutable_sections(0)->mutable_stories(0);
  for (int i = 0; i < 6'000; ++i) {
    story.add_event_ids("");
    story.add_ref_ids(absl::StrCat("none-", i));
  }
  const absl::StatusOr<gateway::v1::VerifyDigestResponse> response = Verify(Of(digest));
  ASSERT_THAT(response, IsOk());
  EXPECT_LE(response->ByteSizeLong(), 4'000'000U);
  for (const digest::v1::Finding& finding : response->findings()) {
    EXPECT_LE(finding.event_ids_size(), 16);
  }
}

TEST_F(DigestVerifierTest, PassesTheErrorsOfItsStepsOn) {
  EXPECT_CALL(events_, GetEvents)
      .WillOnce(Return(absl::OutOfRangeError("reading events: no position 7")))
      .WillOnce(Return(std::vector<event::v1::Event>()));
  EXPECT_CALL(summarizer_, Verify).WillOnce(Return(absl::UnavailableError("checking: gone")));
  EXPECT_THAT(Verify(Of(AStoredDigest())),
              StatusIs(absl::StatusCode::kOutOfRange, "no position 7"));
  EXPECT_THAT(Verify(Of(AStoredDigest())), StatusIs(absl::StatusCode::kUnavailable, "gone"));
}

}  // namespace
}  // namespace sennight::gateway
