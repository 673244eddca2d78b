#include "services/event_store/domain/filter_bounds.h"

#include <gmock/gmock.h>

#include "tests/support/status_matchers.h"

namespace sennight::event_store {
namespace {

using Values = std::optional<std::set<std::string>>;

constexpr absl::CivilDay kDay(2025, 12, 8);

FilterBounds BoundsOfText(const char* text) {
  const absl::StatusOr<Filter> filter = ParseFilter(text);
  EXPECT_THAT(filter, testing::IsOk()) << text;
  return BoundsOf(*filter);
}

TEST(FilterBoundsTest, BoundsCategories) {
  const struct {
    const char* filter;
    Values categories;
  } cases[] = {
      {"", std::nullopt},
      {"category = a", Values({"a"})},
      {"category != a", std::nullopt},
      {"NOT category = a", std::nullopt},
      {"category = a OR category = b", Values({"a", "b"})},
      {"category = a OR language = zh", std::nullopt},
      {"category = a AND language = zh", Values({"a"})},
      {"(category = a OR category = b) AND (category = b OR category = c)", Values({"b"})},
      {"category = a AND category = b", Values(std::set<std::string>{})},
  };
  for (const auto& [filter, categories] : cases) {
    EXPECT_EQ(BoundsOfText(filter).categories, categories) << filter;
  }
}

TEST(FilterBoundsTest, BoundsLanguagesByTheirPrimarySubtag) {
  EXPECT_EQ(BoundsOfText("language = ZH-tw OR language = en").languages, Values({"en", "zh"}));
}

TEST(FilterBoundsTest, BoundsDays) {
  const struct {
    const char* filter;
    DayBounds occurred;
  } cases[] = {
      {"occurred < 2025-12-08", {{}, kDay}},
      {"occurred <= 2025-12-08", {{}, kDay + 1}},
      {"occurred = 2025-12-08", {kDay, kDay + 1}},
      {"occurred >= 2025-12-08", {kDay, {}}},
      {"occurred > 2025-12-08", {kDay + 1, {}}},
      {"occurred >= 2025-12-08 AND occurred < 2025-12-16", {kDay, kDay + 8}},
      {"occurred >= 2025-12-08 AND occurred >= 2025-12-09", {kDay + 1, {}}},
      {"occurred = 2025-12-08 OR occurred = 2025-12-10", {kDay, kDay + 3}},
      {"occurred >= 2025-12-08 OR occurred < 2025-12-01", {}},
      {"reported >= 2025-12-08", {}},
  };
  for (const auto& [filter, occurred] : cases) {
    EXPECT_EQ(BoundsOfText(filter).occurred, occurred) << filter;
  }
  EXPECT_EQ(BoundsOfText("reported = 2025-12-08").reported, (DayBounds{kDay, kDay + 1}));
  EXPECT_EQ(BoundsOfText("recorded = 2025-12-08").recorded, (DayBounds{kDay, kDay + 1}));
}

TEST(FilterBoundsTest, BoundsTheState) {
  const struct {
    const char* filter;
    bool active;
    bool retracted;
  } cases[] = {
      {"", true, true},
      {"state = ACTIVE", true, false},
      {"state != ACTIVE", false, true},
      {"state = RETRACTED", false, true},
      {"state = RETRACTED OR state = ACTIVE", true, true},
      {"state = RETRACTED AND state = ACTIVE", false, false},
      {"NOT state = ACTIVE", true, true},
      {"state = ERASED", false, true},
      {"state != RETRACTED", true, true},
  };
  for (const auto& [filter, active, retracted] : cases) {
    EXPECT_EQ(BoundsOfText(filter).may_be_active, active) << filter;
    EXPECT_EQ(BoundsOfText(filter).may_be_retracted, retracted) << filter;
  }
}

}  // namespace
}  // namespace sennight::event_store
