#include "services/event_store/domain/newest_texts.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace sennight::event_store {
namespace {

TEST(NewestTextsTest, KnowsNothingAtFirst) {
  NewestTexts texts;
  texts.Prefetch(1);
  EXPECT_EQ(texts.Find(1), NewestTexts::kNone);
  texts.Erase(1);
  texts.Reserve(1);
  EXPECT_EQ(texts.Find(0), NewestTexts::kNone);
}

// Keys that crowd around both ends of the table, where what stands in its place must not be lost.
TEST(NewestTextsTest, AnswersAsAMapDoes) {
  std::mt19937_64 random(20251216);
  NewestTexts texts;
  std::map<uint64_t, int64_t> map;
  for (int step = 0; step < 50'000; ++step) {
    const uint64_t near = random() % 900 - 450;
    const uint64_t key = step % 3 == 0 ? random() % 40'000 : near << 32 | (near & 0xFFFFFFFF);
    const auto known = map.find(key);
    const int64_t before = known == map.end() ? NewestTexts::kNone : known->second;
    ASSERT_EQ(texts.Find(key), before);
    if (random() % 3 == 0) {
      texts.Erase(key);
      map.erase(key);
    } else {
      texts.Reserve(1);
      ASSERT_EQ(texts.Exchange(key, step), before);
      map[key] = step;
    }
  }
  EXPECT_GT(map.size(), 1000u);
  for (const auto& [key, number] : map) EXPECT_EQ(texts.Find(key), number);
}

}  // namespace
}  // namespace sennight::event_store
