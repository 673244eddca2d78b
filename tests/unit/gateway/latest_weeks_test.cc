#include "services/gateway/domain/latest_weeks.h"

#include <gmock/gmock.h>

#include <set>
#include <string>
#include <vector>

#include "common/window/civil_date.h"
#include "tests/support/status_matchers.h"

namespace sennight::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsOkAndHolds;
using testing::StatusIs;

constexpr absl::Weekday kStart = absl::Weekday::tuesday;
const absl::CivilDay kToday(2026, 1, 8);

// Days with reports, and how often was asked.
class Reports {
 public:
  explicit Reports(const std::vector<std::string>& days) {
    for (const std::string& day : days) days_.insert(*window::ParseCivilDay(day));
  }

  absl::StatusOr<std::vector<std::string>> Latest(int count) {
    const auto weeks = LatestWeeks(kToday, kStart, count, [this](auto start, auto end) {
      ++asked_;
      const auto first = days_.lower_bound(start);
      return absl::StatusOr<bool>(first != days_.end() && *first < end);
    });
    if (!weeks.ok()) return weeks.status();
    std::vector<std::string> names;
    for (const window::WeekId& week : *weeks) names.push_back(week.ToString());
    return names;
  }

  int asked() const { return asked_; }

 private:
  std::set<absl::CivilDay> days_;
  int asked_ = 0;
};

TEST(LatestWeeks, AreThoseWithReports) {
  Reports reports({"2026-01-06", "2025-12-29", "2025-12-09", "2025-12-15", "2025-12-16"});

  EXPECT_THAT(reports.Latest(6),
              IsOkAndHolds(ElementsAre("2026-W02", "2025-W52", "2025-W51", "2025-W50")));
}

TEST(LatestWeeks, AreAsManyAsWanted) {
  Reports reports({"2026-01-06", "2025-12-31", "2025-12-25"});

  EXPECT_THAT(reports.Latest(2), IsOkAndHolds(ElementsAre("2026-W02", "2026-W01")));
  EXPECT_EQ(reports.asked(), 2);
}

TEST(LatestWeeks, AreFoundFarBackWithFewQuestions) {
  Reports reports({"2019-05-01"});

  EXPECT_THAT(reports.Latest(1), IsOkAndHolds(ElementsAre("2019-W18")));
  EXPECT_LT(reports.asked(), 25);
}

TEST(LatestWeeks, AreNoneWithoutReports) {
  Reports reports({"1999-01-01", "2027-01-01"});

  EXPECT_THAT(reports.Latest(6), IsOkAndHolds(IsEmpty()));
}

TEST(LatestWeeks, FailAsTheStoreDoes) {
  EXPECT_THAT(
      LatestWeeks(kToday, kStart, 1, [](auto, auto) { return absl::UnavailableError("no store"); }),
      StatusIs(absl::StatusCode::kUnavailable, "no store"));
}

}  // namespace
}  // namespace sennight::gateway
