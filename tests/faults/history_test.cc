// The judge finds each kind of lie; else its silence in the fault tests would mean nothing.
#include "tests/faults/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sennight::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

absl::Time At(int seconds) { return absl::FromUnixSeconds(seconds); }

History TwoAppends() {
  return {.appends = {{At(1), At(2), {"a", "b"}, {1, 2}},
                      {At(3), At(4), {"c"}, {3}},
                      {At(3), At(9), {"unknown"}}},
          .heads = {{At(5), At(6), 3}, {At(1), At(2), 0}},
          .reads = {{2, {{1, "a"}, {2, "b"}}}}};
}

TEST(HistoryTest, OfAStoreThatKeepsItsPromisesHasNoContradictions) {
  EXPECT_THAT(Contradictions(TwoAppends(), {"a", "b", "c"}), IsEmpty());
  EXPECT_THAT(Contradictions(TwoAppends(), {"a", "b", "c", "unknown"}), IsEmpty());
}

TEST(HistoryTest, ShowsWhatIsLost) {
  EXPECT_THAT(Contradictions(TwoAppends(), {"a", "b"}),
              ElementsAre("c was acknowledged at 3 and is lost"));
}

TEST(HistoryTest, ShowsWhatIsThereTwice) {
  EXPECT_THAT(Contradictions(TwoAppends(), {"a", "b", "c", "a"}),
              ElementsAre("a is twice in the log: at 1 and 4"));
}

TEST(HistoryTest, ShowsWhatNobodySent) {
  EXPECT_THAT(Contradictions(TwoAppends(), {"a", "b", "c", "x"}),
              ElementsAre("x is in the log and nobody sent it"));
}

TEST(HistoryTest, ShowsWhatIsElsewhereThanSaid) {
  EXPECT_THAT(Contradictions(TwoAppends(), {"a", "b", "unknown", "c"}),
              ElementsAre("c was acknowledged at 3 and is at 4"));
}

TEST(HistoryTest, ShowsAnOrderThatGoesBackInTime) {
  History history = TwoAppends();
  std::swap(history.appends[0].begin, history.appends[1].begin);
  std::swap(history.appends[0].end, history.appends[1].end);
  history.heads.clear();

  EXPECT_THAT(Contradictions(history, {"a", "b", "c"}),
              ElementsAre("a is at 1, but 3 was acknowledged before it was sent"));
}

TEST(HistoryTest, ShowsAHeadThatForgets) {
  History history = TwoAppends();
  history.heads.push_back({At(7), At(8), 2});

  EXPECT_THAT(Contradictions(history, {"a", "b", "c"}),
              ElementsAre("the head was 2 after 3 had been acknowledged"));
}

TEST(HistoryTest, ShowsAReadThatChanges) {
  History history = TwoAppends();
  history.reads.push_back({2, {{2, "c"}}});
  history.reads.push_back({2, {{3, "c"}}});

  EXPECT_THAT(Contradictions(history, {"a", "b", "c"}),
              ElementsAre("a read as of 2 had c at 2", "a read as of 2 had c at 3"));
}

}  // namespace
}  // namespace sennight::testing
