#include "common/window/window.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/status/status.h"
#include "common/window/civil_date.h"
#include "common/window/date_words.h"
#include "common/window/week.h"
#include "google/rpc/error_details.pb.h"
#include "tests/support/status_matchers.h"

namespace sennight::window {
namespace {

using ::sennight::testing::IsOk;
using ::sennight::testing::IsOkAndHolds;
using ::sennight::testing::StatusIs;

absl::TimeZone Shanghai() { return *ParseTimeZone("Asia/Shanghai"); }

event::v1::Window WindowOf(const std::string& start, const std::string& end,
                           const std::string& zone = "Asia/Shanghai") {
  event::v1::Window window;
  window.set_start(start);
  window.set_end(end);
  window.set_time_zone(zone);
  return window;
}

TEST(CivilDateTest, ReadsDatesOfEveryPrecision) {
  const struct {
    const char* text;
    absl::CivilDay first;
    absl::CivilDay last;
    Precision precision;
  } cases[] = {
      {"2025-12-08", absl::CivilDay(2025, 12, 8), absl::CivilDay(2025, 12, 8), Precision::kDay},
      {"2024-02-29", absl::CivilDay(2024, 2, 29), absl::CivilDay(2024, 2, 29), Precision::kDay},
      {"2025-02", absl::CivilDay(2025, 2, 1), absl::CivilDay(2025, 2, 28), Precision::kMonth},
      {"2025-12", absl::CivilDay(2025, 12, 1), absl::CivilDay(2025, 12, 31), Precision::kMonth},
      {"2025", absl::CivilDay(2025, 1, 1), absl::CivilDay(2025, 12, 31), Precision::kYear},
  };
  for (const auto& [text, first, last, precision] : cases) {
    EXPECT_THAT(ParseDate(text), IsOkAndHolds(DateInterval{first, last, precision})) << text;
  }
}

TEST(CivilDateTest, RefusesWhatIsNoDate) {
  for (const char* text :
       {"", "2025-1-08", "2025-13", "2025-00-01", "2025-02-29", "2025-12-32", "1899", "3000-01-01",
        "2025-12-08T00:00", "25-12-08", "2025/12/08", "2025-12-", "2025-", "十二月八日"}) {
    EXPECT_THAT(ParseDate(text), StatusIs(absl::StatusCode::kInvalidArgument, "want a date"))
        << text;
  }
  EXPECT_THAT(ParseCivilDay("2025-12"),
              StatusIs(absl::StatusCode::kInvalidArgument, "want a date such as 2025-12-08"));
  EXPECT_THAT(ParseDate("1899"),
              StatusIs(absl::StatusCode::kInvalidArgument, "in the years 1900 to 2999, got"));
}

TEST(CivilDateTest, AnEventDateMayLastSeveralDays) {
  event::v1::EventDate date;
  date.set_start("2025-12-06");
  date.set_end("2025-12-09");

  EXPECT_THAT(ParseEventDate(date),
              IsOkAndHolds(DateInterval{absl::CivilDay(2025, 12, 6), absl::CivilDay(2025, 12, 9),
                                        Precision::kDay}));
}

TEST(CivilDateTest, NamesTheWrongEndOfAnEventDate) {
  const struct {
    const char* start;
    const char* end;
    const char* message;
  } cases[] = {
      {"soon", "", "start: want a date"},
      {"2025-12-06", "later", "end: want a date"},
      {"2025-12-06", "2025-12-05", "end: want a date not before start"},
      {"2025-12-06", "2025-12", "end: want the precision of start"},
  };
  for (const auto& [start, end, message] : cases) {
    event::v1::EventDate date;
    date.set_start(start);
    date.set_end(end);
    EXPECT_THAT(ParseEventDate(date), StatusIs(absl::StatusCode::kInvalidArgument, message));
  }
}

TEST(WindowTest, IsHalfOpen) {
  const Window week = *Window::Parse(WindowOf("2025-12-09", "2025-12-16"));

  EXPECT_EQ(week.days(), 7);
  EXPECT_FALSE(week.Contains(absl::CivilDay(2025, 12, 8)));
  EXPECT_TRUE(week.Contains(absl::CivilDay(2025, 12, 9)));
  EXPECT_TRUE(week.Contains(absl::CivilDay(2025, 12, 15)));
  EXPECT_FALSE(week.Contains(absl::CivilDay(2025, 12, 16)));
  EXPECT_EQ(week.ToProto().end(), "2025-12-16");
}

TEST(TimeZoneTest, ReadsNamesOfTheIana) {
  for (const char* name : {"Asia/Shanghai", "UTC", "Etc/GMT+8", "America/Argentina/Buenos_Aires",
                           "America/Port-au-Prince"}) {
    EXPECT_THAT(ParseTimeZone(name), IsOk()) << name;
  }
}

// Other names are paths, or are remembered for good by who looks for them.
TEST(TimeZoneTest, LooksForNoOtherNames) {
  for (const std::string& name :
       {std::string(""), std::string("/dev/ptmx"), std::string("/usr/share/zoneinfo/Asia/Shanghai"),
        std::string("../zoneinfo/Asia/Shanghai"), std::string("Asia/../Asia/Shanghai"),
        std::string("localtime"), std::string("posixrules"), std::string("right/Asia/Shanghai"),
        std::string("libc:localtime"), std::string("Fixed/UTC+08:00:00"), std::string("亚洲/上海"),
        std::string("Asia/Shanghai\0", 14), std::string("Asia/Nowhere"),
        std::string(100'000, 'a')}) {
    const absl::Status status = ParseTimeZone(name).status();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, "want an IANA time zone"))
        << name;
    EXPECT_LT(status.message().size(), 200);
  }
}

TEST(WindowTest, AMomentBelongsToADayOfTheWindowsTimeZone) {
  const Window week = *Window::Parse(WindowOf("2025-12-09", "2025-12-16"));
  absl::Time late_evening_in_london;
  ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, "2025-12-08T20:00:00Z", &late_evening_in_london,
                              nullptr));

