#include "tests/unit/event_store/event_log_conformance.h"

#include <gmock/gmock.h>

#include <vector>

#include "absl/time/civil_time.h"
#include "common/status/status.h"
#include "services/event_store/domain/content_hash.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"
#include "tests/unit/event_store/window_parts.h"

namespace sennight::event_store {
namespace {

using event::v1::Event;
using eventstore::v1::AppendOutcome;
using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::EqualsProto;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::IsOkAndHolds;
using ::testing::SizeIs;
using testing::StatusIs;

constexpr auto kStored = eventstore::v1::APPEND_STATUS_STORED;
constexpr auto kDuplicate = eventstore::v1::APPEND_STATUS_DUPLICATE;
constexpr auto kConflict = eventstore::v1::APPEND_STATUS_CONFLICT;

AppendOutcome Outcome(eventstore::v1::AppendStatus status, int n, int stored, int64_t position,
                      const std::string& near_duplicate_of = "") {
  AppendOutcome outcome;
  outcome.set_status(status);
  outcome.set_event_id(IdOf(n));
  outcome.set_stored_event_id(IdOf(stored));
  outcome.set_position(position);
  outcome.set_revision(1);
  outcome.set_near_duplicate_of(near_duplicate_of);
  return outcome;
}

Event SameTextFrom(int n, const Event& original, const std::string& url) {
  Event event = original;
  event.set_event_id(IdOf(n));
  event.mutable_sources(0)->set_url(url);
  return event;
}

std::vector<std::string> Ids(const std::vector<Event>& events) {
  std::vector<std::string> ids;
  for (const Event& event : events) ids.push_back(event.event_id());
  return ids;
}

MATCHER_P(HoldsIds, ids, "") { return arg.ok() && Ids(arg->events) == ids; }

window::Window TheWeek() {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("Asia/Shanghai", &zone));
  return window::Window::Of(absl::CivilDay(2025, 12, 9), 7, zone);
}

ListQuery All() { return {.topic = "cell-gene-therapy", .limit = 100}; }
WindowQuery Week(int late_days = 0) {
  return {.topic = "cell-gene-therapy", .window = TheWeek(), .late_days = late_days};
}

TEST_P(EventLogConformance, BeginsEmpty) {
  const absl::StatusOr<Head> head = log_.GetHead(deadline_);
  ASSERT_THAT(head, IsOk());
  EXPECT_EQ(head->position, 0);
  EXPECT_EQ(head->epoch, 1);
  EXPECT_THAT(log_.List(All(), 0, deadline_), HoldsIds(std::vector<std::string>{}));
}

TEST_P(EventLogConformance, GivesPositionsInTheOrderOfTheBatch) {
  const std::vector<Event> batch = {AnEvent(3), AnEvent(1), AnEvent(2)};

  EXPECT_THAT(AppendTo(log_, batch, {kNow}, deadline_),
              IsOkAndHolds(ElementsAre(EqualsProto(Outcome(kStored, 3, 3, 1)),
                                       EqualsProto(Outcome(kStored, 1, 1, 2)),
                                       EqualsProto(Outcome(kStored, 2, 2, 3)))));

  const absl::StatusOr<Head> head = log_.GetHead(deadline_);
  ASSERT_THAT(head, IsOk());
  EXPECT_EQ(head->position, 3);
  EXPECT_EQ(head->recorded_at, kNow);
}

TEST_P(EventLogConformance, ReturnsWhatWasStoredWithWhatTheLogAdds) {
  Event event = testing::ParseText<Event>(R"pb(
    event_id: "0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d"
    topic: "cell-gene-therapy"
    title: "\"引号\" \\ {braces}, NULL"
    body: "第一段。\n\tSecond, with a \\ and a \"quote\"."
    language: "zh-CN"
    occurred { start: "2025-12-08" end: "2025-12-09" basis: DATE_BASIS_OCCURRED }
    reported_time { seconds: 1765267200 nanos: 123456789 }
    sources {
      url: "https://Example.org/a?utm_source=x&b=1#top"
      publisher: "U.S. FDA"
      title: "Elsewhere"
      published_time { seconds: 1765267200 }
      kind: SOURCE_KIND_REGULATOR
    }
    sources { publisher: "仅有名称" }
    category: "approval"
    entities { entity_id: "fda" name: "FDA" kind: "organization" }
    metrics {
      label: "ORR"
      value: "63.0"
      unit: "%"
      n: 30
      count: 19
      comparator { label: "care" value: "20" }
    }
    read_more_url: "https://example.org/more"
    images { url: "https://example.org/a.png" alt: "A" credit: "B" }
    labels { key: "batch" value: "7" }
    labels { key: "a" value: "" }
  )pb");
  ASSERT_THAT(AppendTo(log_, {event}, {kNow}, deadline_), IsOk());

  const absl::StatusOr<Event> stored = GetFrom(log_, event.event_id(), 0, deadline_);

  event.mutable_sources(0)->set_canonical_url("https://example.org/a?b=1");
  event.set_revision(1);
  event.set_state(event::v1::EVENT_STATE_ACTIVE);
  event.set_position(1);
  event.mutable_recorded_time()->set_seconds(absl::ToUnixSeconds(kNow));
  event.set_content_hash(ContentHash(event));
  EXPECT_THAT(stored, IsOkAndHolds(EqualsProto(event)));
}

TEST_P(EventLogConformance, DropsWhatIsOutputOnly) {
  Event event = AnEvent(1);
  event.set_revision(7);
  event.set_position(99);
  event.set_content_hash("nonsense");
  event.set_near_duplicate_of(IdOf(5));
  event.set_revision_reason("none");
  event.mutable_sources(0)->set_canonical_url("https://elsewhere.example/");
  ASSERT_THAT(AppendTo(log_, {event}, {kNow}, deadline_), IsOk());

  const absl::StatusOr<Event> stored = GetFrom(log_, IdOf(1), 0, deadline_);

  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->revision(), 1);
  EXPECT_EQ(stored->position(), 1);
  EXPECT_EQ(stored->content_hash(), ContentHash(AnEvent(1)));
  EXPECT_EQ(stored->near_duplicate_of(), "");
  EXPECT_EQ(stored->revision_reason(), "");
  EXPECT_EQ(stored->sources(0).canonical_url(), "https://example.org/reports/1");
}

