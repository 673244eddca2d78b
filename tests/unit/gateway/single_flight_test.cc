#include "services/gateway/domain/single_flight.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/support/status_matchers.h"

namespace sennight::gateway {
namespace {

using ::sennight::testing::IsOkAndHolds;
using ::sennight::testing::StatusIs;

constexpr auto kNothing = [] {};

TEST(SingleFlightTest, DoesEqualWorkOnceForAllWhoAsk) {
  constexpr int kFollowers = 7;
  SingleFlight<int> flights;
  std::atomic<int> runs = 0;
  std::promise<void> begun;
  std::promise<void> followers_wait;

  SingleFlight<int>::Outcome leader{absl::UnknownError("not run")};
  std::thread leading([&] {
    leader = flights.Run(
        "key", absl::InfiniteFuture(),
        [&]() -> absl::StatusOr<int> {
          begun.set_value();
          followers_wait.get_future().wait();
          return ++runs;
        },
        kNothing);
  });
  begun.get_future().wait();

  std::atomic<int> waiting = 0;
  std::vector<SingleFlight<int>::Outcome> outcomes(kFollowers, {absl::UnknownError("not run")});
  std::vector<std::thread> followers;
  for (int i = 0; i < kFollowers; ++i) {
    followers.emplace_back([&, i] {
      outcomes[i] = flights.Run(
          "key", absl::InfiniteFuture(), [&]() -> absl::StatusOr<int> { return ++runs; },
          [&] {
            if (++waiting == kFollowers) followers_wait.set_value();
          });
    });
  }
  leading.join();
  for (std::thread& follower : followers) follower.join();

  EXPECT_EQ(runs, 1);
  EXPECT_FALSE(leader.joined);
  EXPECT_THAT(leader.value, IsOkAndHolds(1));
  for (const SingleFlight<int>::Outcome& outcome : outcomes) {
    EXPECT_TRUE(outcome.joined);
    EXPECT_THAT(outcome.value, IsOkAndHolds(1));
  }
  EXPECT_EQ(flights.WaitersOf("key"), 0);
}

TEST(SingleFlightTest, LetsAFollowerGoAtItsOwnDeadline) {
  SingleFlight<int> flights;
  std::promise<void> begun;
  std::promise<void> may_end;
  SingleFlight<int>::Outcome leader{absl::UnknownError("not run")};
  std::thread leading([&] {
    leader = flights.Run(
        "key", absl::InfiniteFuture(),
        [&]() -> absl::StatusOr<int> {
          begun.set_value();
          may_end.get_future().wait();
          return 1;
        },
        kNothing);
  });
  begun.get_future().wait();

  const auto follower = flights.Run(
      "key", absl::Now() - absl::Seconds(1), []() -> absl::StatusOr<int> { return 2; }, kNothing);
  may_end.set_value();
  leading.join();

  EXPECT_TRUE(follower.joined);
  EXPECT_THAT(follower.value, StatusIs(absl::StatusCode::kDeadlineExceeded, "another caller"));
  EXPECT_THAT(leader.value, IsOkAndHolds(1));
}

TEST(SingleFlightTest, StartsAnewAfterAFailure) {
  SingleFlight<int> flights;
  const auto run = [&flights](absl::StatusOr<int> result) {
    return flights.Run(
        "key", absl::InfiniteFuture(), [&] { return result; }, kNothing);
  };

  EXPECT_THAT(run(absl::UnavailableError("no answer")).value,
              StatusIs(absl::StatusCode::kUnavailable, "no answer"));
  const auto second = run(2);
  EXPECT_FALSE(second.joined);
  EXPECT_THAT(second.value, IsOkAndHolds(2));
}

TEST(SingleFlightTest, IsNotHeldUpByWorkThatThrew) {
  SingleFlight<int> flights;
  const auto throwing = []() -> absl::StatusOr<int> { throw std::runtime_error("a bug"); };

  EXPECT_THROW(flights.Run("key", absl::InfiniteFuture(), throwing, kNothing), std::runtime_error);
  const auto second = flights.Run(
      "key", absl::InfiniteFuture(), []() -> absl::StatusOr<int> { return 2; }, kNothing);

  EXPECT_FALSE(second.joined);
  EXPECT_THAT(second.value, IsOkAndHolds(2));
}

TEST(SingleFlightTest, DoesWorkOfDifferentKeysSideBySide) {
  SingleFlight<int> flights;

  const auto outer = flights.Run(
      "a", absl::InfiniteFuture(),
      [&] {
        return flights
            .Run(
                "b", absl::InfiniteFuture(), []() -> absl::StatusOr<int> { return 2; }, kNothing)
            .value;
      },
      kNothing);

  EXPECT_THAT(outer.value, IsOkAndHolds(2));
}

}  // namespace
}  // namespace sennight::gateway
