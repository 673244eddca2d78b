// What every event log must do for those who follow it.
#include <gmock/gmock.h>

#include <limits>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"
#include "tests/unit/event_store/event_log_conformance.h"

namespace sennight::event_store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::StatusIs;

constexpr int64_t kMuch = 1 << 20;

std::vector<int64_t> Positions(const Tail& tail) {
  std::vector<int64_t> positions;
  for (const event::v1::Event& event : tail.events) positions.push_back(event.position());
  return positions;
}

TEST_P(EventLogConformance, ReadsTheTailInTheOrderOfThePositionsOverAllTopics) {
  event::v1::Event other = AnEvent(2);
  other.set_topic("offshore-wind");
  ASSERT_THAT(AppendTo(log_, {AnEvent(3), other, AnEvent(1)}, {kNow}, deadline_), IsOk());

  const absl::StatusOr<Tail> tail = log_.ReadTail({.limit = 10, .max_bytes = kMuch}, deadline_);

  ASSERT_THAT(tail, IsOk());
  EXPECT_THAT(Positions(*tail), ElementsAre(1, 2, 3));
  EXPECT_EQ(tail->events[1].topic(), "offshore-wind");
  EXPECT_EQ(tail->events[2].event_id(), IdOf(1));
  EXPECT_EQ(tail->head.position, 3);
  EXPECT_EQ(tail->head.epoch, 1);
  EXPECT_EQ(tail->head.recorded_at, kNow);
  const auto stored = GetFrom(log_, IdOf(1), 0, deadline_);
  EXPECT_THAT(tail->events[2], testing::EqualsProto(*stored));
}

TEST_P(EventLogConformance, BoundsTheTailByNumberAndByBytes) {
  std::vector<event::v1::Event> events;
  for (int n = 1; n <= 6; ++n) {
    events.push_back(AnEvent(n));
    events.back().set_body(std::string(10000, 'b'));
  }
  ASSERT_THAT(AppendTo(log_, events, {kNow}, deadline_), IsOk());
  struct Case {
    TailQuery query;
    std::vector<int64_t> positions;
  };
  for (const Case& c :
       std::vector<Case>{{{.after_position = 1, .limit = 2, .max_bytes = kMuch}, {2, 3}},
                         {{.after_position = 4, .limit = 10, .max_bytes = kMuch}, {5, 6}},
                         {{.after_position = 0, .limit = 10, .max_bytes = 35000}, {1, 2, 3}},
                         // One is read however long it is, so that everybody comes past it.
                         {{.after_position = 2, .limit = 10, .max_bytes = 1}, {3}},
                         {{.after_position = 6, .limit = 10, .max_bytes = kMuch}, {}}}) {
    const absl::StatusOr<Tail> tail = log_.ReadTail(c.query, deadline_);
    ASSERT_THAT(tail, IsOk());
    EXPECT_EQ(Positions(*tail), c.positions);
    EXPECT_EQ(tail->head.position, 6);
  }
}

TEST_P(EventLogConformance, ReadsTheTailOfSomeTopicsPastAllOthers) {
  std::vector<event::v1::Event> events;
  for (int n = 1; n <= 12; ++n) {
    events.push_back(AnEvent(n));
    events.back().set_body(std::string(10000, 'b'));
    if (n % 4 == 0) events.back().set_topic("offshore-wind");
    if (n == 5) events.back().set_topic("batteries");
  }
  ASSERT_THAT(AppendTo(log_, events, {kNow}, deadline_), IsOk());
  struct Case {
    TailQuery query;
    std::vector<int64_t> positions;
    int64_t read_to;
  };
  const std::vector<std::string> wind = {"offshore-wind"};
  const std::vector<std::string> both = {"offshore-wind", "batteries", "no-such-topic"};
  for (const Case& c : std::vector<Case>{
           {{.limit = 10, .max_bytes = kMuch, .topics = wind}, {4, 8, 12}, 12},
           {{.limit = 10, .max_bytes = kMuch, .topics = both}, {4, 5, 8, 12}, 12},
           {{.limit = 3, .max_bytes = kMuch, .topics = both}, {4, 5, 8}, 8},
           {{.after_position = 4, .limit = 1, .max_bytes = kMuch, .topics = wind}, {8}, 8},
           {{.limit = 10, .max_bytes = 25000, .topics = both}, {4, 5}, 5},
           {{.limit = 10, .max_bytes = 1, .topics = wind}, {4}, 4},
           // What is passed over is read, too: a follower may go on behind it.
           {{.after_position = 5, .limit = 10, .max_bytes = kMuch, .topics = {"batteries"}},
            {},
            12},
           {{.limit = 10, .max_bytes = kMuch, .topics = {"no-such-topic"}}, {}, 12},
           {{.after_position = 2, .limit = 3, .max_bytes = kMuch}, {3, 4, 5}, 5},
           {{.after_position = 9, .limit = 10, .max_bytes = kMuch}, {10, 11, 12}, 12},
           {{.after_position = 12, .limit = 10, .max_bytes = kMuch}, {}, 12}}) {
    const absl::StatusOr<Tail> tail = log_.ReadTail(c.query, deadline_);
    ASSERT_THAT(tail, IsOk());
    EXPECT_EQ(Positions(*tail), c.positions);
    EXPECT_EQ(tail->read_to, c.read_to) << ::testing::PrintToString(c.positions);
    EXPECT_EQ(tail->head.position, 12);
  }
}

TEST_P(EventLogConformance, ReadsTheTailOfAnEmptyLog) {
  const absl::StatusOr<Tail> tail = log_.ReadTail({.limit = 10, .max_bytes = kMuch}, deadline_);

  ASSERT_THAT(tail, IsOk());
  EXPECT_THAT(tail->events, IsEmpty());
  EXPECT_EQ(tail->head.position, 0);
}

TEST_P(EventLogConformance, RefusesATailThatIsNotOfThisLog) {
  ASSERT_THAT(AppendTo(log_, {AnEvent(1)}, {kNow}, deadline_), IsOk());
  EXPECT_THAT(log_.ReadTail({.limit = 1, .max_bytes = kMuch, .epoch = 1}, deadline_), IsOk());

  for (const int64_t position : {int64_t{2}, std::numeric_limits<int64_t>::max()}) {
    const absl::Status after =
        log_.ReadTail({.after_position = position, .limit = 1, .max_bytes = kMuch}, deadline_)
            .status();
    EXPECT_THAT(after, StatusIs(absl::StatusCode::kOutOfRange, "want a position of at most 1"));
    EXPECT_EQ(ReasonOf(after), "POSITION_AFTER_HEAD");
  }

  const absl::Status restored =
      log_.ReadTail({.after_position = 2, .limit = 1, .max_bytes = kMuch, .epoch = 2}, deadline_)
          .status();
  EXPECT_THAT(restored, StatusIs(absl::StatusCode::kOutOfRange, "epoch 1"));
  EXPECT_EQ(ReasonOf(restored), "EPOCH_MISMATCH");
}

}  // namespace
}  // namespace sennight::event_store