TEST_P(EventLogConformance, CallsTheSameIdWithTheSameContentADuplicate) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1), AnEvent(2)}, {kNow}, deadline_), IsOk());

  EXPECT_THAT(AppendTo(log_, {AnEvent(2), AnEvent(3)}, {kNow}, deadline_),
              IsOkAndHolds(ElementsAre(EqualsProto(Outcome(kDuplicate, 2, 2, 2)),
                                       EqualsProto(Outcome(kStored, 3, 3, 3)))));
}

TEST_P(EventLogConformance, IsNotChangedByARepeatedBatch) {
  const std::vector<Event> batch = {AnEvent(1), AnEvent(2)};
  ASSERT_THAT(AppendTo(log_, batch, {kNow}, deadline_), IsOk());

  EXPECT_THAT(AppendTo(log_, batch, {kNow + absl::Hours(1)}, deadline_),
              IsOkAndHolds(ElementsAre(EqualsProto(Outcome(kDuplicate, 1, 1, 1)),
                                       EqualsProto(Outcome(kDuplicate, 2, 2, 2)))));
  const absl::StatusOr<Head> head = log_.GetHead(deadline_);
  ASSERT_THAT(head, IsOk());
  EXPECT_EQ(head->position, 2);
  EXPECT_EQ(head->recorded_at, kNow);
}

TEST_P(EventLogConformance, CallsTheSameIdWithOtherContentAConflict) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1)}, {kNow}, deadline_), IsOk());
  Event other = AnEvent(1);
  other.set_title("Another title");

  EXPECT_THAT(AppendTo(log_, {other}, {kNow}, deadline_),
              IsOkAndHolds(ElementsAre(EqualsProto(Outcome(kConflict, 1, 1, 1)))));
  const absl::StatusOr<Event> stored = GetFrom(log_, IdOf(1), 0, deadline_);
  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->title(), "Report 1");
}

TEST_P(EventLogConformance, CallsTheSameIdInAnotherTopicAConflict) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1)}, {kNow}, deadline_), IsOk());
  Event other = AnEvent(1);
  other.set_topic("quiet-topic");

  EXPECT_THAT(AppendTo(log_, {other}, {kNow}, deadline_),
              IsOkAndHolds(ElementsAre(EqualsProto(Outcome(kConflict, 1, 1, 1)))));
}

TEST_P(EventLogConformance, CallsTheSameUrlWithTheSameContentADuplicateAndNamesTheStoredEvent) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1)}, {kNow}, deadline_), IsOk());
  const Event tracked =
      SameTextFrom(2, AnEvent(1), "https://EXAMPLE.org/reports/1?utm_campaign=week#part");

  EXPECT_THAT(AppendTo(log_, {tracked}, {kNow}, deadline_),
              IsOkAndHolds(ElementsAre(EqualsProto(Outcome(kDuplicate, 2, 1, 1)))));
  EXPECT_THAT(GetFrom(log_, IdOf(2), 0, deadline_), StatusIs(absl::StatusCode::kNotFound, IdOf(2)));
}

