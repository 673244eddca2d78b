#include "services/rendering/domain/figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/proto_matchers.h"
#include "tests/unit/rendering/sample_digest.h"

namespace sennight::rendering {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class FiguresTest : public ::testing::Test {
 protected:
  std::vector<Figure> FiguresOfStory(const std::string& story, const std::string& language) {
    digest_ = EmptyDigest(language);
    digest_.mutable_references()->CopyFrom(
        testing::ParseText<digest::v1::Digest>(R"pb(
          references { ref_id: "a" event_ids: "e1" }
          references { ref_id: "b" event_ids: "e2" event_ids: "e1" })pb")
            .references());
    const DigestView view(digest_, HanLatinGap::kSpace);
    return FiguresOf(testing::ParseText<digest::v1::Story>(story), view);
  }

  digest::v1::Digest digest_;
};

TEST_F(FiguresTest, DrawsABarOnlyForAShareOfAWhole) {
  const struct {
    const char* metric;
    std::optional<int> share;
  } cases[] = {
      {R"(value: "63.0" unit: "%")", 6300},
      {R"(value: "0" unit: "%")", 0},
      {R"(value: "100" unit: "%")", 10000},
      {R"(value: "99.999" unit: "%")", 9999},
      {R"(value: "120" unit: "%")", {}},
      {R"(value: "-5" unit: "%")", {}},
      {R"(value: "1e1" unit: "%")", {}},
      {R"(value: "5." unit: "%")", {}},
      {R"(value: "" unit: "%" text: "x")", {}},
      {R"(value: "63" unit: "CNY")", {}},
      {R"(value: "54")", {}},
  };
  for (const auto& [metric, share] : cases) {
    const auto figures =
        FiguresOfStory("metrics { label: \"x\" " + std::string(metric) + "}", "en");
    ASSERT_THAT(figures, SizeIs(1)) << metric;
    EXPECT_EQ(figures[0].share, share) << metric;
  }
}

TEST_F(FiguresTest, SaysHowManyHowExactAndAgainstWhat) {
  const auto figures = FiguresOfStory(R"pb(
                                        metrics {
                                          label: "缓解率"
                                          value: "63.0"
                                          unit: "%"
                                          text: "63.0%"
                                          n: 54
                                          count: 34
                                          time_point: "第28天"
                                          population: "成人"
                                        }
                                        metrics {
                                          label: "价格"
                                          value: "1.98"
                                          unit: "CNY"
                                          text: "1.98万元"
                                          approximation: APPROXIMATION_ABOUT
                                        }
                                        metrics {
                                          label: "价格"
                                          value: "20"
                                          unit: "CNY"
                                          text: "约20余万元"
                                          approximation: APPROXIMATION_OVER
                                        }
                                        metrics {
                                          label: "募资"
                                          value: "20"
                                          unit: "CNY"
                                          text: "20余万元"
                                          approximation: APPROXIMATION_OVER
                                        }
                                        metrics {
                                          label: "降幅"
                                          value: "93"
                                          unit: "%"
                                          n: 18
                                          comparator { label: "治疗前" value: "10" }
                                        })pb",
                                      "zh-CN");
  ASSERT_THAT(figures, SizeIs(5));
  EXPECT_EQ(figures[0].value, "63.0%");
  EXPECT_EQ(figures[0].count, "34/54");
  EXPECT_EQ(figures[0].detail, "第 28 天、成人");
  EXPECT_EQ(figures[1].value, "约 1.98 万元");
  EXPECT_EQ(figures[2].value, "约 20 余万元");
  EXPECT_EQ(figures[3].value, "20 余万元");
  EXPECT_EQ(figures[4].value, "93%");
  EXPECT_EQ(figures[4].count, "n = 18");
  EXPECT_EQ(figures[4].detail, "对照 治疗前 10%");
}

TEST_F(FiguresTest, RestsOnTheReferencesThatReportTheEvent) {
  const auto figures = FiguresOfStory(R"pb(
                                        ref_ids: "b"
                                        ref_ids: "a"
                                        metrics {
                                          label: "x"
                                          value: "1"
                                          span { event_id: "e1" }
                                        }
                                        metrics {
                                          label: "y"
                                          value: "2"
                                          span { event_id: "e2" }
                                        }
                                        metrics {
                                          label: "z"
                                          value: "3"
                                          span { event_id: "e3" }
                                        }
                                        metrics { label: "w" value: "4" })pb",
                                      "en");
  ASSERT_THAT(figures, SizeIs(4));
  EXPECT_THAT(figures[0].citations, ElementsAre(1, 2));
  EXPECT_THAT(figures[1].citations, ElementsAre(2));
  EXPECT_THAT(figures[2].citations, ElementsAre());
  EXPECT_THAT(figures[3].citations, ElementsAre());
}

TEST_F(FiguresTest, AreToldOnce) {
  EXPECT_THAT(FiguresOfStory(R"pb(metrics { label: "x" value: "1" }
                                  metrics { label: "x" value: "1" }
                                  metrics { label: "x" value: "2" }
                                  metrics { label: "x" })pb",
                             "en"),
              SizeIs(2));
}

TEST(KeyFiguresTest, TakeTheFirstSharesOnWhichTheSourcesAgree) {
  const digest::v1::Digest digest = SampleDigest("zh-CN");
  const DigestView view(digest, HanLatinGap::kSpace);
  std::vector<std::string> values;
  for (const KeyFigure& key : KeyFigures(view, 3)) values.push_back(key.figure.value);
  EXPECT_THAT(values, ElementsAre("约 93%", "63.0%", "54 名"));
}

}  // namespace
}  // namespace sennight::rendering
