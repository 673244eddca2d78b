// Composes the sample weeks in both languages. The golden files hold the digests as people read
// them; they were read against the reports.
#include <gtest/gtest.h>

#include <string>

#include "services/summarization/domain/summarize.h"
#include "tests/support/golden.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/summarization/sample_week.h"

namespace sennight::summarization {
namespace {

struct Week {
  std::string name;
  std::string topic;
  std::string language;
  std::string start;
  std::string end;
};

v1::SummarizeWindowResponse Compose(const Week& week) {
  const auto start =
      testing::MakeStart(testing::ReadTopic(week.topic), week.language, week.start, week.end);
  EXPECT_THAT(CheckStart(start), sennight::testing::IsOk());
  auto response = Summarize(start, testing::ReadSampleEvents(week.topic + "-2025-W50"));
  EXPECT_THAT(response, sennight::testing::IsOk());
  return response.ok() ? *std::move(response) : v1::SummarizeWindowResponse();
}

class SampleWeekTest : public ::testing::TestWithParam<Week> {};

TEST_P(SampleWeekTest, ReadsAsItsGoldenFile) {
  const auto response = Compose(GetParam());
  EXPECT_TRUE(response.findings().empty());
  EXPECT_TRUE(sennight::testing::MatchesGolden(testing::Readable(response),
                                               "summarization/" + GetParam().name + ".txt"));
}

INSTANTIATE_TEST_SUITE_P(
    Weeks, SampleWeekTest,
    ::testing::Values(
        Week{"cell_gene_therapy_zh", "cell-gene-therapy", "zh-CN", "2025-12-09", "2025-12-16"},
        Week{"cell_gene_therapy_en", "cell-gene-therapy", "en", "2025-12-09", "2025-12-16"},
        Week{"offshore_wind_zh", "offshore-wind", "zh-CN", "2025-12-08", "2025-12-15"},
        Week{"offshore_wind_en", "offshore-wind", "en", "2025-12-08", "2025-12-15"}),
    [](const auto& week) { return week.param.name; });

}  // namespace
}  // namespace sennight::summarization
