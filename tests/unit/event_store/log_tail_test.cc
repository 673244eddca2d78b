// The tail by hand: no threads, no time that passes.
#include "services/event_store/adapters/log_tail.h"

#include <gmock/gmock.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/event_log_calls.h"
#include "tests/support/in_memory_event_log.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::IsOkAndHolds;
using testing::StatusIs;

constexpr absl::Time kNever = absl::InfiniteFuture();

class LogTailTest : public ::testing::Test {
 protected:
  // One who counts how often it is woken.
  struct Follower {
    explicit Follower(LogTail& tail) : reader(tail, [this] { ++wakes; }) {}
    int wakes = 0;
    LogTail::Reader reader;
  };

  // Appends the events first to last.
  void Append(int first, int last, size_t body_bytes = 10) {
    std::vector<event::v1::Event> events;
    for (int n = first; n <= last; ++n) {
      events.push_back(AnEvent(n));
      events.back().set_body(std::string(body_bytes, 'b'));
    }
    ASSERT_THAT(AppendTo(*log_, events, {kNow}, deadline_), IsOk());
  }

  // Reads until there is no more.
  void Follow(LogTail& tail) {
    absl::StatusOr<bool> has_more = true;
    while (has_more.ok() && *has_more) has_more = tail.Follow(deadline_);
    ASSERT_THAT(has_more, IsOk());
  }

  static std::optional<std::vector<int64_t>> KeptAfter(const LogTail& tail, int64_t position) {
    std::vector<int64_t> positions;
    const auto head =
        tail.Visit(tail.state().generation, position, [&](const event::v1::Event& event) {
          positions.push_back(event.position());
          return true;
        });
    if (!head.has_value()) return std::nullopt;
    return positions;
  }

  // In the same place when it is another one.
  std::optional<InMemoryEventLog> log_{std::in_place};
  absl::Time deadline_ = absl::Now() + absl::Seconds(30);
};

TEST_F(LogTailTest, BeginsAtTheHeadAndKeepsWhatComes) {
  Append(1, 3);
  LogTail tail(*log_);
  const Follower follower(tail);
  Follow(tail);
  EXPECT_THAT(KeptAfter(tail, 3), ::testing::Optional(IsEmpty()));

  Append(4, 5);
  Follow(tail);

  EXPECT_THAT(KeptAfter(tail, 3), ::testing::Optional(ElementsAre(4, 5)));
  EXPECT_THAT(KeptAfter(tail, 4), ::testing::Optional(ElementsAre(5)));
  EXPECT_EQ(KeptAfter(tail, 2), std::nullopt);
}

TEST_F(LogTailTest, StopsWhereItsVisitorHasEnough) {
  LogTail tail(*log_);
  const Follower follower(tail);
  Follow(tail);
  Append(1, 5);
  Follow(tail);

  int seen = 0;
  const auto head =
      tail.Visit(tail.state().generation, 0, [&](const event::v1::Event&) { return ++seen < 2; });

  EXPECT_EQ(seen, 2);
  EXPECT_EQ(head, 5);
}

struct Bound {
  const char* name;
  LogTailOptions options;
  int64_t kept_from;  // Of ten revisions of 10,000 bytes.
};

void PrintTo(const Bound& bound, std::ostream* out) { *out << bound.name; }

class LogTailBound : public LogTailTest, public ::testing::WithParamInterface<Bound> {};

TEST_P(LogTailBound, KeepsTheNewestOnly) {
  LogTail tail(*log_, GetParam().options);
  const Follower follower(tail);
  Follow(tail);
  Append(1, 10, 10000);
  Follow(tail);

  EXPECT_EQ(KeptAfter(tail, GetParam().kept_from - 2), std::nullopt);
  const auto kept = KeptAfter(tail, GetParam().kept_from - 1);
  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(kept->size(), 11u - GetParam().kept_from);
}

INSTANTIATE_TEST_SUITE_P(
    Bounds, LogTailBound,
    ::testing::Values(Bound{"ByNumber", {.most_events = 3, .most_bytes = 1 << 30}, 8},
                      Bound{"ByBytes", {.most_events = 100, .most_bytes = 45000}, 7}),
    [](const auto& test) { return test.param.name; });

TEST_F(LogTailTest, ReadsMoreThanOnePage) {
  LogTail tail(*log_);
  const Follower follower(tail);
  Follow(tail);
  Append(1, kFollowEvents + 10);

  EXPECT_THAT(tail.Follow(deadline_), IsOkAndHolds(true));
  EXPECT_THAT(tail.Follow(deadline_), IsOkAndHolds(false));
  EXPECT_EQ(KeptAfter(tail, 0)->size(), kFollowEvents + 10u);
}

TEST_F(LogTailTest, WakesWhoWaitsWhenThereIsMore) {
  LogTail tail(*log_);
  Follower first(tail);
  Follower second(tail);
  Follow(tail);
  const int64_t generation = tail.state().generation;
  ASSERT_TRUE(tail.Await(first.reader, generation, 0, kNever));
  Follow(tail);
  EXPECT_EQ(first.wakes, 0) << "nothing has come";

  Append(1, 1);
  Follow(tail);

  EXPECT_EQ(first.wakes, 1);
  EXPECT_EQ(second.wakes, 0) << "it does not wait";
  EXPECT_FALSE(tail.Await(first.reader, generation, 0, kNever)) << "it has not read 1 yet";
  EXPECT_TRUE(tail.Await(first.reader, generation, 1, kNever));
}

