#include "services/sennight/import/feed_time.h"

#include <gtest/gtest.h>

#include <string>

namespace sennight::importing {
namespace {

TEST(FeedTimeTest, ReadsTheFormatsOfFeeds) {
  constexpr int64_t kTime = 1765981800;  // 2025-12-17T14:30:00Z
  for (const std::string_view date :
       {"2025-12-17T14:30:00Z", "2025-12-17T22:30:00+08:00", "2025-12-17T14:30:00.250Z",
        "2025-12-17T14:30Z", "2025-12-17 14:30:00", "2025-12-17 22:30:00 +0800",
        "Wed, 17 Dec 2025 09:30:00 -0500", "Wed, 17 Dec 2025 14:30:00 GMT",
        "17 Dec 2025 09:30:00 EST", "Wed, 17 Dec 2025 14:30 UT",
        "  Wed,  17 Dec 2025 14:30:00 Z\n"}) {
    const auto time = ParseFeedTime(date);
    ASSERT_TRUE(time.has_value()) << date;
    EXPECT_EQ(time->seconds(), kTime) << date;
  }
  EXPECT_EQ(ParseFeedTime("2025-12-17")->seconds(), 1765929600);
  EXPECT_EQ(ParseFeedTime("17 Dec 2025")->seconds(), 1765929600);
}

TEST(FeedTimeTest, RefusesWhatIsNoDate) {
  for (const std::string_view date :
       {"", "yesterday", "2025-13-01T00:00:00Z", "2025-12-32", "Wed, 17 Dez 2025 09:30:00 +0100",
        "1765980600", "0001-01-01T00:00:00Z", "9999-01-01T00:00:00Z", "17/12/2025"}) {
    EXPECT_FALSE(ParseFeedTime(date).has_value()) << date;
  }
  EXPECT_FALSE(ParseFeedTime(std::string(100000, ' ') + "2025-12-17").has_value());
}

}  // namespace
}  // namespace sennight::importing
