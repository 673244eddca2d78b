#include "services/summarization/domain/term_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/text/utf8.h"

namespace sennight::summarization {
namespace {

constexpr HashSeed kSeeds[] = {{}, {.start = 1, .multiplier = 0x9E3779B97F4A7C15}, {7, 0x10000001}};
constexpr HashSeed kOneSeed = {.start = 0x0123456789ABCDEF, .multiplier = 0x9E3779B97F4A7C15};
constexpr HashSeed kAnother = {.start = 0x0FEDCBA987654321, .multiplier = 0xBF58476D1CE4E5B9};

// A table of as many places as this.
constexpr uint32_t kPlaces = 4096;

// Words that all belong to one place of a table with `seed`, or to its neighbours.
std::vector<std::u32string> Colliding(const HashSeed& seed) {
  std::vector<std::u32string> words;
  for (int n = 0; words.size() < 1000; ++n) {
    std::u32string word = text::ToCodePoints(absl::StrCat("word", n));
    if (HashOf(word, seed) % kPlaces < kPlaces / 128) words.push_back(std::move(word));
  }
  return words;
}

TEST(TermTableTest, NumbersTermsAsTheyComeWhateverTheSeed) {
  const std::vector<std::u32string> words = Colliding(kOneSeed);
  std::vector<TermTable> tables(std::begin(kSeeds), std::end(kSeeds));
  tables.emplace_back(kOneSeed);
  tables.emplace_back();
  for (TermTable& table : tables) {
    for (int round = 0; round < 2; ++round) {
      EXPECT_EQ(table.Find(U"word"), TermTable::kNone);
      for (size_t i = 0; i < words.size(); ++i) {
        EXPECT_EQ(table.Add(words[i]), static_cast<int>(i));
        EXPECT_EQ(table.Add(words[i / 2]), static_cast<int>(i / 2));
      }
      EXPECT_EQ(table.size(), 1000);
      for (size_t i = 0; i < words.size(); ++i) {
        EXPECT_EQ(table.Find(words[i]), static_cast<int>(i));
        EXPECT_EQ(table.Find(words[i] + U"s"), TermTable::kNone);
      }
      table.Clear();
      EXPECT_EQ(table.size(), 0);
      EXPECT_EQ(table.Find(words[0]), TermTable::kNone);
    }
  }
}

TEST(TermTableTest, SpreadsWordsThatCollideWithAnotherSeed) {
  const std::vector<std::u32string> words = Colliding(kOneSeed);
  for (const HashSeed& seed : {kAnother, HashSeed::OfProcess()}) {
    std::map<uint32_t, int> places;
    for (const std::u32string& word : words) ++places[HashOf(word, seed) % kPlaces];
    EXPECT_GT(places.size(), 700u);
    EXPECT_LT(std::max_element(places.begin(), places.end(),
                               [](const auto& a, const auto& b) { return a.second < b.second; })
                  ->second,
              12);
  }
}

TEST(TermTableTest, HashesNeighboursOfAllLengthsApart) {
  std::map<uint32_t, int> hashes;
  int words = 0;
  for (int length = 0; length < 9; ++length) {
    const auto size = static_cast<size_t>(length);
    ++hashes[HashOf(std::u32string(size, U'a'), kOneSeed)];
    ++words;
    for (size_t at = 0; at < size; ++at) {
      for (const char32_t c : {U'b', U'c', U'é', U'基', U'\0', U'\U0010FFFF'}) {
        std::u32string word(size, U'a');
        word[at] = c;
        ++hashes[HashOf(word, kOneSeed)];
        ++words;
      }
    }
  }
  EXPECT_EQ(hashes.size(), static_cast<size_t>(words));
}

TEST(TermTableTest, HasOneSeedInAProcessWithAnOddMultiplier) {
  EXPECT_EQ(&HashSeed::OfProcess(), &HashSeed::OfProcess());
  EXPECT_EQ(HashSeed::OfProcess().multiplier % 2, 1u);
}

}  // namespace
}  // namespace sennight::summarization