TEST_P(EventLogConformance, StoresOtherContentAtTheSameUrl) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1)}, {kNow}, deadline_), IsOk());
  Event updated = AnEvent(1);
  updated.set_event_id(IdOf(2));
  updated.set_title("Report 1, updated");

  EXPECT_THAT(AppendTo(log_, {updated}, {kNow}, deadline_),
              IsOkAndHolds(ElementsAre(EqualsProto(Outcome(kStored, 2, 2, 2)))));
}

TEST_P(EventLogConformance, StoresTheSameUrlAndContentInAnotherTopic) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1)}, {kNow}, deadline_), IsOk());
  Event other = AnEvent(1);
  other.set_event_id(IdOf(2));
  other.set_topic("quiet-topic");

  EXPECT_THAT(AppendTo(log_, {other}, {kNow}, deadline_),
              IsOkAndHolds(ElementsAre(EqualsProto(Outcome(kStored, 2, 2, 2)))));
}

TEST_P(EventLogConformance, StoresTheSameTextFromAnotherSourceAsANearDuplicate) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1)}, {kNow}, deadline_), IsOk());
  Event copy = SameTextFrom(2, AnEvent(1), "https://copy.example/1");
  copy.set_title("ＲＥＰＯＲＴ   1");  // Full-width, capitals, more space: the same text.
  copy.set_category("policy");

  EXPECT_THAT(AppendTo(log_, {copy}, {kNow}, deadline_),
              IsOkAndHolds(ElementsAre(EqualsProto(Outcome(kStored, 2, 2, 2, IdOf(1))))));
  const absl::StatusOr<Event> stored = GetFrom(log_, IdOf(2), 0, deadline_);
  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->near_duplicate_of(), IdOf(1));
}

TEST_P(EventLogConformance, NamesAsNearDuplicateTheEarliestEventOfAnotherSource) {
  Event again = AnEvent(1);
  again.set_event_id(IdOf(4));
  again.set_category("policy");  // The same text at the same URL, but not the same content.
  const std::vector<Event> batch = {AnEvent(1),
                                    SameTextFrom(2, AnEvent(1), "https://copy.example/1"),
                                    SameTextFrom(3, AnEvent(1), "https://third.example/1"), again};

  EXPECT_THAT(AppendTo(log_, batch, {kNow}, deadline_),
              IsOkAndHolds(ElementsAre(EqualsProto(Outcome(kStored, 1, 1, 1)),
                                       EqualsProto(Outcome(kStored, 2, 2, 2, IdOf(1))),
                                       EqualsProto(Outcome(kStored, 3, 3, 3, IdOf(1))),
                                       EqualsProto(Outcome(kStored, 4, 4, 4, IdOf(2))))));
  Event once_more = AnEvent(1);
  once_more.set_event_id(IdOf(5));
  once_more.set_category("research");
  EXPECT_THAT(AppendTo(log_, {once_more}, {kNow}, deadline_),
              IsOkAndHolds(ElementsAre(EqualsProto(Outcome(kStored, 5, 5, 5, IdOf(2))))));
}

TEST_P(EventLogConformance, TellsSourcesWithoutUrlApartByPublisher) {
  Event first = AnEvent(1);
  first.mutable_sources(0)->clear_url();
  Event same_publisher = first;
  same_publisher.set_event_id(IdOf(2));
  Event other_publisher = first;
  other_publisher.set_event_id(IdOf(3));
  other_publisher.mutable_sources(0)->set_publisher("Another Paper");

  EXPECT_THAT(AppendTo(log_, {first, same_publisher, other_publisher}, {kNow}, deadline_),
              IsOkAndHolds(ElementsAre(EqualsProto(Outcome(kStored, 1, 1, 1)),
                                       EqualsProto(Outcome(kStored, 2, 2, 2)),
                                       EqualsProto(Outcome(kStored, 3, 3, 3, IdOf(1))))));
}

TEST_P(EventLogConformance, DecidesInsideABatchAsIfEachEventWereAppendedAlone) {
  Event conflicting = AnEvent(1);
  conflicting.set_body("Other words.");
  const std::vector<Event> batch = {
      AnEvent(1), AnEvent(1), conflicting,
      SameTextFrom(2, AnEvent(1), "https://example.org/reports/1?fbclid=1"), AnEvent(3)};

  EXPECT_THAT(
      AppendTo(log_, batch, {kNow}, deadline_),
      IsOkAndHolds(ElementsAre(
          EqualsProto(Outcome(kStored, 1, 1, 1)), EqualsProto(Outcome(kDuplicate, 1, 1, 1)),
          EqualsProto(Outcome(kConflict, 1, 1, 1)), EqualsProto(Outcome(kDuplicate, 2, 1, 1)),
          EqualsProto(Outcome(kStored, 3, 3, 2)))));
}