TEST_F(LogTailTest, WakesWhoHasWaitedLongEnough) {
  LogTail tail(*log_);
  Follower early(tail);
  Follower late(tail);
  Follow(tail);
  const int64_t generation = tail.state().generation;
  ASSERT_TRUE(tail.Await(early.reader, generation, 0, kNow + absl::Seconds(1)));
  ASSERT_TRUE(tail.Await(late.reader, generation, 0, kNow + absl::Seconds(2)));

  tail.WakeDue(kNow);
  EXPECT_EQ(early.wakes, 0);
  tail.WakeDue(kNow + absl::Seconds(1));
  EXPECT_EQ(early.wakes, 1);
  EXPECT_EQ(late.wakes, 0);
  tail.WakeDue(kNow + absl::Hours(1));
  EXPECT_EQ(early.wakes, 1);
  EXPECT_EQ(late.wakes, 1);
}

TEST_F(LogTailTest, ForgetsWhoHasGone) {
  LogTail tail(*log_);
  Follower stays(tail);
  Follow(tail);
  {
    Follower goes(tail);
    ASSERT_TRUE(tail.Await(goes.reader, tail.state().generation, 0, kNow));
  }
  tail.WakeDue(kNow);  // Would call what is no more.
  EXPECT_TRUE(tail.IsWanted());
}

TEST_F(LogTailTest, KeepsNothingWhileNobodyFollows) {
  LogTail tail(*log_);
  {
    const Follower follower(tail);
    Follow(tail);
    Append(1, 2);
    Follow(tail);
  }
  EXPECT_FALSE(tail.IsWanted());
  EXPECT_EQ(KeptAfter(tail, 0), std::nullopt);

  const Follower again(tail);
  Follow(tail);
  EXPECT_THAT(KeptAfter(tail, 2), ::testing::Optional(IsEmpty()));
}

TEST_F(LogTailTest, SendsWhoReadBeforeItBeganToTheLog) {
  LogTail tail(*log_);
  Follower follower(tail);
  const int64_t before = tail.state().generation;
  ASSERT_TRUE(tail.Await(follower.reader, before, 0, kNever));
  Append(1, 1);
  Follow(tail);  // Begins at 1, which the follower has not seen.

  EXPECT_EQ(follower.wakes, 1);
  EXPECT_EQ(tail.Visit(before, 1, [](const auto&) { return true; }), std::nullopt);
  EXPECT_FALSE(tail.Await(follower.reader, before, 1, kNever));
}

// A log whose last revisions are gone, as after a restore from a backup.
TEST_F(LogTailTest, BeginsAnewWhenTheLogWasRestored) {
  LogTail tail(*log_);
  Follower follower(tail);
  Follow(tail);
  Append(1, 5);
  Follow(tail);
  const int64_t generation = tail.state().generation;
  ASSERT_TRUE(tail.Await(follower.reader, generation, 5, kNever));

  log_.emplace();
  Append(1, 2);
  Follow(tail);

  EXPECT_EQ(follower.wakes, 1);
  EXPECT_NE(tail.state().generation, generation);
  EXPECT_THAT(KeptAfter(tail, 2), ::testing::Optional(IsEmpty()));
}

TEST_F(LogTailTest, TellsThatTheLogCannotBeReadUntilItCanAgain) {
  LogTail tail(*log_);
  Follower follower(tail);
  Follow(tail);
  ASSERT_TRUE(tail.Await(follower.reader, tail.state().generation, 0, kNever));

  tail.Fail(absl::UnavailableError("gone"));
  EXPECT_EQ(follower.wakes, 1);
  EXPECT_THAT(tail.state().failure, StatusIs(absl::StatusCode::kUnavailable, "gone"));
  EXPECT_FALSE(tail.Await(follower.reader, tail.state().generation, 0, kNever));

  Follow(tail);
  EXPECT_THAT(tail.state().failure, IsOk());
}

TEST_F(LogTailTest, IsClosedForEver) {
  LogTail tail(*log_);
  Follower follower(tail);
  Follow(tail);
  tail.Close(absl::UnavailableError("the service ends"));
  tail.Fail(absl::UnavailableError("gone"));
  Append(1, 1);
  Follow(tail);

  EXPECT_THAT(tail.state().failure, StatusIs(absl::StatusCode::kUnavailable, "the service ends"));
}

TEST_F(LogTailTest, KnowsHowFarTheSlowestIsBehind) {
  LogTail tail(*log_);
  EXPECT_EQ(tail.Lag(), 0);
  Follower fast(tail);
  Follower slow(tail);
  Follow(tail);
  Append(1, 10);
  Follow(tail);
  EXPECT_EQ(tail.Lag(), 0) << "nobody has said where they are";

  fast.reader.MoveTo(10);
  slow.reader.MoveTo(4);
  EXPECT_EQ(tail.Lag(), 6);
}

}  // namespace
}  // namespace sennight::event_store
