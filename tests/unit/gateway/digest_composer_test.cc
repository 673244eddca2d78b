#include "services/gateway/domain/digest_composer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/gateway/a_digest.h"
#include "tests/unit/gateway/composer_fixture.h"
#include "tests/unit/gateway/fakes.h"

namespace sennight::gateway {
namespace {

using gateway::v1::ComposeDigestRequest;
using gateway::v1::ComposeDigestResponse;
using gateway::v1::GetWeeklyDigestRequest;
using gateway::v1::GetWeeklyDigestResponse;
using ::sennight::testing::EqualsProto;
using ::sennight::testing::IsOk;
using ::sennight::testing::ParseText;
using ::sennight::testing::StatusIs;
using summarization::v1::SummarizeWindowResponse;
using summarization::v1::SummarizeWindowStart;
using ::testing::_;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::NiceMock;
using ::testing::Not;
using ::testing::Return;

TEST_F(DigestComposerTest, PipesTheWindowThroughPartByPart) {
  std::vector<int> sizes;
  EXPECT_CALL(events_, OpenWindow(EqualsProto(ParseText<eventstore::v1::StreamWindowRequest>(R"(
                                    topic: "cell-gene-therapy"
                                    window {
                                      start: "2025-12-09" end: "2025-12-16"
                                      time_zone: "Asia/Shanghai"
                                    }
                                    late_days: 3
                                    as_of_position: 9
                                    earlier_days: 56)")),
                                  _, IsTheOrigin()))
      .WillOnce([&](auto&&...) { return Open(Head(7, 3, 2)); });
  SummarizeWindowStart start;
  EXPECT_CALL(summarizer_, Summarize)
      .WillOnce([&](const SummarizeWindowStart& given, EventStream& events, absl::Time deadline,
                    const trace::Origin& origin) {
        start = given;
        return SummarizeTo(ASummary(), &milliseconds_, &sizes)(given, events, deadline, origin);
      });

  ComposeDigestRequest request = ARequest();
  request.set_as_of_position(9);
  const absl::StatusOr<ComposeDigestResponse> response = Compose(request);

  ASSERT_THAT(response, IsOk());
  EXPECT_THAT(sizes, ElementsAre(2, 1));
  EXPECT_THAT(start.topic(), EqualsProto(ATopic()));
  EXPECT_EQ(start.week(), "2025-W50");
  EXPECT_EQ(start.language(), "en");
  EXPECT_EQ(start.as_of_position(), 7);
  EXPECT_EQ(start.epoch(), 2);
  EXPECT_THAT(response->digest(), EqualsProto(ADigest()));
  EXPECT_FALSE(response->from_cache());
  EXPECT_EQ(StepsOf(*response), "reading events 0, summarizing 2, checking 0");
}

TEST_F(DigestComposerTest, PassesTheErrorsOfItsStepsOn) {
  EXPECT_CALL(events_, OpenWindow)
      .WillOnce([](auto&&...) { return absl::OutOfRangeError("reading events: no position 9"); })
      .WillOnce([](auto&&...) {
        return Open(Head(7, 3), absl::UnavailableError("reading events: cut off"));
      })
      .WillOnce([](auto&&...) { return Open(Head(7, 3)); });
  EXPECT_THAT(Compose(ARequest()), StatusIs(absl::StatusCode::kOutOfRange, "no position 9"));
  EXPECT_THAT(Compose(ARequest()),
              StatusIs(absl::StatusCode::kUnavailable, "reading events: cut off"));

  EXPECT_CALL(summarizer_, Summarize).WillOnce(Return(absl::InternalError("summarizing: refused")));
  EXPECT_THAT(Compose(ARequest()), StatusIs(absl::StatusCode::kInternal, "summarizing: refused"));
}

TEST_F(DigestComposerTest, ChecksTheDigestAndSortsTheFindings) {
  SummarizeWindowResponse summary = ASummary();
  summary.add_left_out()->set_event_id("e-9");
  digest::v1::Finding* dropped = summary.add_findings();
  dropped->set_rule_id("GRD-DROPPED");
  dropped->set_severity(digest::v1::SEVERITY_INFO);
  summary.mutable_digest()->mutable_sections(1)->set_ordinal(9);
  EXPECT_CALL(summarizer_, Summarize).WillOnce(Return(summary));

  const absl::StatusOr<ComposeDigestResponse> response = Compose(ARequest());

  ASSERT_THAT(response, IsOk());
  ASSERT_EQ(response->findings_size(), 2);
  EXPECT_EQ(response->findings(0).rule_id(), "STR-SEC-NUM");
  EXPECT_EQ(response->findings(1).rule_id(), "GRD-DROPPED");
  EXPECT_EQ(response->left_out(0).event_id(), "e-9");
}

TEST_F(DigestComposerTest, ExplainsADigest) {
  const auto analysis = ParseText<summarization::v1::AnalyzeEventsResponse>(R"(
    stories { story_id: "t-1" event_ids: ["a", "b"] rank_score: 3 }
    stories { story_id: "t-2" event_ids: "c" rank_score: 2 }
    left_out { event_id: "d" reason: LEFT_OUT_REASON_OFF_TOPIC evidence: "score 0 of 1" })");
  EXPECT_CALL(summarizer_, Analyze).WillRepeatedly(Return(analysis));
  gateway::v1::ExplainDigestRequest request;
  request.set_topic("cell-gene-therapy");
  request.set_week("2025-W50");
  const auto explain = [&](const std::string& event_id) {
    request.set_event_id(event_id);
    return *composer_.Explain(request, kDeadline, kOrigin);
  };
  const gateway::v1::ExplainDigestResponse all = explain("");
  EXPECT_EQ(all.stories_size(), 2);
  EXPECT_EQ(all.left_out_size(), 1);
  EXPECT_EQ(all.as_of_position(), 7);
  EXPECT_EQ(all.events_read(), 3);
  EXPECT_EQ(all.first_rank(), 1);
  const gateway::v1::ExplainDigestResponse one = explain("c");
  ASSERT_EQ(one.stories_size(), 1);
  EXPECT_EQ(one.stories(0).story_id(), "t-2");
  EXPECT_EQ(one.first_rank(), 2);
  EXPECT_EQ(one.story_count(), 2);
  EXPECT_EQ(explain("d").left_out(0).evidence(), "score 0 of 1");
  EXPECT_EQ(explain("x").stories_size() + explain("x").left_out_size(), 0);
}

TEST_F(DigestComposerTest, ExplainsNothingThatIsNotThere) {
  gateway::v1::ExplainDigestRequest request;
  request.set_topic("no-such-topic");
  EXPECT_THAT(composer_.Explain(request, kDeadline, kOrigin),
              StatusIs(absl::StatusCode::kNotFound, "no-such-topic"));
  request.set_topic("cell-gene-therapy");
  request.set_language("fr");
  EXPECT_THAT(composer_.Explain(request, kDeadline, kOrigin),
              StatusIs(absl::StatusCode::kInvalidArgument, "language"));
  request.clear_language();
  ON_CALL(events_, OpenWindow).WillByDefault([](auto&&...) { return Open(Head(0, 0)); });
  EXPECT_THAT(composer_.Explain(request, kDeadline, kOrigin),
              StatusIs(absl::StatusCode::kNotFound, "cell-gene-therapy"));
}

TEST_F(DigestComposerTest, ReadsOnlyTheHeadOfAWindowWhoseDigestItHas) {
  EXPECT_CALL(events_, OpenWindow).Times(1);
  EXPECT_CALL(events_, GetWindowHead(EqualsProto(ParseText<eventstore::v1::GetWindowHeadRequest>(R"(
                              topic: "cell-gene-therapy"
                              window {
                                start: "2025-12-09" end: "2025-12-16"
                                time_zone: "Asia/Shanghai"
                              }
                              late_days: 3 earlier_days: 56)")),
                                     kDeadline - absl::Milliseconds(250), IsTheOrigin(), _))
      .Times(1);
  EXPECT_CALL(summarizer_, Summarize).Times(1);

  absl::StatusOr<ComposeDigestResponse> first = Compose(ARequest());
  absl::StatusOr<ComposeDigestResponse> second = Compose(ARequest());

  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_TRUE(second->from_cache());
  EXPECT_EQ(StepsOf(*second), "reading events 0");
  first->clear_steps();
  second->clear_steps();
  second->clear_from_cache();
  EXPECT_THAT(*second, EqualsProto(*first));
}

TEST_F(DigestComposerTest, AsksForNoHeadWithoutADigestOfTheWindow) {
  EXPECT_CALL(events_, GetWindowHead).Times(0);

  ASSERT_THAT(Compose(ARequest()), IsOk());
  ComposeDigestRequest chinese = ARequest();
  chinese.set_language("zh-CN");
  ASSERT_THAT(Compose(chinese), IsOk());
  ASSERT_THAT(Compose(ARequest("solar-power")), IsOk());
}

TEST_F(DigestComposerTest, PassesOnWhyTheHeadCannotBeHad) {
  ASSERT_THAT(Compose(ARequest()), IsOk());
  EXPECT_CALL(events_, GetWindowHead).WillOnce([](auto&&, auto&&, auto&&, auto take) {
    take(absl::UnavailableError("reading events: the service cannot be reached"));
  });
  EXPECT_CALL(events_, OpenWindow).Times(0);

  EXPECT_THAT(Compose(ARequest()), StatusIs(absl::StatusCode::kUnavailable, "reading events"));
}

TEST_F(DigestComposerTest, FindsItsDigestThroughTheStreamOfAStoreThatTellsNoHeads) {
  ON_CALL(events_, GetWindowHead).WillByDefault([](auto&&, auto&&, auto&&, auto take) {
    take(absl::UnimplementedError("no such method"));
  });
  EXPECT_CALL(events_, OpenWindow).Times(2);
  EXPECT_CALL(summarizer_, Summarize).Times(1);

  ASSERT_THAT(Compose(ARequest()), IsOk());
  const absl::StatusOr<ComposeDigestResponse> second = Compose(ARequest());

  ASSERT_THAT(second, IsOk());
  EXPECT_TRUE(second->from_cache());
}

TEST_F(DigestComposerTest, ForgetsTheDigestsOfAnotherEngineOnceItSeesANewOne) {
  SummarizeWindowResponse by_the_new_one = ASummary();
  by_the_new_one.mutable_digest()->mutable_provenance()->set_engine_version("engine/2");
  EXPECT_CALL(summarizer_, Summarize)
      .WillOnce(Return(ASummary()))
      .WillRepeatedly(Return(by_the_new_one));
  ASSERT_THAT(Compose(ARequest()), IsOk());
  EXPECT_TRUE(Compose(ARequest())->from_cache());

  ASSERT_THAT(Compose(ARequest("solar-power")), IsOk());

  const absl::StatusOr<ComposeDigestResponse> again = Compose(ARequest());
  ASSERT_THAT(again, IsOk());
  EXPECT_FALSE(again->from_cache());
  EXPECT_EQ(again->digest().provenance().engine_version(), "engine/2");
  EXPECT_TRUE(Compose(ARequest())->from_cache());
}

TEST_F(DigestComposerTest, ComposesAnewWhatIsNotTheSameDigest) {
  EXPECT_CALL(events_, OpenWindow)
      .WillOnce([](auto&&...) { return Open(Head(7, 3, 1)); })
      .WillOnce([](auto&&...) { return Open(Head(8, 3, 1)); })   // Something was appended.
      .WillOnce([](auto&&...) { return Open(Head(7, 3, 2)); })   // The store was restored.
      .WillOnce([](auto&&...) { return Open(Head(7, 3, 1)); })   // Another language.
      .WillOnce([](auto&&...) { return Open(Head(7, 3, 1)); });  // Another topic.
  EXPECT_CALL(events_, GetWindowHead)
      .WillOnce([](auto&&, auto&&, auto&&, auto take) { take(Head(8, 3, 1)); })
      .WillOnce([](auto&&, auto&&, auto&&, auto take) { take(Head(7, 3, 2)); });
  EXPECT_CALL(summarizer_, Summarize).Times(5);

  ComposeDigestRequest chinese = ARequest();
  chinese.set_language("zh-CN");
  for (const ComposeDigestRequest& request :
       {ARequest(), ARequest(), ARequest(), chinese, ARequest("solar-power")}) {
    const absl::StatusOr<ComposeDigestResponse> response = Compose(request);
    ASSERT_THAT(response, IsOk());
    EXPECT_FALSE(response->from_cache());
  }
}

TEST_F(DigestComposerTest, DoesNotKeepFailures) {
  EXPECT_CALL(summarizer_, Summarize)
      .WillOnce(Return(absl::UnavailableError("summarizing: no answer")))
      .WillOnce(Return(ASummary()));

  EXPECT_THAT(Compose(ARequest()), StatusIs(absl::StatusCode::kUnavailable, "no answer"));
  EXPECT_THAT(Compose(ARequest()), IsOk());
}

TEST_F(DigestComposerTest, GivesItsStepsLessTimeThanItHas) {
  absl::Time reading;
  absl::Time summarizing;
  absl::Time rendering;
  EXPECT_CALL(events_, OpenWindow).WillOnce([&](auto&&, absl::Time deadline, auto&&) {
    reading = deadline;
    return Open(Head(7, 3));
  });
  EXPECT_CALL(summarizer_, Summarize).WillOnce([&](auto&&, auto&&, absl::Time deadline, auto&&) {
    summarizing = deadline;
    return ASummary();
  });
  EXPECT_CALL(renderer_, Render).WillOnce([&](auto&&, auto&&, auto&&, absl::Time deadline, auto&&) {
    rendering = deadline;
    return rendering::v1::Rendition();
  });
  GetWeeklyDigestRequest request;
  request.set_topic("cell-gene-therapy");
  request.set_format(rendering::v1::FORMAT_TEXT);

  ASSERT_THAT(composer_.ComposeAndRender(request, kDeadline, kOrigin), IsOk());

  EXPECT_EQ(reading, kNow + absl::Seconds(8));
  EXPECT_EQ(summarizing, kNow + absl::Seconds(8));
  EXPECT_EQ(rendering, kDeadline - absl::Milliseconds(250));
}

TEST_F(DigestComposerTest, RendersTheDigest) {
  rendering::v1::Rendition rendition;
  rendition.set_content("bytes");
  EXPECT_CALL(renderer_,
              Render(EqualsProto(ADigest()), rendering::v1::FORMAT_WEB, _, _, IsTheOrigin()))
      .WillOnce(Return(rendition));
  GetWeeklyDigestRequest request;
  request.set_topic("cell-gene-therapy");
  request.set_week("2025-W50");
  request.set_format(rendering::v1::FORMAT_WEB);

  const absl::StatusOr<GetWeeklyDigestResponse> response =
      composer_.ComposeAndRender(request, kDeadline, kOrigin);

  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->rendition().content(), "bytes");
  EXPECT_FALSE(response->has_rendition_error());
  EXPECT_EQ(StepsOf(response->composed()),
            "reading events 0, summarizing 2, checking 0, rendering 0");
}

TEST_F(DigestComposerTest, RendersADigestThatItHasWithoutReadingTheWindow) {
  EXPECT_CALL(events_, OpenWindow).Times(1);
  EXPECT_CALL(events_, GetWindowHead).Times(2);
  EXPECT_CALL(renderer_, Render(EqualsProto(ADigest()), _, _, _, _)).Times(2);
  ASSERT_THAT(Compose(ARequest()), IsOk());
  GetWeeklyDigestRequest request;
  request.set_topic("cell-gene-therapy");
  request.set_week("2025-W50");
  request.set_language("en");
  request.set_format(rendering::v1::FORMAT_WEB);
  for (int i = 0; i < 2; ++i) {
    const absl::StatusOr<GetWeeklyDigestResponse> response =
        composer_.ComposeAndRender(request, kDeadline, kOrigin);
    ASSERT_THAT(response, IsOk());
    EXPECT_TRUE(response->composed().from_cache());
  }
}

TEST_F(DigestComposerTest, RendersNothingIfTheStoreDoesNotSayWhetherItsDigestStillHolds) {
  ASSERT_THAT(Compose(ARequest()), IsOk());
  EXPECT_CALL(events_, GetWindowHead).WillOnce([](auto&&, auto&&, auto&&, auto take) {
    take(absl::UnavailableError("reading events: gone"));
  });
  EXPECT_CALL(renderer_, Render).Times(0);
  GetWeeklyDigestRequest request;
  request.set_topic("cell-gene-therapy");
  request.set_week("2025-W50");
  request.set_language("en");
  request.set_format(rendering::v1::FORMAT_WEB);
  EXPECT_THAT(composer_.ComposeAndRender(request, kDeadline, kOrigin),
              StatusIs(absl::StatusCode::kUnavailable, "gone"));
}

// Returns the renderer's refusal of an option.
absl::Status Refusal(std::string_view field) { return InvalidField(field, "want another"); }

TEST_F(DigestComposerTest, RendersWithTheOptionsOfTheRequest) {
  EXPECT_CALL(renderer_, Render)
      .WillOnce([](auto&&, auto&&, const rendering::v1::RenderOptions& options, auto&&, auto&&) {
        EXPECT_EQ(options.theme(), "industry");
        EXPECT_EQ(options.publication().imprint(), "Example Press");
        return rendering::v1::Rendition();
      });
  GetWeeklyDigestRequest request;
  request.set_topic("cell-gene-therapy");
  request.set_format(rendering::v1::FORMAT_WEB);
  request.mutable_options()->set_theme("industry");
  request.mutable_options()->mutable_publication()->set_imprint("Example Press");

  EXPECT_THAT(composer_.ComposeAndRender(request, kDeadline, kOrigin), IsOk());
}

TEST_F(DigestComposerTest, RefusesOptionsOfTheRequestThatTheRendererRefuses) {
  EXPECT_CALL(renderer_, Render).WillOnce(Return(Refusal("options.theme")));
  GetWeeklyDigestRequest request;
  request.set_topic("cell-gene-therapy");
  request.set_format(rendering::v1::FORMAT_WEB);
  request.mutable_options()->set_theme("none");

  EXPECT_THAT(composer_.ComposeAndRender(request, kDeadline, kOrigin),
              StatusIs(absl::StatusCode::kInvalidArgument, "options.theme"));
}

TEST_F(DigestComposerTest, BlamesNoCallerForTheOptionsOfTheTopic) {
  EXPECT_CALL(renderer_, Render).WillOnce(Return(Refusal("options.theme")));
  GetWeeklyDigestRequest request;
  request.set_topic("cell-gene-therapy");
  request.set_format(rendering::v1::FORMAT_WEB);
  request.mutable_options()->set_sender("digest@example.org");

  const absl::StatusOr<GetWeeklyDigestResponse> response =
      composer_.ComposeAndRender(request, kDeadline, kOrigin);

  ASSERT_THAT(response, IsOk());
  EXPECT_TRUE(response->composed().has_digest());
  EXPECT_EQ(response->rendition_error().code(), 13);
}

TEST_F(DigestComposerTest, KeepsTheDigestWhenRenderingFails) {
  EXPECT_CALL(renderer_, Render)
      .WillOnce(Return(
          WithRetryAfter(absl::ResourceExhaustedError("rendering: busy"), absl::Seconds(1))));
  GetWeeklyDigestRequest request;
  request.set_topic("cell-gene-therapy");
  request.set_format(rendering::v1::FORMAT_WEB);

  const absl::StatusOr<GetWeeklyDigestResponse> response =
      composer_.ComposeAndRender(request, kDeadline, kOrigin);

  ASSERT_THAT(response, IsOk());
  EXPECT_TRUE(response->composed().has_digest());
  EXPECT_FALSE(response->has_rendition());
  EXPECT_EQ(response->rendition_error().code(), 8);
  EXPECT_EQ(response->rendition_error().message(), "rendering: busy");
  ASSERT_EQ(response->rendition_error().details_size(), 1);
  EXPECT_TRUE(response->rendition_error().details(0).Is<google::rpc::RetryInfo>());
}

// Opens when a test says so.
class Gate {
 public:
  void Open() {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_open_ = true;
    opened_.notify_all();
  }

  void Pass() {
    std::unique_lock<std::mutex> lock(mutex_);
    opened_.wait(lock, [this] { return is_open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool is_open_ = false;
};

// Says when the composer has given it back.
class WatchedStream final : public EventStream {
 public:
  explicit WatchedStream(Gate& given_back) : head_(Head(7, 3)), given_back_(given_back) {}
  ~WatchedStream() override { given_back_.Open(); }

  const eventstore::v1::WindowHead& head() const override { return head_; }
  absl::StatusOr<bool> Next(eventstore::v1::StreamWindowResponse*) override { return false; }

 private:
  eventstore::v1::WindowHead head_;
  Gate& given_back_;
};

TEST_F(DigestComposerTest, TriesAgainWhenTheCallerItWaitedForRanOutOfTime) {
  Gate leader_works;
  Gate leader_may_fail;
  Gate follower_waits;
  EXPECT_CALL(events_, OpenWindow)
      .WillOnce([](auto&&...) { return Open(Head(7, 3)); })
      .WillOnce([&](auto&&...) { return std::make_unique<WatchedStream>(follower_waits); })
      .WillOnce([](auto&&...) { return Open(Head(7, 3)); });
  EXPECT_CALL(summarizer_, Summarize)
      .WillOnce([&](auto&&...) {
        leader_works.Open();
        leader_may_fail.Pass();
        return absl::DeadlineExceededError("summarizing: too slow");
      })
      .WillOnce(SummarizeTo(ASummary(), &milliseconds_));

  absl::Status leader;
  std::thread leading([&] { leader = Compose(ARequest()).status(); });
  leader_works.Pass();
  absl::Status follower = absl::UnknownError("not run");
  std::thread following(
      [&] { follower = composer_.Compose(ARequest(), absl::InfiniteFuture(), kOrigin).status(); });
  follower_waits.Pass();
  leader_may_fail.Open();
  leading.join();
  following.join();

  EXPECT_THAT(leader, StatusIs(absl::StatusCode::kDeadlineExceeded, "too slow"));
  EXPECT_THAT(follower, IsOk());
}

}  // namespace
}  // namespace sennight::gateway