TEST_P(EventLogConformance, NeverRecordsATimeBeforeThatOfAnEarlierPosition) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1)}, {kNow}, deadline_), IsOk());
  ASSERT_THAT(AppendTo(log_, {AnEvent(2)}, {kNow - absl::Hours(1)}, deadline_), IsOk());

  const absl::StatusOr<Event> second = GetFrom(log_, IdOf(2), 0, deadline_);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(window::ToTime(second->recorded_time()), kNow);
}

TEST_P(EventLogConformance, GetsAsOfAPosition) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1), AnEvent(2)}, {kNow}, deadline_), IsOk());

  EXPECT_THAT(GetFrom(log_, IdOf(2), 2, deadline_), IsOk());
  const absl::Status before = GetFrom(log_, IdOf(2), 1, deadline_).status();
  EXPECT_THAT(before, StatusIs(absl::StatusCode::kNotFound, "as of position 1"));
  EXPECT_EQ(ReasonOf(before), "EVENT_NOT_FOUND");
}

TEST_P(EventLogConformance, RefusesAPositionAfterTheHead) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1)}, {kNow}, deadline_), IsOk());

  const absl::Status statuses[] = {GetFrom(log_, IdOf(1), 2, deadline_).status(),
                                   log_.BatchGet({IdOf(1)}, 2, deadline_).status(),
                                   log_.List(All(), 2, deadline_).status(),
                                   log_.Window(Week(), 2, deadline_).status()};
  for (const absl::Status& status : statuses) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kOutOfRange, "at most 1"));
    EXPECT_EQ(ReasonOf(status), "POSITION_AFTER_HEAD");
  }
}

TEST_P(EventLogConformance, LooksForEachOfSeveralEventsAsOfItsOwnPosition) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1), AnEvent(2), AnEvent(3)}, {kNow}, deadline_), IsOk());

  const auto found = log_.GetEach(
      {{IdOf(3), 0}, {IdOf(9), 0}, {IdOf(2), 1}, {IdOf(2), 2}, {IdOf(1), 4}, {IdOf(3), 3}},
      deadline_);

  ASSERT_THAT(found, IsOk());
  ASSERT_EQ(found->size(), 6);
  const auto position_of = [&](size_t i) {
    const auto event = Decode(**(*found)[i]);
    return event.ok() ? event->position() : 0;
  };
  EXPECT_EQ(position_of(0), 3);
  EXPECT_THAT(*(*found)[1], StatusIs(absl::StatusCode::kNotFound, IdOf(9)));
  EXPECT_THAT(*(*found)[2], StatusIs(absl::StatusCode::kNotFound, IdOf(2))) << "came later";
  EXPECT_EQ(position_of(3), 2);
  EXPECT_EQ(ReasonOf((*found)[4]->status()), "POSITION_AFTER_HEAD");
  EXPECT_EQ(position_of(5), 3);
}

TEST_P(EventLogConformance, LeavesOutALargeEventOfSeveralAndGetsItAlone) {
  Event large = AnEvent(2);
  large.set_body(std::string(kMostSharedBytes, 'b'));
  ASSERT_THAT(AppendTo(log_, {AnEvent(1), large}, {kNow}, deadline_), IsOk());

  const auto together = log_.GetEach({{IdOf(2), 0}, {IdOf(1), 0}}, deadline_);

  ASSERT_THAT(together, IsOk());
  EXPECT_FALSE((*together)[0].has_value());
  EXPECT_THAT(*(*together)[1], IsOk());
  const auto alone = GetFrom(log_, IdOf(2), 0, deadline_);
  ASSERT_THAT(alone, IsOk());
  EXPECT_EQ(alone->body(), large.body());
}

