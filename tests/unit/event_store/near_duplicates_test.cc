#include "services/event_store/domain/near_duplicates.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace sennight::event_store {
namespace {

// The n-th text says what the others with the same `says` say, up to `changed` places.
SketchedText AText(int64_t n, uint64_t source, int says, int changed = 0) {
  SketchedText text{.position = n,
                    .event_id = absl::StrCat("event-", n),
                    .topic = "topic",
                    .source_key = source,
                    .sketch = SketchOf(absl::StrCat("says ", says), "")};
  for (int i = 0; i < changed; ++i) text.sketch[static_cast<size_t>(i)] ^= 0x5555;
  return text;
}

TEST(NearDuplicatesTest, FindsTheTextThatIsMostAlikeAndTheEarliestOfThose) {
  NearDuplicates texts;
  texts.Add(AText(1, 1, 1, 6));
  texts.Add(AText(2, 2, 1, 0));
  texts.Add(AText(3, 3, 1, 0));

  EXPECT_EQ(texts.Find(AText(4, 4, 1)), "event-2");
  EXPECT_EQ(texts.Find(AText(4, 4, 1, 6)), "event-1");
  EXPECT_EQ(texts.Find(AText(4, 4, 2)), "");
}

TEST(NearDuplicatesTest, FindsNothingThatDiffersInTooManyPlaces) {
  NearDuplicates texts;
  texts.Add(AText(1, 1, 1));

  EXPECT_EQ(texts.Find(AText(2, 2, 1, kSketchPlaces - kNearlyTheSame)), "event-1");
  EXPECT_EQ(texts.Find(AText(2, 2, 1, kSketchPlaces - kNearlyTheSame + 1)), "");
}

TEST(NearDuplicatesTest, LooksForOtherSourcesEventsOfTheSameTopic) {
  NearDuplicates texts;
  texts.Add(AText(1, 1, 1));
  SketchedText revision = AText(2, 2, 1);
  revision.event_id = "event-1";
  SketchedText elsewhere = AText(2, 2, 1);
  elsewhere.topic = "another";

  EXPECT_EQ(texts.Find(AText(2, 1, 1)), "") << "the same source";
  EXPECT_EQ(texts.Find(revision), "") << "the same event";
  EXPECT_EQ(texts.Find(elsewhere), "") << "another topic";
}

TEST(NearDuplicatesTest, ForgetsWhatWasNotStoredAfterAll) {
  NearDuplicates texts;
  texts.Add(AText(1, 1, 1));
  texts.Add(AText(2, 2, 2));
  texts.Add(AText(3, 3, 1));
  texts.Confirm(texts.position());

  texts.Withdraw(1);

  EXPECT_EQ(texts.position(), 1);
  EXPECT_EQ(texts.Find(AText(2, 9, 2)), "");
  EXPECT_EQ(texts.Find(AText(2, 9, 1)), "event-1");
  texts.Add(AText(2, 2, 3));
  EXPECT_EQ(texts.Find(AText(3, 9, 3)), "event-2");
}

TEST(NearDuplicatesTest, DoesNotTakeItsOwnForWhatOthersHaveStoredThere) {
  NearDuplicates texts;
  texts.Add(AText(1, 1, 1));
  texts.Confirm(texts.position());
  texts.Add(AText(2, 2, 2));  // Another process stored something else there, and more.

  texts.Withdraw(5);

  EXPECT_EQ(texts.position(), 1);
  EXPECT_EQ(texts.Find(AText(6, 9, 2)), "");
}

TEST(NearDuplicatesTest, RemembersTheNewestTextsOnly) {
  NearDuplicates texts;
  constexpr auto kAll = static_cast<int64_t>(kRememberedTexts);
  for (int64_t n = 1; n <= kAll + 2; ++n) texts.Add(AText(n, 1, static_cast<int>(n)));
  EXPECT_EQ(texts.Find(AText(kAll + 3, 2, 1)), "") << "whether it has been trimmed or not";

  texts.Confirm(texts.position());
  texts.Trim();

  EXPECT_EQ(texts.Find(AText(kAll + 3, 2, 1)), "");
  EXPECT_EQ(texts.Find(AText(kAll + 3, 2, 2)), "");
  EXPECT_EQ(texts.Find(AText(kAll + 3, 2, 3)), "event-3");
  texts.Withdraw(2);
  EXPECT_EQ(texts.Find(AText(3, 2, 3)), "");
  EXPECT_EQ(texts.position(), 2);
}

TEST(NearDuplicatesTest, DoesNotForgetForWhatIsNotStoredAfterAll) {
  NearDuplicates texts;
  constexpr auto kAll = static_cast<int64_t>(kRememberedTexts);
  for (int64_t n = 1; n <= kAll; ++n) texts.Add(AText(n, 1, static_cast<int>(n)));
  texts.Confirm(kAll);
  for (int64_t n = kAll + 1; n <= kAll + 100; ++n) texts.Add(AText(n, 1, static_cast<int>(n)));
  texts.Trim();

  texts.Withdraw(kAll);

  EXPECT_EQ(texts.Find(AText(kAll + 1, 2, 1)), "event-1");
}

TEST(NearDuplicatesTest, ComparesNoMoreOfATextThatEverybodyRepeatsThanTheNewest) {
  NearDuplicates texts;
  for (int64_t n = 1; n <= 40; ++n) texts.Add(AText(n, static_cast<uint64_t>(n), 1));

  EXPECT_EQ(texts.Find(AText(41, 41, 1)), "event-33");
}

TEST(NearDuplicatesTest, BeginsAnewInAnotherEpoch) {
  NearDuplicates texts;
  texts.Add(AText(1, 1, 1));

  texts.Restart(2, 7);

  EXPECT_EQ(texts.epoch(), 2);
  EXPECT_EQ(texts.position(), 7);
  EXPECT_EQ(texts.Find(AText(8, 2, 1)), "");
}

}  // namespace
}  // namespace sennight::event_store
