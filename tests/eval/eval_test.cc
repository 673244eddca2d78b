// The engine on small fixtures of the record forms, through `sennight eval`: figures may rise and
// must not fall. What the engine is worth tests/eval/measure says, on data that is not here.
#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/e2e/process.h"
#include "tests/eval/scorers.h"
#include "tests/support/checkout.h"
#include "tests/support/test_folder.h"

namespace sennight::eval {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::Lt;

using Record = google::protobuf::Struct;

constexpr double kExact = 1e-9;
constexpr int kBudget = 60;

std::vector<Record> ReadLines(const std::string& lines) {
  std::vector<Record> records;
  for (const absl::string_view line : absl::StrSplit(lines, '\n', absl::SkipEmpty())) {
    EXPECT_TRUE(
        google::protobuf::util::JsonStringToMessage(std::string(line), &records.emplace_back())
            .ok())
        << line;
  }
  return records;
}

const google::protobuf::Value& Get(const Record& record, const std::string& field) {
  return record.fields().at(field);
}

std::string Text(const Record& record, const std::string& field) {
  return Get(record, field).string_value();
}

class EvalTest : public ::testing::Test {
 protected:
  // Reads the fixtures of a task and has the engine answer them, without what would give the
  // answers away.
  void Ask(const std::string& task) {
    records_ = ReadLines(testing::ContentOf(std::filesystem::path(SENNIGHT_SOURCE_DIR) /
                                            absl::StrCat("tests/eval/fixtures/", task, ".jsonl")));
    ASSERT_FALSE(records_.empty());
    std::ofstream input(folder_.path() / "in.jsonl");
    for (Record shown : records_) {
      for (const char* answer : {"refs", "cluster", "group", "label"}) {
        shown.mutable_fields()->erase(answer);
      }
      std::string line;
      ASSERT_TRUE(google::protobuf::util::MessageToJsonString(shown, &line).ok());
      input << line << "\n";
    }
    input.close();
    const testing::Ended ended = testing::RunProgram(
        "sennight",
        {"eval", task, "--input", folder_.File("in.jsonl"), "--budget", std::to_string(kBudget)},
        folder_.path());
    ASSERT_EQ(ended.status, 0) << ended.err;
    answers_ = ReadLines(ended.out);
    ASSERT_EQ(answers_.size(), records_.size());
    for (size_t i = 0; i < records_.size(); ++i) {
      ASSERT_EQ(Text(answers_[i], "id"), Text(records_[i], "id"));
    }
  }

  // Mean recall of what `summary` gives for each record.
  template <typename Summary>
  double MeanRecall(int length, Summary summary) const {
    double sum = 0;
    for (size_t i = 0; i < records_.size(); ++i) {
      const auto& refs = Get(records_[i], "refs").list_value();
      sum += Recall(summary(i), refs.values(0).string_value(), length, kBudget);
    }
    return sum / static_cast<double>(records_.size());
  }

  static Clusters ClustersOf(const std::vector<Record>& records, const std::string& field) {
    Clusters clusters;
    for (const Record& record : records) clusters[Text(record, "id")] = Text(record, field);
    return clusters;
  }