TEST_P(EventLogConformance, SaysTheSameOfAnEventHoweverItIsRead) {
  Event event = AnEvent(2);
  event.set_category("");
  event.set_title("Überblick 新闻 \"Ω\"");
  event.set_body(std::string(300, 'x'));
  (*event.mutable_labels())["desk"] = "a";
  Event near = event;
  near.set_event_id(IdOf(3));
  near.mutable_sources(0)->set_url("https://other.example/report");
  for (const Event& one : {AnEvent(1), event, near}) {
    ASSERT_THAT(
        AppendTo(log_, {one}, {kNow + absl::Nanoseconds(123'456'000), "someone"}, deadline_),
        IsOk());
  }

  const auto expected = log_.BatchGet({IdOf(1), IdOf(2), IdOf(3)}, 0, deadline_);
  ASSERT_THAT(expected, IsOk());
  EXPECT_EQ((*expected)[2].near_duplicate_of(), IdOf(2));
  EXPECT_EQ((*expected)[2].content_hash().size(), 64);
  const auto each = log_.GetEach({{IdOf(1), 0}, {IdOf(2), 0}, {IdOf(3), 0}}, deadline_);
  const auto range = log_.Read({1, 2, 3}, Detail::kWhole, deadline_);
  const auto single = log_.Read({3}, Detail::kWhole, deadline_);
  ASSERT_THAT(each, IsOk());
  ASSERT_THAT(range, IsOk());
  ASSERT_THAT(single, IsOk());
  EXPECT_FALSE(range->has_erased);
  ASSERT_THAT(EventsOf(*range), SizeIs(3));
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_THAT(Decode(**(*each)[i]), IsOkAndHolds(EqualsProto((*expected)[i])));
    EXPECT_THAT(EventsOf(*range)[i], EqualsProto((*expected)[i]));
  }
  EXPECT_THAT(EventsOf(*single), ElementsAre(EqualsProto((*expected)[2])));
}

TEST_P(EventLogConformance, GetsABatchInTheOrderAskedForWithoutThoseThatDoNotExist) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1), AnEvent(2), AnEvent(3)}, {kNow}, deadline_), IsOk());

  const auto events = log_.BatchGet({IdOf(3), IdOf(9), IdOf(1), IdOf(3)}, 0, deadline_);
  ASSERT_THAT(events, IsOk());
  EXPECT_THAT(Ids(*events), ElementsAre(IdOf(3), IdOf(1), IdOf(3)));
  const auto earlier = log_.BatchGet({IdOf(3), IdOf(1)}, 2, deadline_);
  ASSERT_THAT(earlier, IsOk());
  EXPECT_THAT(Ids(*earlier), ElementsAre(IdOf(1)));
}

TEST_P(EventLogConformance, RefusesABatchThatIsTooLargeForOneAnswer) {
  std::vector<Event> batch;
  std::vector<std::string> ids;
  for (int n = 1; n <= 33; ++n) {
    batch.push_back(AnEvent(n));
    batch.back().set_body(std::string(262144, 'a'));
    ids.push_back(IdOf(n));
  }
  ASSERT_THAT(AppendTo(log_, batch, {kNow}, deadline_), IsOk());

  const absl::Status status = log_.BatchGet(ids, 0, deadline_).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted, "fewer"));
  EXPECT_EQ(ReasonOf(status), "ANSWER_TOO_LARGE");
}

TEST_P(EventLogConformance, ListsATopicPageByPage) {
  Event other_topic = AnEvent(2);
  other_topic.set_topic("quiet-topic");
  ASSERT_THAT(AppendTo(log_, {AnEvent(1), other_topic, AnEvent(3), AnEvent(4)}, {kNow}, deadline_),
              IsOk());

  ListQuery query = All();
  query.limit = 2;
  const absl::StatusOr<EventPage> first = log_.List(query, 0, deadline_);
  ASSERT_THAT(first, HoldsIds(std::vector{IdOf(1), IdOf(3)}));
  EXPECT_TRUE(first->has_more);
  EXPECT_EQ(first->as_of_position, 4);
  EXPECT_EQ(first->epoch, 1);
  query.after_position = 3;
  const absl::StatusOr<EventPage> second = log_.List(query, 4, deadline_);
  ASSERT_THAT(second, HoldsIds(std::vector{IdOf(4)}));
  EXPECT_FALSE(second->has_more);
}

TEST_P(EventLogConformance, SaysThatNothingFollowsAPageThatIsJustFull) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1), AnEvent(2)}, {kNow}, deadline_), IsOk());

  ListQuery query = All();
  query.limit = 2;
  const absl::StatusOr<EventPage> page = log_.List(query, 0, deadline_);
  ASSERT_THAT(page, IsOk());
  EXPECT_FALSE(page->has_more);
}

TEST_P(EventLogConformance, EndsAPageBeforeItIsTooLarge) {
  std::vector<Event> batch;
  for (int n = 1; n <= 9; ++n) {
    batch.push_back(AnEvent(n));
    batch.back().set_body(std::string(262144, 'a'));
  }
  ASSERT_THAT(AppendTo(log_, batch, {kNow}, deadline_), IsOk());

  const absl::StatusOr<EventPage> page = log_.List(All(), 0, deadline_);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->events.size(), 7u);
  EXPECT_TRUE(page->has_more);
}

