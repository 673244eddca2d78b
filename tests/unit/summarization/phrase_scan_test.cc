#include "services/summarization/domain/phrase_scan.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace sennight::summarization {
namespace {

using Words = std::u32string_view;

constexpr auto kPraise = std::to_array<Words>({U"重磅", U"proud", U"proud of"});
constexpr auto kOffers = std::to_array<Words>({U"优惠", U"proud"});
constexpr auto kWho = std::to_array<Words>({U"we", U"our"});

PhraseScan Scan() {
  PhraseScan scan;
  scan.Add(0, kPraise);
  scan.Add(1, kOffers);
  scan.AddWords(2, kWho);
  return scan;
}

TEST(PhraseScanTest, TellsTheClassesOfWhatATextHolds) {
  const struct {
    Words text;
    PhraseScan::Classes classes;
  } cases[] = {
      {U"", 0},
      {U"重", 0},
      {U"重磅", 1},
      {U"今日重磅消息", 1},
      {U"重 磅", 0},
      {U"限时优惠", 2},
      {U"优惠重磅", 3},
      {U"so proud", 3},
      {U"prou", 0},
      {U"unproudly", 3},
      {U"we", 4},
      {U"as we said", 4},
      {U"our, not theirs", 4},
      {U"power", 0},
      {U"web", 0},
      {U"owe", 0},
      {U"we2", 0},
      {U"owe we", 4},
      {U"重磅：we offer 优惠", 7},
  };
  const PhraseScan scan = Scan();
  for (const auto& one : cases) {
    EXPECT_EQ(scan.ClassesIn(one.text), one.classes)
        << std::string(one.text.begin(), one.text.end());
  }
}

TEST(PhraseScanTest, FindsNothingWithoutPhrases) {
  EXPECT_EQ(PhraseScan().ClassesIn(U"重磅消息 we are proud"), 0U);
}

}  // namespace
}  // namespace sennight::summarization
