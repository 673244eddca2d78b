#include "services/event_store/domain/event_dates.h"

#include <gmock/gmock.h>

#include <functional>
#include <set>
#include <string>

#include "services/event_store/domain/content_hash.h"
#include "services/event_store/domain/prepared_event.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

absl::TimeZone Zone(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
  return zone;
}

event::v1::Event Dated(const char* start, const char* end, const char* reported) {
  event::v1::Event event = AnEvent(1);
  event.clear_occurred();
  if (*start != '\0') {
    event.mutable_occurred()->set_start(start);
    event.mutable_occurred()->set_end(end);
  }
  absl::Time time;
  if (absl::ParseTime(absl::RFC3339_full, reported, &time, nullptr)) {
    *event.mutable_reported_time() = window::ToTimestamp(time);
  }
  return event;
}

TEST(EventDatesTest, ListsAnEventOnTheDayThatIsKnownBest) {
  const struct {
    event::v1::Event event;
    absl::CivilDay day;
  } cases[] = {
      {Dated("2025-12-08", "", "2025-12-20T00:00:00Z"), absl::CivilDay(2025, 12, 8)},
      {Dated("2025-12-08", "2025-12-10", ""), absl::CivilDay(2025, 12, 10)},
      {Dated("", "", "2025-12-09T23:30:00-05:00"), absl::CivilDay(2025, 12, 10)},
      {Dated("2025-12", "", "2025-12-05T00:00:00Z"), absl::CivilDay(2025, 12, 5)},
      {Dated("2025-02", "", ""), absl::CivilDay(2025, 2, 28)},
      {Dated("2025", "", ""), absl::CivilDay(2025, 12, 31)},
  };
  for (const auto& [event, day] : cases) {
    EXPECT_EQ(DatesOf(event).listed_on, day) << event.ShortDebugString();
  }
}

TEST(EventDatesTest, QualifiesAReportByTheDayOfTheWindowsZone) {
  const EventDates dates = DatesOf(Dated("", "", "2025-12-08T16:00:00Z"));  // Midnight in Shanghai.
  const absl::CivilDay tuesday(2025, 12, 9);

  EXPECT_TRUE(Qualifies(dates, RangeOf(window::Window::Of(tuesday, 7, Zone("Asia/Shanghai")), 0)));
  EXPECT_FALSE(Qualifies(dates, RangeOf(window::Window::Of(tuesday, 7, Zone("UTC")), 0)));
  EXPECT_TRUE(Qualifies(dates, RangeOf(window::Window::Of(tuesday, 7, Zone("UTC")), 1)));
}

TEST(EventDatesTest, KnowsDaysThatBeginLater) {
  // In São Paulo the clocks went from 0:00 to 1:00 on 4 November 2018.
  const WindowRange range =
      RangeOf(window::Window::Of(absl::CivilDay(2018, 11, 4), 1, Zone("America/Sao_Paulo")), 0);

  EXPECT_EQ(absl::FormatTime(range.first_moment, absl::UTCTimeZone()), "2018-11-04T03:00:00+00:00");
  EXPECT_EQ(range.end_moment - range.first_moment, absl::Hours(23));
}

TEST(EventDatesTest, BelongsToTheWindowOfTheEndOfItsInterval) {
  const EventDates dates = DatesOf(Dated("2025-12-08", "2025-12-09", ""));
  const absl::TimeZone utc = absl::UTCTimeZone();

  EXPECT_FALSE(
      Qualifies(dates, RangeOf(window::Window::Of(absl::CivilDay(2025, 12, 2), 7, utc), 0)));
  EXPECT_TRUE(
      Qualifies(dates, RangeOf(window::Window::Of(absl::CivilDay(2025, 12, 9), 7, utc), 0)));
}

TEST(EventDatesTest, NeverQualifiesByAMonth) {
  const EventDates dates = DatesOf(Dated("2025-12", "", ""));

  EXPECT_FALSE(Qualifies(
      dates,
      RangeOf(window::Window::Of(absl::CivilDay(2025, 12, 1), 31, absl::UTCTimeZone()), 31)));
}

