// What every event log must do where a large batch is taken apart: PostgreSQL's is decided about
// and inserted in parts of 512 events, and read 256 or 1,000 at a time.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/in_memory_event_log.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"
#include "tests/unit/event_store/event_log_conformance.h"
#include "tests/unit/event_store/window_parts.h"

namespace sennight::event_store {
namespace {

using event::v1::Event;
using eventstore::v1::AppendOutcome;
using testing::EqualsProto;
using testing::IsOk;
using ::testing::SizeIs;

constexpr int kSizes[] = {511, 512, 513, 1024, 1025};

// How far behind an event the one is that it repeats: in the same part or in the one before.
constexpr int kDistances[] = {31, 61, 256, 511, 512, 513};

// A text of its own, long enough to be recognized when it is nearly the same.
std::string BodyOf(int n) {
  std::string body;
  for (int i = 0; i < 12; ++i) absl::StrAppend(&body, "Sentence ", n * 31 + i, " of ", n, ". ");
  return body;
}

Event Numbered(int n) {
  Event event = AnEvent(n);
  event.set_body(BodyOf(n));
  return event;
}

// The ways of an event to have something to do with an earlier one.
enum class Kind { kNew, kSame, kConflict, kSameUrl, kNearDuplicate, kOtherTopic };

Event Related(Kind kind, int n, int earlier) {
  Event event = Numbered(earlier);
  switch (kind) {
    case Kind::kNew:
      return Numbered(n);
    case Kind::kSame:
      break;
    case Kind::kConflict:
      event.set_body("Other words.");
      break;
    case Kind::kSameUrl:
      event.set_event_id(IdOf(n));
      break;
    case Kind::kNearDuplicate:
      event.set_event_id(IdOf(n));
      event.set_body(absl::StrCat(event.body(), "And a word more."));
      event.mutable_sources(0)->set_url(absl::StrCat("https://copy.example/", n));
      break;
    case Kind::kOtherTopic:
      event = Numbered(n);
      event.set_topic(absl::StrCat("topic-", n));
      break;
  }
  return event;
}

// A batch whose events around each border of two parts repeat earlier ones in all ways.
std::vector<Event> BatchOf(int size) {
  std::vector<Event> batch;
  for (int n = 0; n < size; ++n) batch.push_back(Numbered(n));
  int way = 0;
  for (const int border : {512, 1024}) {
    for (int n = border - 30; n < std::min(size, border + 30); ++n, ++way) {
      const auto kind = static_cast<Kind>(way % 6);
      const int earlier = std::max(0, n - kDistances[way / 6 % 6]);
      batch[static_cast<size_t>(n)] = Related(kind, n, earlier);
    }
  }
  return batch;
}

TEST_P(EventLogConformance, DecidesInsideALargeBatchAsIfEachEventWereAppendedAlone) {
  for (const int size : kSizes) {
    SCOPED_TRACE(size);
    const std::unique_ptr<LogUnderTest> under_test = GetParam().make();
    EventLog& log = under_test->log();
    const std::vector<Event> batch = BatchOf(size);
    // The first events of a part are known from before as well.
    const std::vector<Event> before = {Related(Kind::kNearDuplicate, 5000, 511),
                                       Related(Kind::kConflict, 0, 1023)};
    InMemoryEventLog reference;
    std::vector<AppendOutcome> expected;
    for (const Event& event : before)
      ASSERT_THAT(AppendTo(reference, {event}, {kNow}, deadline_), IsOk());
    for (const Event& event : batch) {
      const auto outcome = AppendTo(reference, {event}, {kNow}, deadline_);
      ASSERT_THAT(outcome, IsOk());
      expected.push_back(outcome->front());
    }

    ASSERT_THAT(AppendTo(log, before, {kNow}, deadline_), IsOk());
    const auto outcomes = AppendTo(log, batch, {kNow}, deadline_);

    ASSERT_THAT(outcomes, IsOk());
    ASSERT_THAT(*outcomes, SizeIs(size));
    std::map<eventstore::v1::AppendStatus, int> statuses;
    int hints = 0;
    for (size_t i = 0; i < expected.size(); ++i) {
      EXPECT_THAT((*outcomes)[i], EqualsProto(expected[i])) << i;
      ++statuses[expected[i].status()];
      hints += expected[i].near_duplicate_of().empty() ? 0 : 1;
    }
    EXPECT_GE(statuses[eventstore::v1::APPEND_STATUS_DUPLICATE], 4);
    EXPECT_GE(statuses[eventstore::v1::APPEND_STATUS_CONFLICT], 2);
    EXPECT_GE(hints, 2);
    EXPECT_EQ(log.GetHead(deadline_)->position, reference.GetHead(deadline_)->position);

    // A second time nothing is stored, whatever part an event was in.
    const auto again = AppendTo(log, batch, {kNow}, deadline_);
    ASSERT_THAT(again, IsOk());
    for (const AppendOutcome& outcome : *again) {
      EXPECT_NE(outcome.status(), eventstore::v1::APPEND_STATUS_STORED) << outcome.event_id();
    }
  }
}

// All that a log has, read in several ways.
void ExpectToHold(EventLog& log, EventLog& reference, absl::Time deadline) {
  const int64_t head = reference.GetHead(deadline)->position;
  ASSERT_EQ(log.GetHead(deadline)->position, head);
  std::vector<int64_t> positions(static_cast<size_t>(head));
  std::iota(positions.begin(), positions.end(), 1);
  const auto read = log.Read(positions, Detail::kWhole, deadline);
  const auto expected = reference.Read(positions, Detail::kWhole, deadline);
  ASSERT_THAT(read, IsOk());
  const std::vector<Event> events = EventsOf(*read);
  const std::vector<Event> wanted = EventsOf(*expected);
  ASSERT_THAT(events, SizeIs(positions.size()));
  for (size_t i = 0; i < events.size(); ++i) {
    EXPECT_THAT(events[i], EqualsProto(wanted[i]));
  }
  for (const int limit : {256, 512, 1000}) {
    ListQuery query{.topic = "cell-gene-therapy", .limit = limit};
    for (bool has_more = true; has_more;) {
      const absl::StatusOr<EventPage> page = log.List(query, 0, deadline);
      const absl::StatusOr<EventPage> of_reference = reference.List(query, 0, deadline);
      ASSERT_THAT(page, IsOk());
      ASSERT_EQ(page->events.size(), of_reference->events.size());
      for (size_t i = 0; i < page->events.size(); ++i) {
        EXPECT_THAT(page->events[i], EqualsProto(of_reference->events[i]));
      }
      EXPECT_EQ(page->has_more, of_reference->has_more);
      query.after_position = page->last_position;
      has_more = page->has_more && of_reference->has_more;
    }
  }
  const absl::StatusOr<Tail> tail =
      log.ReadTail({.after_position = 0, .limit = 2000, .max_bytes = 1 << 30}, deadline);
  ASSERT_THAT(tail, IsOk());
  EXPECT_THAT(tail->events, SizeIs(head));
}

TEST_P(EventLogConformance, HoldsAllOfALargeBatchInItsOrder) {
  for (const int size : kSizes) {
    SCOPED_TRACE(size);
    const std::unique_ptr<LogUnderTest> under_test = GetParam().make();
    InMemoryEventLog reference;
    const std::vector<Event> batch = BatchOf(size);
    ASSERT_THAT(AppendTo(reference, batch, {kNow}, deadline_), IsOk());
    ASSERT_THAT(AppendTo(under_test->log(), batch, {kNow}, deadline_), IsOk());
    ExpectToHold(under_test->log(), reference, deadline_);
  }
}

// A window of so many events, with and without a gap in their positions.
TEST_P(EventLogConformance, FindsAllEventsOfALargeWindow) {
  for (const int size : kSizes) {
    SCOPED_TRACE(size);
    const std::unique_ptr<LogUnderTest> under_test = GetParam().make();
    EventLog& log = under_test->log();
    std::vector<Event> batch;
    std::vector<int64_t> expected;
    for (int n = 1; n <= size; ++n) {
      batch.push_back(Numbered(n));
      if (n == 512) {
        batch.back().mutable_occurred()->set_start("2025-01-01");
      } else {
        expected.push_back(n);
      }
    }
    ASSERT_THAT(AppendTo(log, batch, {kNow}, deadline_), IsOk());

    const WindowQuery query{
        .topic = "cell-gene-therapy",
        .window = window::Window::Of(absl::CivilDay(2025, 12, 9), 7, absl::UTCTimeZone())};
    const absl::StatusOr<WindowContents> contents = log.Window(query, 0, deadline_);

    ASSERT_THAT(contents, IsOk());
    std::vector<int64_t> positions;
    for (const SizedEvent& entry : contents->entries) {
      positions.push_back(entry.position);
    }
    EXPECT_EQ(positions, expected);
    const auto read = log.Read(positions, Detail::kWithoutBody, deadline_);
    ASSERT_THAT(read, IsOk());
    const std::vector<Event> events = EventsOf(*read);
    ASSERT_THAT(events, SizeIs(expected.size()));
    for (size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(events[i].position(), expected[i]);
  }
}

}  // namespace
}  // namespace sennight::event_store
