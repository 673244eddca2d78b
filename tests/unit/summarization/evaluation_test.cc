// Records in, answers out.
#include "services/summarization/evaluation/evaluation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/summarization/evaluation/records.h"
#include "tests/support/status_matchers.h"

namespace sennight::summarization {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

std::vector<Record> Answers(EvaluationTask task, const std::string& records,
                            const EvaluationOptions& options = {}) {
  const auto answers = Evaluate(task, records, options);
  EXPECT_THAT(answers.status(), sennight::testing::IsOk());
  return *ReadRecords(*answers);
}

TEST(EvaluationTest, ASummaryIsMadeOfWholeSentencesOfItsRecord) {
  const auto answers = Answers(
      EvaluationTask::kSummarize,
      R"({"id":"a","lang":"en","docs":[{"id":"1","title":"Port opens","text":"The port of Example )"
      R"(opened a new quay on Monday. It cost 95 million euros and took two years to build. )"
      R"(Local residents had waited for the quay since the spring of last year."}],"refs":["x"]})",
      {.budget = 12});
  ASSERT_THAT(answers, SizeIs(1));
  EXPECT_EQ(TextOf(answers[0], "id"), "a");
  EXPECT_EQ(TextOf(answers[0], "summary"), "The port of Example opened a new quay on Monday.");
}

TEST(EvaluationTest, ARecordWithoutTextHasAnEmptySummary) {
  const auto answers = Answers(EvaluationTask::kSummarize, R"({"id":"a","docs":[]})");
  ASSERT_THAT(answers, SizeIs(1));
  EXPECT_EQ(TextOf(answers[0], "summary"), "");
}

TEST(EvaluationTest, ReportsOfTwoLanguagesAreClusteredByWhatBothWrite) {
  const auto answers = Answers(
      EvaluationTask::kCluster,
      R"({"id":"a","lang":"zh","title":"Curocell的CAR-T疗法Rimqarto获批","text":"","date":"2026-05-01"}
{"id":"b","lang":"en","title":"Curocell wins approval for Rimqarto","text":"","date":"2026-05-01"}

{"id":"c","lang":"en","title":"Port of Example opens quay","text":"","date":"2026-05-01"})");
  ASSERT_THAT(answers, SizeIs(3));
  EXPECT_EQ(TextOf(answers[0], "story"), TextOf(answers[1], "story"));
  EXPECT_NE(TextOf(answers[0], "story"), TextOf(answers[2], "story"));
  EXPECT_NE(TextOf(answers[0], "group"), TextOf(answers[2], "group"));
}

TEST(EvaluationTest, AVerdictHasItsReasons) {
  const auto answers =
      Answers(EvaluationTask::kVerify,
              R"({"id":"a","doc":"Sales rose 12% in May.","summary":"Sales rose 13% in May."}
{"id":"b","doc":"Sales rose 12% in May.","summary":"Sales rose 12% in May."})");
  ASSERT_THAT(answers, SizeIs(2));
  EXPECT_FALSE(answers[0].fields().at("supported").bool_value());
  EXPECT_THAT(answers[0].fields().at("reasons").list_value().values(0).string_value(),
              HasSubstr("GRD-NUMBER"));
  EXPECT_TRUE(answers[1].fields().at("supported").bool_value());
}

TEST(EvaluationTest, ALineThatIsNoRecordIsNamed) {
  const auto answers = Evaluate(EvaluationTask::kCluster, "{\"id\":\"a\"}\nnonsense\n", {});
  EXPECT_EQ(answers.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(answers.status().message()), HasSubstr("line 2"));
}

}  // namespace
}  // namespace sennight::summarization