TEST_P(EventLogConformance, ListsByDay) {
  Event monday = AnEvent(1);
  monday.mutable_occurred()->set_start("2025-12-08");
  Event to_wednesday = AnEvent(2);
  to_wednesday.mutable_occurred()->set_start("2025-12-08");
  to_wednesday.mutable_occurred()->set_end("2025-12-10");
  Event reported_tuesday = AnEvent(3);
  reported_tuesday.clear_occurred();
  *reported_tuesday.mutable_reported_time() = Seconds(absl::CivilSecond(2025, 12, 9, 23, 59, 59));
  Event some_day_in_december = AnEvent(4);
  some_day_in_december.mutable_occurred()->set_start("2025-12");
  ASSERT_THAT(AppendTo(log_, {monday, to_wednesday, reported_tuesday, some_day_in_december}, {kNow},
                       deadline_),
              IsOk());

  ListQuery query = All();
  query.first_day = absl::CivilDay(2025, 12, 9);
  EXPECT_THAT(log_.List(query, 0, deadline_), HoldsIds(std::vector{IdOf(2), IdOf(3), IdOf(4)}));
  query.end_day = absl::CivilDay(2025, 12, 10);
  EXPECT_THAT(log_.List(query, 0, deadline_), HoldsIds(std::vector{IdOf(3)}));
  query.first_day = std::nullopt;
  EXPECT_THAT(log_.List(query, 0, deadline_), HoldsIds(std::vector{IdOf(1), IdOf(3)}));
}

TEST_P(EventLogConformance, KeepsTheFirstAndTheLastMomentThereIs) {
  Event first = AnEvent(1);
  first.clear_occurred();
  first.mutable_reported_time()->set_seconds(-62135596800);
  Event last = AnEvent(2);
  last.clear_occurred();
  last.mutable_reported_time()->set_seconds(253402300799);
  last.mutable_reported_time()->set_nanos(999999999);
  Event year = AnEvent(3);
  year.mutable_occurred()->set_start("1900");
  year.mutable_occurred()->set_end("2999");
  ASSERT_THAT(AppendTo(log_, {first, last, year}, {kNow}, deadline_), IsOk());

  EXPECT_EQ(GetFrom(log_, IdOf(1), 0, deadline_)->reported_time().seconds(), -62135596800);
  EXPECT_EQ(GetFrom(log_, IdOf(2), 0, deadline_)->reported_time().nanos(), 999999999);
  ListQuery query = All();
  query.first_day = absl::CivilDay(2999, 12, 31);
  EXPECT_THAT(log_.List(query, 0, deadline_), HoldsIds(std::vector{IdOf(2), IdOf(3)}));
  query.first_day = std::nullopt;
  query.end_day = absl::CivilDay(1900, 1, 1);
  EXPECT_THAT(log_.List(query, 0, deadline_), HoldsIds(std::vector{IdOf(1)}));
}

TEST_P(EventLogConformance, RefusesAListOfAnotherEpoch) {
  ListQuery query = All();
  query.epoch = 2;

  const absl::Status status = log_.List(query, 0, deadline_).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kOutOfRange, "begin the list again"));
  EXPECT_EQ(ReasonOf(status), "EPOCH_MISMATCH");
}

std::vector<int64_t> Positions(const WindowContents& contents) {
  std::vector<int64_t> positions;
  for (const SizedEvent& entry : contents.entries) positions.push_back(entry.position);
  return positions;
}

