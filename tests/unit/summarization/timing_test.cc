#include "services/summarization/domain/timing.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/summarization/reports.h"

namespace sennight::summarization {
namespace {

using testing::AnEvent;
using testing::Reported;

constexpr int kLateDays = 3;

window::Window TheWindow() {
  return window::Window::Of(absl::CivilDay(2025, 12, 9), 7,
                            *window::ParseTimeZone("Asia/Shanghai"));
}

Timing TimingOf(const event::v1::Event& event) {
  return JudgeTime(event, TheWindow(), kLateDays).timing;
}

event::v1::Event On(const std::string& start, const std::string& end = "") {
  event::v1::Event event = AnEvent("a", "Title", "", start);
  event.mutable_occurred()->set_end(end);
  return event;
}

TEST(TimingTest, TheDayOfTheHappeningDecides) {
  EXPECT_EQ(TimingOf(On("2025-12-09")), Timing::kInWindow);
  EXPECT_EQ(TimingOf(On("2025-12-15")), Timing::kInWindow);
  EXPECT_EQ(TimingOf(On("2025-12-16")), Timing::kOutOfWindow);
  EXPECT_EQ(TimingOf(Reported(On("2025-12-12"), 2025, 12, 20)), Timing::kInWindow);
}

TEST(TimingTest, AnIntervalBelongsToTheWindowOfItsEnd) {
  EXPECT_EQ(TimingOf(On("2025-12-06", "2025-12-09")), Timing::kInWindow);
  EXPECT_EQ(TimingOf(On("2025-12-14", "2025-12-16")), Timing::kOutOfWindow);
}

TEST(TimingTest, WhatHappenedShortlyBeforeAndIsReportedNowIsLate) {
  EXPECT_EQ(TimingOf(Reported(On("2025-12-08"), 2025, 12, 9)), Timing::kLate);
  EXPECT_EQ(TimingOf(Reported(On("2025-12-06"), 2025, 12, 10)), Timing::kLate);
  EXPECT_EQ(TimingOf(On("2025-12-08")), Timing::kLate);
}

TEST(TimingTest, WhatWasReportedBeforeIsBackground) {
  EXPECT_EQ(TimingOf(Reported(On("2025-12-08"), 2025, 12, 8)), Timing::kBackground);
  EXPECT_EQ(TimingOf(Reported(On("2025-12-05"), 2025, 12, 10)), Timing::kBackground);
  EXPECT_EQ(TimingOf(Reported(On("2025-11-18"), 2025, 12, 10)), Timing::kBackground);
}

TEST(TimingTest, OldReportsAreOutOfTheWindow) {
  EXPECT_EQ(TimingOf(Reported(On("2025-12-05"), 2025, 12, 5)), Timing::kOutOfWindow);
  EXPECT_EQ(TimingOf(Reported(On("2025-12-08"), 2025, 12, 16)), Timing::kOutOfWindow);
}

TEST(TimingTest, ReducedPrecisionNeverQualifiesButTheReportDoes) {
  EXPECT_EQ(TimingOf(Reported(On("2025-12"), 2025, 12, 11)), Timing::kInWindow);
  EXPECT_EQ(TimingOf(Reported(On("2025"), 2025, 12, 8)), Timing::kBackground);
  EXPECT_EQ(TimingOf(On("2025-12")), Timing::kOutOfWindow);
}

TEST(TimingTest, TheReportIsDatedInTheZoneOfTheWindow) {
  event::v1::Event event = AnEvent("a", "Title", "", "");
  // 20:00 in New York on the 15th is the 16th in Shanghai.
  event.mutable_reported_time()->set_seconds(
      absl::ToUnixSeconds(absl::FromCivil(absl::CivilHour(2025, 12, 16, 1), absl::UTCTimeZone())));
  EXPECT_EQ(TimingOf(event), Timing::kOutOfWindow);
  EXPECT_EQ(TimingOf(Reported(AnEvent("a", "Title", "", ""), 2025, 12, 15)), Timing::kInWindow);
}

TEST(TimingTest, ADateOfTheReportIsNoDateOfTheHappening) {
  event::v1::Event event = On("2025-12-10");
  event.mutable_occurred()->set_basis(event::v1::DATE_BASIS_REPORTED);
  const EventTime time = JudgeTime(event, TheWindow(), kLateDays);
  EXPECT_EQ(time.timing, Timing::kInWindow);
  EXPECT_FALSE(time.occurred.has_value());
}

}  // namespace
}  // namespace sennight::summarization