TEST(ContentHashTest, LeavesOutIdentityAndProvenance) {
  const std::string hash = ContentHash(AnEvent(1));
  event::v1::Event same = AnEvent(1);
  same.set_event_id(IdOf(2));
  same.set_topic("other");
  same.mutable_sources(0)->set_url("https://elsewhere.example/");
  same.mutable_reported_time()->set_seconds(1);
  same.set_position(9);
  same.set_content_hash("x");

  EXPECT_EQ(ContentHash(same), hash);
  EXPECT_EQ(hash.size(), 64u);
}

TEST(ContentHashTest, ChangesWithEverythingTheEventSays) {
  const std::function<void(event::v1::Event&)> changes[] = {
      [](event::v1::Event& e) { e.set_title("x"); },
      [](event::v1::Event& e) { e.set_body("x"); },
      [](event::v1::Event& e) { e.set_language("zh-CN"); },
      [](event::v1::Event& e) { e.mutable_occurred()->set_start("2025-12-11"); },
      [](event::v1::Event& e) { e.set_category("policy"); },
      [](event::v1::Event& e) { e.add_entities()->set_name("x"); },
      [](event::v1::Event& e) { e.add_metrics()->set_value("1"); },
      [](event::v1::Event& e) { e.set_read_more_url("https://example.org/"); },
      [](event::v1::Event& e) { e.add_images()->set_url("https://example.org/"); },
      [](event::v1::Event& e) { (*e.mutable_labels())["a"] = "b"; },
  };
  std::set<std::string> hashes = {ContentHash(AnEvent(1))};
  for (const auto& change : changes) {
    event::v1::Event event = AnEvent(1);
    change(event);
    hashes.insert(ContentHash(event));
  }
  EXPECT_EQ(hashes.size(), std::size(changes) + 1);
}

// Calls `visit` with `message` and all messages in it, each of which it makes.
void ForEachMessage(google::protobuf::Message& message,
                    const std::function<void(google::protobuf::Message&)>& visit) {
  visit(message);
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const google::protobuf::FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (field.message_type() == nullptr || field.is_map()) continue;
    ForEachMessage(field.is_repeated() ? *reflection.AddMessage(&message, &field)
                                       : *reflection.MutableMessage(&message, &field),
                   visit);
  }
}

TEST(ContentHashTest, IsTheSameInPlaceWhateverOfTheEventThisProgramDoesNotKnow) {
  int messages = 0;
  event::v1::Event everything;
  ForEachMessage(everything, [&](google::protobuf::Message&) { ++messages; });
  ASSERT_GT(messages, 8);
  for (int unknown = -1; unknown < messages; ++unknown) {
    event::v1::Event event = AnEvent(1);
    int number = 0;
    ForEachMessage(event, [&](google::protobuf::Message& message) {
      if (number++ == unknown) {
        message.GetReflection()->MutableUnknownFields(&message)->AddVarint(9999, 1);
      }
    });
    // As an event is that has nothing that is output only.
    event.clear_recorded_time();
    for (event::v1::Metric& metric : *event.mutable_metrics()) metric.clear_span();
    const event::v1::Event before = event;

    EXPECT_EQ(ContentHashInPlace(event), ContentHash(before)) << "message " << unknown;
    EXPECT_EQ(event.SerializeAsString(), before.SerializeAsString());
  }
}

TEST(ContentHashTest, StaysWhatItIs) {
  // Stored hashes are compared with new ones: this one must never change.
  EXPECT_EQ(ContentHash(AnEvent(1)),
            "d8ad0e8a46710dd818715a24f97ce6d93adedf81d58502eaffd8857cdd11897d");
}

TEST(PreparedEventTest, FillsInCanonicalUrlsAndKeepsTheOriginals) {
  event::v1::Event event = AnEvent(1);
  event.mutable_sources(0)->set_url("https://Example.org/a?utm_source=x#top");
  event.add_sources()->set_publisher("No address");

  const PreparedEvent prepared = Prepare(event, "");

  EXPECT_EQ(prepared.event.sources(0).url(), "https://Example.org/a?utm_source=x#top");
  EXPECT_EQ(prepared.event.sources(0).canonical_url(), "https://example.org/a");
  EXPECT_EQ(prepared.event.sources(1).canonical_url(), "");
}

}  // namespace
}  // namespace sennight::event_store
