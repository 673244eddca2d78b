// Records in, answers out.
#include "services/summarization/evaluation/evaluation.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "services/summarization/evaluation/records.h"
#include "tests/support/status_matchers.h"

namespace sennight::summarization {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

std::vector<Answer> Answers(EvaluationTask task, const std::string& records,
                            const EvaluationOptions& options = {}) {
  const auto answers = Evaluate(task, records, options);
  EXPECT_THAT(answers.status(), sennight::testing::IsOk());
  std::vector<Answer> read;
  for (const absl::string_view line : absl::StrSplit(*answers, '\n', absl::SkipEmpty())) {
    EXPECT_TRUE(
        google::protobuf::util::JsonStringToMessage(std::string(line), &read.emplace_back()).ok())
        << line;
  }
  return read;
}

std::string Said(const Answer& answer, const std::string& field) {
  return answer.fields().at(field).string_value();
}

TEST(EvaluationTest, ASummaryIsMadeOfWholeSentencesOfItsRecord) {
  const auto answers = Answers(
      EvaluationTask::kSummarize,
      R"({"id":"a","lang":"en","docs":[{"id":"1","title":"Port opens","text":"The port of Example )"
      R"(opened a new quay on Monday. It cost 95 million euros and took two years to build. )"
      R"(Local residents had waited for the quay since the spring of last year."}],"refs":["x"]})",
      {.budget = 12});
  ASSERT_THAT(answers, SizeIs(1));
  EXPECT_EQ(Said(answers[0], "id"), "a");
  EXPECT_EQ(Said(answers[0], "summary"), "The port of Example opened a new quay on Monday.");
}

TEST(EvaluationTest, ARecordWithoutTextHasAnEmptySummary) {
  const auto answers = Answers(EvaluationTask::kSummarize, R"({"id":"a","docs":[]})");
  ASSERT_THAT(answers, SizeIs(1));
  EXPECT_EQ(Said(answers[0], "summary"), "");
}

TEST(EvaluationTest, ReportsOfTwoLanguagesAreClusteredByWhatBothWrite) {
  const auto answers = Answers(
      EvaluationTask::kCluster,
      R"({"id":"a","lang":"zh","title":"Curocell的CAR-T疗法Rimqarto获批","text":"","date":"2026-05-01"}
{"id":"b","lang":"en","title":"Curocell wins approval for Rimqarto","text":"","date":"2026-05-01"}

{"id":"c","lang":"en","title":"Port of Example opens quay","text":"","date":"2026-05-01"})");
  ASSERT_THAT(answers, SizeIs(3));
  EXPECT_EQ(Said(answers[0], "story"), Said(answers[1], "story"));
  EXPECT_NE(Said(answers[0], "story"), Said(answers[2], "story"));
  EXPECT_NE(Said(answers[0], "group"), Said(answers[2], "group"));
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

struct JsonCase {
  std::string_view json;
  bool is_object;
};

class JsonReaderTest : public ::testing::TestWithParam<JsonCase> {};

TEST_P(JsonReaderTest, ReadsObjectsOnly) {
  EXPECT_EQ(ReadJsonObject(GetParam().json).has_value(), GetParam().is_object) << GetParam().json;
}

INSTANTIATE_TEST_SUITE_P(
    Json, JsonReaderTest,
    ::testing::Values(JsonCase{"{}", true}, JsonCase{" { } ", true}, JsonCase{R"({"a":"b"})", true},
                      JsonCase{R"({"a":[1,-0.5e+3,true,null,{"b":[]},"c"],"d":{"e":[{}]}})", true},
                      JsonCase{"", false}, JsonCase{"[]", false}, JsonCase{R"("a")", false},
                      JsonCase{R"({"a":"b"}x)", false}, JsonCase{R"({"a":"b",})", false},
                      JsonCase{R"({"a":01})", false}, JsonCase{R"({"a":1.})", false},
                      JsonCase{R"({"a":tru})", false}, JsonCase{R"({a:"b"})", false},
                      JsonCase{R"({"a":"b)", false}, JsonCase{"{\"a\":\"\n\"}", false},
                      JsonCase{R"({"a":"\x"})", false}, JsonCase{R"({"a":"\ud800"})", false},
                      JsonCase{R"({"a":"\udc00"})", false}, JsonCase{R"({"a":"\u12g4"})", false},
                      JsonCase{R"({"a":"\u12)", false}, JsonCase{"{\"a\":\"\xff\"}", false}));

TEST(JsonObjectTest, ReadsTextsAndListsOfObjects) {
  const auto object = ReadJsonObject(
      R"({"text":"\u836f\ud83d\ude00\n\"\/","n":5,"docs":[{"id":"1"},7,{"id":"2"}]})");
  ASSERT_TRUE(object);
  EXPECT_EQ(TextOf(*object, "text"), "药😀\n\"/");
  EXPECT_EQ(TextOf(*object, "n"), "");
  ASSERT_THAT(ListOf(*object, "docs"), SizeIs(2));
  EXPECT_EQ(TextOf(ListOf(*object, "docs")[1], "id"), "2");
  EXPECT_THAT(ListOf(*object, "none"), SizeIs(0));
}

TEST(JsonObjectTest, DeepNestingIsRefused) {
  EXPECT_FALSE(ReadJsonObject("{\"a\":" + std::string(100000, '[')));
  EXPECT_TRUE(ReadJsonObject("{\"a\":" + std::string(20, '[') + std::string(20, ']') + "}"));
}

TEST(JsonObjectTest, WhatIsWrittenIsReadAgain) {
  const std::string text = "a\"b\\c\n\t\x01药";
  std::string json = "{\"a\":";
  AppendJsonText(text, &json);
  const auto object = ReadJsonObject(json + "}");
  ASSERT_TRUE(object);
  EXPECT_EQ(TextOf(*object, "a"), text);
}

}  // namespace
}  // namespace sennight::summarization