TEST_P(EventLogConformance, FindsTheEventsOfAWindowByOccurredAndByReportedDate) {
  std::vector<Event> batch;
  const auto add = [&batch](const char* start, const char* end, const char* reported) {
    Event event = AnEvent(static_cast<int>(batch.size()) + 1);
    event.clear_occurred();
    if (*start != '\0') event.mutable_occurred()->set_start(start);
    event.mutable_occurred()->set_end(end);
    if (*start == '\0') event.clear_occurred();
    absl::Time time;
    if (absl::ParseTime(absl::RFC3339_full, reported, &time, nullptr)) {
      *event.mutable_reported_time() = window::ToTimestamp(time);
    }
    batch.push_back(event);
  };
  add("2025-12-08", "", "");                        // 1: the day before.
  add("2025-12-09", "", "");                        // 2: the first day.
  add("2025-12-15", "", "");                        // 3: the last day.
  add("2025-12-16", "", "");                        // 4: the day after.
  add("2025-12-05", "2025-12-09", "");              // 5: ends in the window.
  add("2025-12-15", "2025-12-16", "");              // 6: ends after it.
  add("2025-12", "", "");                           // 7: some day of the month.
  add("2025-12", "", "2025-12-10T00:00:00Z");       // 8: reported in it.
  add("", "", "2025-12-09T00:00:00+08:00");         // 9: at its first moment.
  add("", "", "2025-12-08T23:59:59.999999+08:00");  // 10: just before.
  add("", "", "2025-12-15T23:59:59.999999+08:00");  // 11: at its last moment.
  add("", "", "2025-12-16T00:00:00+08:00");         // 12: just after.
  add("2025-11-01", "", "2025-12-12T00:00:00Z");    // 13: reported late.
  ASSERT_THAT(AppendTo(log_, batch, {kNow}, deadline_), IsOk());

  const absl::StatusOr<WindowContents> week = log_.Window(Week(), 0, deadline_);
  ASSERT_THAT(week, IsOk());
  EXPECT_THAT(Positions(*week), ElementsAre(2, 3, 5, 8, 9, 11, 13));
  EXPECT_EQ(week->as_of_position, 13);
  EXPECT_EQ(week->epoch, 1);
  const absl::StatusOr<WindowContents> with_late = log_.Window(Week(1), 0, deadline_);
  ASSERT_THAT(with_late, IsOk());
  EXPECT_THAT(Positions(*with_late), ElementsAre(1, 2, 3, 5, 8, 9, 10, 11, 13));
}

std::vector<int64_t> EarlierPositions(const WindowContents& contents) {
  std::vector<int64_t> positions;
  for (const SizedEvent& entry : contents.earlier) positions.push_back(entry.position);
  return positions;
}

TEST_P(EventLogConformance, FindsWhatIsOnlyOfTheEarlierDays) {
  std::vector<Event> batch;
  for (const char* day : {"2025-12-09", "2025-12-08", "2025-12-07", "2025-11-30", "2025-11-29"}) {
    batch.push_back(AnEvent(static_cast<int>(batch.size()) + 1));
    batch.back().mutable_occurred()->set_start(day);
  }
  // Happened in the earlier days, reported in the window: of the window.
  absl::Time in_window;
  ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, "2025-12-10T00:00:00Z", &in_window, nullptr));
  *batch[3].mutable_reported_time() = window::ToTimestamp(in_window);
  ASSERT_THAT(AppendTo(log_, batch, {kNow}, deadline_), IsOk());

  WindowQuery query = Week(1);
  query.earlier_days = 8;  // 30 November to 7 December.
  absl::StatusOr<WindowContents> contents = log_.Window(query, 0, deadline_);
  ASSERT_THAT(contents, IsOk());
  EXPECT_THAT(Positions(*contents), ElementsAre(1, 2, 4));
  EXPECT_THAT(EarlierPositions(*contents), ElementsAre(3));
  EXPECT_EQ(contents->as_of_position, 4);
  EXPECT_THAT(log_.GetWindowHead(query, 0, deadline_),
              IsOkAndHolds(EqualsProto(HeadOf(*contents))));
  query.earlier_days = 9;
  contents = log_.Window(query, 0, deadline_);
  EXPECT_THAT(EarlierPositions(*contents), ElementsAre(3, 5));
  EXPECT_EQ(contents->as_of_position, 5);
  EXPECT_EQ(HeadOf(*contents).earlier_count(), 2);
  EXPECT_THAT(log_.GetWindowHead(query, 0, deadline_),
              IsOkAndHolds(EqualsProto(HeadOf(*contents))));
  // As of before it was appended.
  EXPECT_THAT(EarlierPositions(*log_.Window(query, 4, deadline_)), ElementsAre(3));
  query.earlier_days = 0;
  EXPECT_THAT(EarlierPositions(*log_.Window(query, 0, deadline_)), IsEmpty());
}

TEST_P(EventLogConformance, ReadsEventsWithoutTheirBodies) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1), AnEvent(2)}, {kNow}, deadline_), IsOk());
  const auto whole = log_.Read({1, 2}, Detail::kWhole, deadline_);
  ASSERT_THAT(whole, IsOk());
  const auto headlines = log_.Read({1, 2}, Detail::kWithoutBody, deadline_);
  ASSERT_THAT(headlines, IsOk());
  std::vector<Event> expected = EventsOf(*whole);
  for (Event& event : expected) {
    EXPECT_NE(event.body(), "");
    event.clear_body();
  }
  EXPECT_THAT(EventsOf(*headlines),
              ElementsAre(EqualsProto(expected.at(0)), EqualsProto(expected.at(1))));
}