  testing::TestFolder folder_;
  std::vector<Record> records_;
  std::vector<Record> answers_;
};

TEST_F(EvalTest, SummariesSayWhatTheReferencesSayInWordsOfTheirSources) {
  ASSERT_NO_FATAL_FAILURE(Ask("summarize"));
  const auto answer = [this](size_t i) { return Text(answers_[i], "summary"); };
  const auto first_text = [this](size_t i) {
    const auto& docs = Get(records_[i], "docs").list_value();
    return Text(docs.values(docs.values_size() - 1).struct_value(), "text");
  };
  EXPECT_THAT(MeanRecall(1, answer), Ge(0.75));
  EXPECT_THAT(MeanRecall(2, answer), Ge(0.55));
  // The last report alone is no match for it.
  EXPECT_THAT(MeanRecall(2, first_text), Lt(0.50));
  for (size_t i = 0; i < records_.size(); ++i) {
    std::string sources;
    for (const auto& doc : Get(records_[i], "docs").list_value().values()) {
      absl::StrAppend(&sources, Text(doc.struct_value(), "text"), "\n");
    }
    for (const absl::string_view sentence : absl::StrSplit(answer(i), '\n')) {
      EXPECT_NE(sources.find(std::string(sentence)), std::string::npos) << sentence;
    }
  }
}

TEST_F(EvalTest, ReportsOfOneHappeningAreTogetherAndOthersApart) {
  ASSERT_NO_FATAL_FAILURE(Ask("cluster"));
  const Clusters right = ClustersOf(records_, "cluster");
  const Clusters stories = ClustersOf(answers_, "story");
  EXPECT_THAT(BCubedF(right, stories), Ge(0.96));
  EXPECT_THAT(PairF(right, stories), Ge(0.92));
  EXPECT_THAT(BCubedF(ClustersOf(records_, "group"), ClustersOf(answers_, "group")), Ge(0.96));
  EXPECT_THAT(BCubedF(right, ClustersOf(records_, "id")), Lt(0.80));
}

TEST_F(EvalTest, TheGuardPassesWhatIsTrueAndStopsWhatIsNot) {
  ASSERT_NO_FATAL_FAILURE(Ask("verify"));
  std::vector<bool> right;
  std::vector<bool> found;
  for (size_t i = 0; i < records_.size(); ++i) {
    right.push_back(Get(records_[i], "label").number_value() != 0);
    found.push_back(Get(answers_[i], "supported").bool_value());
  }
  EXPECT_THAT(BalancedAccuracy(right, found), Ge(0.95));
}

TEST(ScorersTest, WordsAreHanCharactersAndRunsOfLetters) {
  EXPECT_THAT(WordsOf("FDA批准 CAR-T, 1.5"), ElementsAre("fda", "批", "准", "car", "t", "1", "5"));
}

TEST(ScorersTest, RecallCountsRunsOfTheReference) {
  EXPECT_THAT(Recall("a b c", "a b c", 2, 9), DoubleNear(1, kExact));
  EXPECT_THAT(Recall("a b x", "a b c", 1, 9), DoubleNear(2.0 / 3, kExact));
  EXPECT_THAT(Recall("a b x", "a b c", 2, 9), DoubleNear(0.5, kExact));
  EXPECT_THAT(Recall("x y a b c", "a b c", 1, 2), DoubleNear(0, kExact));
  EXPECT_THAT(Recall("a", "a a", 1, 9), DoubleNear(0.5, kExact));
  EXPECT_THAT(Recall("", "", 1, 9), DoubleNear(0, kExact));
}

TEST(ScorersTest, ClusteringsAreComparedByItemsAndByPairs) {
  const Clusters right = {{"a", "1"}, {"b", "1"}, {"c", "2"}};
  const Clusters apart = {{"a", "x"}, {"b", "y"}, {"c", "z"}};
  const Clusters one = {{"a", "x"}, {"b", "x"}, {"c", "x"}};
  EXPECT_THAT(BCubedF(right, right), DoubleNear(1, kExact));
  EXPECT_THAT(PairF(right, right), DoubleNear(1, kExact));
  EXPECT_THAT(BCubedF(right, apart), DoubleNear(0.8, kExact));  // P 1, R 2/3.
  EXPECT_THAT(PairF(right, apart), DoubleNear(0, kExact));
  EXPECT_THAT(PairF(right, one), DoubleNear(0.5, kExact));  // P 1/3, R 1.
}

TEST(ScorersTest, BothKindsCountAlike) {
  EXPECT_THAT(BalancedAccuracy({true, true, true, false}, {true, true, true, true}),
              DoubleNear(0.5, kExact));
  EXPECT_THAT(BalancedAccuracy({true, false}, {true, false}), DoubleNear(1, kExact));
}

}  // namespace
}  // namespace sennight::eval