  EXPECT_EQ(week.DayOf(late_evening_in_london), absl::CivilDay(2025, 12, 9));
}

TEST(WindowTest, NamesEveryWrongFieldAtOnce) {
  EXPECT_THAT(Window::Parse(WindowOf("today", "2025-13-01", "Mars/Olympus")),
              StatusIs(absl::StatusCode::kInvalidArgument, "start: want a date"));
  EXPECT_EQ(BadRequestOf(Window::Parse(WindowOf("today", "2025-13-01", "Mars/Olympus")).status())
                .field_violations_size(),
            3);
  EXPECT_THAT(Window::Parse(WindowOf("2025-12-09", "2025-12-09")),
              StatusIs(absl::StatusCode::kInvalidArgument, "end: want a day after start"));
  EXPECT_THAT(Window::Parse(WindowOf("2025-01-01", "2025-04-04")),
              StatusIs(absl::StatusCode::kInvalidArgument, "end: want at most 92 days"));
  EXPECT_EQ(Window::Parse(WindowOf("2025-01-01", "2025-04-03"))->days(), kMaxWindowDays);
}

TEST(WindowTest, MomentsKeepTheirMicroseconds) {
  for (const int64_t micros : {int64_t{0}, int64_t{1'765'500'000'123'456}, int64_t{-1}}) {
    EXPECT_EQ(absl::ToUnixMicros(ToTime(ToTimestamp(absl::FromUnixMicros(micros)))), micros);
  }
}

TEST(WeekIdTest, TheModelWeekBeginsOnTuesday) {
  const Window week = WeekId::Parse("2025-W50")->WindowIn(Shanghai(), absl::Weekday::tuesday);

  EXPECT_EQ(week.start(), absl::CivilDay(2025, 12, 9));
  EXPECT_EQ(week.last(), absl::CivilDay(2025, 12, 15));
}

TEST(WeekIdTest, AWeekContainsItsThursdayWhateverItsFirstDay) {
  const struct {
    absl::Weekday start;
    absl::CivilDay first;
  } cases[] = {
      {absl::Weekday::monday, absl::CivilDay(2025, 12, 8)},
      {absl::Weekday::tuesday, absl::CivilDay(2025, 12, 9)},
      {absl::Weekday::wednesday, absl::CivilDay(2025, 12, 10)},
      {absl::Weekday::thursday, absl::CivilDay(2025, 12, 11)},
      {absl::Weekday::friday, absl::CivilDay(2025, 12, 5)},
      {absl::Weekday::saturday, absl::CivilDay(2025, 12, 6)},
      {absl::Weekday::sunday, absl::CivilDay(2025, 12, 7)},
  };
  for (const auto& [start, first] : cases) {
    const Window week = WeekId::Parse("2025-W50")->WindowIn(Shanghai(), start);
    EXPECT_EQ(week.start(), first);
    for (absl::CivilDay day = week.start(); day < week.end(); ++day) {
      EXPECT_EQ(WeekId::Containing(day, start).ToString(), "2025-W50");
    }
    EXPECT_EQ(WeekId::NameOf(week, start), "2025-W50");
  }
}

TEST(WeekIdTest, BelongsToTheYearOfItsThursday) {
  const struct {
    absl::CivilDay day;
    const char* week;
  } cases[] = {
      {absl::CivilDay(2026, 3, 9), "2026-W11"},    // A Monday.
      {absl::CivilDay(2027, 1, 3), "2026-W53"},    // A Sunday of the old year's last week.
      {absl::CivilDay(2024, 12, 30), "2025-W01"},  // A Monday of the new year's first week.
  };
  for (const auto& [day, week] : cases) {
    EXPECT_EQ(WeekId::Containing(day, absl::Weekday::monday).ToString(), week);
    EXPECT_EQ(WeekId::Parse(week)->ToString(), week);
  }
}

TEST(WeekIdTest, RefusesWhatIsNoWeek) {
  for (const char* text : {"", "2025-50", "2025W50", "2025-W00", "2025-W53", "2025-W5", "2025-W5 ",
                           "202 -W50", "2025-w50", "+025-W50", "2025-W+5", "2025-W501"}) {
    EXPECT_THAT(WeekId::Parse(text), StatusIs(absl::StatusCode::kInvalidArgument, "want a"))
        << text;
  }
  for (const char* text : {"1900-W01", "2999-W52", "9999-W52"}) {
    EXPECT_THAT(WeekId::Parse(text), StatusIs(absl::StatusCode::kInvalidArgument, "want an ISO"))
        << "the days of the week cannot all be written: " << text;
  }
  EXPECT_EQ(WeekId::Parse("2998-W52")->ToString(), "2998-W52");
  EXPECT_THAT(WeekId::Parse("2025-W53"),
              StatusIs(absl::StatusCode::kInvalidArgument, "which has 52"));
  EXPECT_EQ(WeekId::Parse("2026-W53")->ToString(), "2026-W53");
}

TEST(WeekIdTest, AFreeWindowHasNoName) {
  EXPECT_EQ(
      WeekId::NameOf(Window::Of(absl::CivilDay(2025, 12, 9), 7, Shanghai()), absl::Weekday::monday),
      "");
  EXPECT_EQ(WeekId::NameOf(Window::Of(absl::CivilDay(2025, 12, 9), 6, Shanghai()),
                           absl::Weekday::tuesday),
            "");
}

TEST(WeekIdTest, TheLastCompleteWeekIsOverInTheTopicsTimeZone) {
  const auto last = [](const char* now) {
    absl::Time time;
    EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, now, &time, nullptr));
    return LastCompleteWeek(time, Shanghai(), absl::Weekday::tuesday).ToString();
  };
  EXPECT_EQ(last("2025-12-15T15:59:59Z"), "2025-W49");  // Still Monday evening in Shanghai.
  EXPECT_EQ(last("2025-12-15T16:00:00Z"), "2025-W50");  // Tuesday, midnight.
}