TEST_P(EventLogConformance, SaysWhichPositionChangedAWindowLast) {
  Event other_topic = AnEvent(2);
  other_topic.set_topic("quiet-topic");
  Event other_week = AnEvent(3);
  other_week.mutable_occurred()->set_start("2025-11-10");
  ASSERT_THAT(AppendTo(log_, {AnEvent(1), other_topic, other_week, AnEvent(4)}, {kNow}, deadline_),
              IsOk());

  EXPECT_EQ(log_.Window(Week(), 3, deadline_)->as_of_position, 1);
  EXPECT_THAT(Positions(*log_.Window(Week(), 3, deadline_)), ElementsAre(1));
  EXPECT_EQ(log_.Window(Week(), 4, deadline_)->as_of_position, 4);
  WindowQuery unknown = Week();
  unknown.topic = "unknown";
  EXPECT_EQ(log_.Window(unknown, 0, deadline_)->as_of_position, 0);
  EXPECT_THAT(Positions(*log_.Window(unknown, 0, deadline_)), IsEmpty());
}

TEST_P(EventLogConformance, TellsTheHeadOfAWindowAsTheWindowHasIt) {
  Event other_topic = AnEvent(2);
  other_topic.set_topic("quiet-topic");
  Event other_week = AnEvent(3);
  other_week.mutable_occurred()->set_start("2025-11-10");
  WindowQuery november = Week();
  november.window = window::Window::Of(absl::CivilDay(2025, 11, 10), 7, TheWeek().zone());
  WindowQuery in_utc = Week();
  in_utc.window = window::Window::Of(absl::CivilDay(2025, 12, 9), 7, absl::UTCTimeZone());
  WindowQuery unknown = Week();
  unknown.topic = "unknown";
  const std::vector<WindowQuery> queries = {Week(), Week(31), november, in_utc, unknown};
  const auto expect_same = [&](int64_t as_of) {
    for (const WindowQuery& query : queries) {
      const absl::StatusOr<WindowContents> window = log_.Window(query, as_of, deadline_);
      ASSERT_THAT(window, IsOk());
      // Twice: a log may remember what it was asked.
      for (int i = 0; i < 2; ++i) {
        EXPECT_THAT(log_.GetWindowHead(query, as_of, deadline_),
                    IsOkAndHolds(EqualsProto(HeadOf(*window))));
      }
    }
  };
  expect_same(0);
  for (const Event& event : {AnEvent(1), other_topic, other_week, AnEvent(4)}) {
    ASSERT_THAT(AppendTo(log_, {event}, {kNow}, deadline_), IsOk());
    expect_same(0);
  }
  for (const int64_t as_of : {4, 1, 3, 2}) expect_same(as_of);
  expect_same(0);
  EXPECT_THAT(log_.GetWindowHead(Week(), 5, deadline_),
              StatusIs(absl::StatusCode::kOutOfRange, "want a position of at most 4"));
}

TEST_P(EventLogConformance, ReadsAsOfAPositionNeverChange) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1), AnEvent(2)}, {kNow}, deadline_), IsOk());
  const absl::StatusOr<EventPage> list = log_.List(All(), 2, deadline_);
  const absl::StatusOr<WindowContents> week = log_.Window(Week(), 2, deadline_);
  ASSERT_THAT(list, IsOk());
  ASSERT_THAT(week, IsOk());

  ASSERT_THAT(AppendTo(log_, {AnEvent(3), AnEvent(4)}, {kNow}, deadline_), IsOk());

  EXPECT_THAT(log_.List(All(), 2, deadline_), HoldsIds(Ids(list->events)));
  EXPECT_THAT(Positions(*log_.Window(Week(), 2, deadline_)), Positions(*week));
}

TEST_P(EventLogConformance, ReadsTheEventsAtPositions) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1), AnEvent(2), AnEvent(3)}, {kNow}, deadline_), IsOk());

  const auto events = log_.Read({1, 3}, Detail::kWhole, deadline_);
  ASSERT_THAT(events, IsOk());
  EXPECT_THAT(Ids(EventsOf(*events)), ElementsAre(IdOf(1), IdOf(3)));
}

TEST_P(EventLogConformance, TellsTheSizeOfAnEventBeforeItIsRead) {
  Event event = AnEvent(1);
  event.set_body(std::string(100000, 'b'));
  ASSERT_THAT(AppendTo(log_, {event}, {kNow}, deadline_), IsOk());

  const absl::StatusOr<WindowContents> week = log_.Window(Week(), 0, deadline_);
  ASSERT_THAT(week, IsOk());
  EXPECT_THAT(week->entries.at(0).size_bytes, AllOf(::testing::Gt(100000), ::testing::Lt(101000)));
}

}  // namespace
}  // namespace sennight::event_store
