#include "services/rendering/domain/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/rendering/sample_digest.h"

namespace sennight::rendering {
namespace {

using ::testing::ElementsAre;

digest::v1::Digest DigestWithStories(
    const std::vector<std::pair<const char*, const char*>>& occurrences) {
  digest::v1::Digest digest = EmptyDigest();
  for (const auto& [start, end] : occurrences) {
    digest::v1::Story* story = digest.add_sections()->add_stories();
    story->mutable_occurred()->set_start(start);
    story->mutable_occurred()->set_end(end);
    story->set_category_label("批准");
  }
  return digest;
}

std::vector<std::string> Draw(const digest::v1::Digest& digest) {
  const DigestView view(digest, HanLatinGap::kSpace);
  std::vector<std::string> columns;
  for (const TimelineColumn& column : MakeTimeline(view)) {
    std::string drawn = column.in_window ? "in" : "out";
    for (const TimelineMark& mark : column.marks) {
      drawn += (mark.is_late ? " late " : " ") + std::to_string(mark.section);
    }
    if (column.joins_next) drawn += " >";
    columns.push_back(window::FormatCivilDay(column.day).substr(5) + " " + drawn);
  }
  return columns;
}

TEST(TimelineTest, CoversTheWindowAndTheDaysBeforeThatHaveAStory) {
  EXPECT_THAT(Draw(DigestWithStories({{"2025-12-08", ""}, {"2025-12-12", ""}})),
              ElementsAre("12-08 out late 0", "12-09 in", "12-10 in", "12-11 in", "12-12 in 1",
                          "12-13 in", "12-14 in", "12-15 in"));
}

TEST(TimelineTest, JoinsTheDaysOfAStoryAndMarksTheLast) {
  EXPECT_THAT(Draw(DigestWithStories({{"2025-12-07", "2025-12-09"}})),
              ElementsAre("12-07 out >", "12-08 out >", "12-09 in 0", "12-10 in", "12-11 in",
                          "12-12 in", "12-13 in", "12-14 in", "12-15 in"));
}

TEST(TimelineTest, StopsAWeekBeforeTheWindow) {
  const auto columns = Draw(DigestWithStories({{"2025-06-01", ""}}));
  EXPECT_EQ(columns.front(), "12-02 out late 0");
}

TEST(TimelineTest, LeavesOutWhatHasNoDay) {
  EXPECT_THAT(Draw(DigestWithStories({{"2025-12", ""}, {"", ""}, {"soon", ""}})),
              ElementsAre("12-09 in", "12-10 in", "12-11 in", "12-12 in", "12-13 in", "12-14 in",
                          "12-15 in"));
}

TEST(TimelineTest, HasAColumnForSevenDaysOfALongWindow) {
  digest::v1::Digest digest = DigestWithStories({{"2025-12-08", ""}, {"2026-01-20", ""}});
  digest.mutable_window()->set_end("2026-03-11");
  const auto columns = Draw(digest);
  EXPECT_LE(columns.size(), 16U);
  EXPECT_EQ(columns[0], "12-02 out late 0");
  EXPECT_EQ(columns[1], "12-09 in");
  EXPECT_EQ(columns[7], "01-20 in 1");
}

}  // namespace
}  // namespace sennight::rendering
