// What a composer makes of requests, right and wrong ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/gateway/composer_fixture.h"

namespace sennight::gateway {
namespace {

using gateway::v1::ComposeDigestRequest;
using gateway::v1::GetWeeklyDigestRequest;
using ::sennight::testing::IsOk;
using ::sennight::testing::ParseText;
using ::sennight::testing::StatusIs;
using summarization::v1::SummarizeWindowStart;
using ::testing::ElementsAre;
using ::testing::Return;

using ComposeRequestTest = DigestComposerTest;

TEST_F(ComposeRequestTest, TakesTheLastCompleteWeekAndTheFirstLanguageIfNoneIsGiven) {
  SummarizeWindowStart start;
  EXPECT_CALL(summarizer_, Summarize).WillOnce([&](const SummarizeWindowStart& given, auto&&...) {
    start = given;
    return ASummary();
  });

  ComposeDigestRequest request;
  request.set_topic("cell-gene-therapy");
  ASSERT_THAT(Compose(request), IsOk());

  EXPECT_EQ(start.week(), "2025-W50");
  EXPECT_EQ(start.window().start(), "2025-12-09");
  EXPECT_EQ(start.language(), "zh-CN");
}

TEST_F(ComposeRequestTest, NamesAFreeWindowThatIsAWeek) {
  std::vector<std::string> weeks;
  ON_CALL(summarizer_, Summarize).WillByDefault([&](const SummarizeWindowStart& given, auto&&...) {
    weeks.push_back(given.week());
    return ASummary();
  });
  ComposeDigestRequest request = ARequest();
  request.mutable_window()->set_start("2025-12-02");
  request.mutable_window()->set_end("2025-12-09");
  ASSERT_THAT(Compose(request), IsOk());
  request.mutable_window()->set_start("2025-12-03");
  ASSERT_THAT(Compose(request), IsOk());

  EXPECT_THAT(weeks, ElementsAre("2025-W49", ""));
}

TEST_F(ComposeRequestTest, NamesEveryMistakeOfARequestAtOnce) {
  const struct {
    const char* request;
    std::vector<std::string> fields;
  } cases[] = {
      {R"(topic: "Cells" week: "2025-50" as_of_position: -1 request_id: "x")",
       {"topic", "week", "as_of_position", "request_id"}},
      {R"(topic: "cell-gene-therapy" week: "2025-W53" language: "fr")", {"language", "week"}},
      {R"(topic: "cell-gene-therapy" window { start: "2025-12-40" end: "x" })",
       {"window.start", "window.end"}},
      {R"(topic: "cell-gene-therapy" window { start: "2025-12-09" end: "2025-12-09" })",
       {"window.end"}},
      {R"(topic: "cell-gene-therapy" window { start: "2025-01-01" end: "2025-12-31" })",
       {"window.end"}},
      {R"(topic: "cell-gene-therapy"
          window { start: "2025-12-09" end: "2025-12-16" time_zone: "Europe/Berlin" })",
       {"window.time_zone"}},
      {R"(topic: "no-such-topic" week: "50")", {"week"}},
      {"", {"topic"}},
  };
  EXPECT_CALL(events_, OpenWindow).Times(0);
  for (const auto& it : cases) {
    const absl::Status status = Compose(ParseText<ComposeDigestRequest>(it.request)).status();

    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, "want ")) << it.request;
    std::vector<std::string> fields;
    const google::rpc::BadRequest bad_request = BadRequestOf(status);
    for (const auto& violation : bad_request.field_violations()) {
      fields.push_back(violation.field());
    }
    EXPECT_THAT(fields, ::testing::UnorderedElementsAreArray(it.fields)) << it.request;
  }
}

TEST_F(ComposeRequestTest, NamesTheTopicsThereAreIfOneIsUnknown) {
  const absl::Status status = Compose(ARequest("wind-power")).status();

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound,
                               "\"wind-power\"; the topics are: cell-gene-therapy, solar-power"));
  EXPECT_EQ(ReasonOf(status), "TOPIC_UNKNOWN");
}

TEST_F(ComposeRequestTest, SaysInWordsThatAWeekIsEmpty) {
  EXPECT_CALL(events_, OpenWindow).WillRepeatedly([](auto&&...) { return Open(Head(0, 0)); });
  EXPECT_CALL(summarizer_, Summarize).Times(0);

  const absl::Status status = Compose(ARequest()).status();

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound,
                               "nothing has been reported for the topic cell-gene-therapy (Cell "
                               "and gene therapy) from 2025-12-09 to 2025-12-15 (2025-W50)"));
  EXPECT_EQ(ReasonOf(status), "WINDOW_EMPTY");
}

TEST_F(ComposeRequestTest, SaysInItsOwnWordsWhatTheSummarizerFindsEmpty) {
  for (const char* reason : {"WINDOW_EMPTY", "NOTHING_RELEVANT", "NOTHING_PRINTABLE"}) {
    EXPECT_CALL(summarizer_, Summarize)
        .WillOnce(Return(
            WithReason(absl::NotFoundError("summarizing: nothing"), reason, {{"read", "3"}})));

    const absl::Status status = Compose(ARequest()).status();

    EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound, "2025-12-09 to 2025-12-15"));
    EXPECT_EQ(ReasonOf(status), reason);
  }
}

TEST_F(ComposeRequestTest, RefusesAFormatThereIsNotBeforeItReadsAnything) {
  EXPECT_CALL(events_, OpenWindow).Times(0);
  GetWeeklyDigestRequest request;
  request.set_topic("cell-gene-therapy");
  request.set_week("50");

  EXPECT_THAT(composer_.ComposeAndRender(request, kDeadline, kOrigin),
              StatusIs(absl::StatusCode::kInvalidArgument, "format: want a format"));
  request.set_format(static_cast<rendering::v1::Format>(99));
  EXPECT_THAT(composer_.ComposeAndRender(request, kDeadline, kOrigin),
              StatusIs(absl::StatusCode::kInvalidArgument, "week: want an ISO week"));
}

}  // namespace
}  // namespace sennight::gateway