// The dates from `first` to `last`, both as ParseDate takes them.
DateInterval Between(const char* first, const char* last) {
  DateInterval dates = *ParseDate(first);
  dates.last = ParseDate(last)->last;
  return dates;
}

TEST(DateWords, WriteOnceWhatBothEndsShare) {
  struct {
    const char* first;
    const char* last;
    const char* english;
    const char* chinese;
  } const cases[] = {
      {"2025-12-09", "2025-12-09", "9 December 2025", "2025年12月9日"},
      {"2025-12-09", "2025-12-15", "9–15 December 2025", "2025年12月9日至15日"},
      {"2025-11-30", "2025-12-02", "30 November – 2 December 2025", "2025年11月30日至12月2日"},
      {"2025-12-30", "2026-01-02", "30 December 2025 – 2 January 2026",
       "2025年12月30日至2026年1月2日"},
      {"2024-12-09", "2025-12-09", "9 December 2024 – 9 December 2025",
       "2024年12月9日至2025年12月9日"},
  };
  for (const auto& [first, last, english, chinese] : cases) {
    const DateInterval dates = Between(first, last);
    EXPECT_EQ(EnglishDates(dates), english);
    EXPECT_EQ(ChineseDates(dates.first, dates.last), chinese);
  }
}

TEST(DateWords, LeaveOutTheUsualYearOfDaysOnly) {
  struct {
    const char* first;
    const char* last;
    const char* text;
  } const cases[] = {
      {"2025-12-09", "2025-12-15", "9–15 December"},
      {"2024-12-09", "2024-12-09", "9 December 2024"},
      {"2024-12-30", "2025-01-02", "30 December 2024 – 2 January 2025"},
      {"2025-12", "2025-12", "December 2025"},
      {"2025-01", "2025-03", "January – March 2025"},
      {"2025", "2025", "2025"},
      {"2024", "2025", "2024–2025"},
  };
  for (const auto& [first, last, text] : cases) {
    EXPECT_EQ(EnglishDates(Between(first, last), 2025), text);
  }
}

}  // namespace
}  // namespace sennight::window
