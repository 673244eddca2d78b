#include "services/event_store/domain/index_pace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sennight::event_store {
namespace {

TEST(IndexPaceTest, SortsInWhenTheLogHasHardlyGrown) {
  IndexPace pace;
  EXPECT_TRUE(pace.IsDue(IndexPace::kQuietGrowth));
  EXPECT_FALSE(pace.Advance(IndexPace::kQuietGrowth));
  EXPECT_FALSE(pace.IsDue(IndexPace::kQuietGrowth)) << "nothing waits";
}

TEST(IndexPaceTest, LeavesTheDatabaseToBusyWriters) {
  IndexPace pace;
  EXPECT_FALSE(pace.IsDue(2000));
  EXPECT_FALSE(pace.IsDue(4000));
  EXPECT_TRUE(pace.IsDue(4001)) << "they have paused";
}

TEST(IndexPaceTest, StopsBetweenTwoStepsForWritersWhoComeBack) {
  IndexPace pace;
  EXPECT_FALSE(pace.IsDue(5000));
  EXPECT_TRUE(pace.IsDue(5000));
  EXPECT_TRUE(pace.Advance(1000));
  EXPECT_TRUE(pace.IsDue(5000 + IndexPace::kQuietGrowthInStep));
  EXPECT_TRUE(pace.Advance(2000));
  EXPECT_FALSE(pace.IsDue(5600));
  EXPECT_TRUE(pace.IsDue(5600 + IndexPace::kQuietGrowth)) << "a second later";
}

TEST(IndexPaceTest, SortsInForBusyWritersBeforeSearchesFeelIt) {
  IndexPace pace;
  EXPECT_FALSE(pace.IsDue(IndexPace::kMaxWaiting - 1));
  int64_t head = IndexPace::kMaxWaiting + 1000;
  int64_t indexed = 0;
  while (pace.IsDue(head)) {
    head += 100;
    indexed += 1000;
    EXPECT_TRUE(pace.Advance(indexed)) << "once begun, half is done at once";
  }
  EXPECT_THAT(head - indexed, ::testing::AllOf(::testing::Gt(IndexPace::kMaxWaiting / 2 - 1000),
                                               ::testing::Lt(IndexPace::kMaxWaiting / 2)));
}

TEST(IndexPaceTest, DoesNotHurryWhileAnotherProgramIsAtIt) {
  IndexPace pace;
  EXPECT_TRUE(pace.IsDue(100));
  EXPECT_FALSE(pace.Advance(0));
  EXPECT_TRUE(pace.IsDue(100));
}

TEST(IndexPaceTest, BeginsAnewWithARestoredStore) {
  IndexPace pace;
  EXPECT_TRUE(pace.IsDue(400));
  pace.Advance(400);
  EXPECT_TRUE(pace.IsDue(300));
}

}  // namespace
}  // namespace sennight::event_store
