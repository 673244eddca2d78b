#include "services/rendering/domain/dates.h"

#include <gtest/gtest.h>

namespace sennight::rendering {
namespace {

window::DateInterval Days(const std::string& start, const std::string& end = "") {
  event::v1::EventDate date;
  date.set_start(start);
  date.set_end(end);
  return window::ParseEventDate(date).value();
}

TEST(DatesTest, ArePrintedInBothLanguages) {
  const struct {
    const char* start;
    const char* end;
    const char* chinese;
    const char* english;
  } cases[] = {
      {"2025-12-09", "", "12月9日", "9 December"},
      {"2025-12-06", "2025-12-09", "12月6—9日", "6–9 December"},
      {"2025-11-30", "2025-12-02", "11月30日—12月2日", "30 November – 2 December"},
      {"2024-12-30", "2025-01-02", "2024年12月30日—2025年1月2日",
       "30 December 2024 – 2 January 2025"},
      {"2024-12-09", "", "2024年12月9日", "9 December 2024"},
      {"2025-12", "", "2025年12月", "December 2025"},
      {"2025-11", "2025-12", "2025年11月—12月", "November – December 2025"},
      {"2025", "", "2025年", "2025"},
      {"2024", "2025", "2024—2025年", "2024–2025"},
  };
  for (const auto& [start, end, chinese, english] : cases) {
    EXPECT_EQ(PrintDates(Days(start, end), 2025, "zh-CN"), chinese);
    EXPECT_EQ(PrintDates(Days(start, end), 2025, "en"), english);
  }
}

TEST(DatesTest, PrintTheWindowAndTheAxis) {
  const absl::CivilDay first(2025, 12, 9);
  const absl::CivilDay last(2025, 12, 15);
  EXPECT_EQ(PrintWindow(first, last, "zh-CN"), "2025.12.09 — 2025.12.15");
  EXPECT_EQ(PrintWindow(first, last, "en"), "9–15 December 2025");
  EXPECT_EQ(PrintWindow(first, first, "zh"), "2025.12.09");
  EXPECT_EQ(PrintShortDay(first, "zh-CN"), "12.09");
  EXPECT_EQ(PrintShortDay(first, "en"), "9 Dec");
  EXPECT_EQ(PrintWeekday(first, "zh-CN"), "周二");
  EXPECT_EQ(PrintWeekday(last, "en"), "Mon");
}

TEST(DatesTest, AreForMachinesAsExactAsTheyAreKnown) {
  EXPECT_EQ(MachineDate(Days("2025-12-06", "2025-12-09")), "2025-12-06");
  EXPECT_EQ(MachineDate(Days("2025-12")), "2025-12");
  EXPECT_EQ(MachineDate(Days("2025")), "2025");
}

}  // namespace
}  // namespace sennight::rendering
