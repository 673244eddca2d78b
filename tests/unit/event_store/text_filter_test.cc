#include "services/event_store/domain/text_filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/text/utf8.h"
#include "services/event_store/domain/search.h"
#include "services/event_store/domain/search_terms.h"

namespace sennight::event_store {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<int64_t> ProbesOf(const std::string& query) {
  return FilterProbes(*ParseSearchWords(query));
}

// As the database asks it.
bool MayHold(const std::string& filter, const std::vector<int64_t>& probes) {
  return std::all_of(probes.begin(), probes.end(), [&filter](int64_t probe) {
    const auto bit = static_cast<size_t>(probe) % (filter.size() * 8);
    return (static_cast<unsigned char>(filter[bit / 8]) >> bit % 8 & 1) == 1;
  });
}

std::string FilterOf(const std::vector<std::string>& texts) {
  TextFilter filter;
  for (const std::string& text : texts) filter.Add(text);
  return filter.Finish().value_or("nothing");
}

// A text of `words` words of Han characters and letters, which differ from seed to seed.
std::string SomeText(int words, unsigned seed) {
  std::mt19937 random(seed);
  std::string text;
  for (int i = 0; i < words; ++i) {
    text::AppendUtf8(static_cast<char32_t>(0x4E00 + random() % 5000), text);
    if (random() % 4 == 0) absl::StrAppend(&text, "W", random() % 100'000, " ");
  }
  return text;
}

TEST(TextFilterTest, HoldsWhateverIsFoundInItsTexts) {
  const std::string text = "FDA批准Casgevy，CAR-T疗法。10 genes, 基因 x";
  const std::string filter = FilterOf({SomeText(300, 1), text, SomeText(300, 2)});
  for (const char* query :
       {"FDA", "fd", "批准", "准 casg", "Casgevy", "casgev", "CAR-T", "car t", "t疗法", "10",
        "gene", "genes", "疗法 批准 fda", "准casgevy", "“10 genes”"}) {
    const std::vector<int64_t> probes = ProbesOf(query);
    EXPECT_THAT(probes, SizeIs(kFilterProbes)) << query;
    EXPECT_TRUE(MayHold(filter, probes)) << query;
  }
}

TEST(TextFilterTest, HoldsFewWordsThatAreNotThere) {
  std::vector<std::string> texts;
  for (unsigned n = 0; n < 12; ++n) texts.push_back(SomeText(400, n));
  const std::string filter = FilterOf(texts);
  EXPECT_THAT(filter, SizeIs(TextFilter::kMostBytes));
  int held = 0;
  for (int n = 0; n < 1000; ++n) {
    held += MayHold(filter, ProbesOf(absl::StrCat("absent", n))) ? 1 : 0;
    held +=
        MayHold(filter,
                ProbesOf(text::ToUtf8(std::u32string{static_cast<char32_t>(0x7000 + n), U'ꀀ'})))
            ? 1
            : 0;
  }
  EXPECT_LT(held, 200) << "one of twenty, if two fifths of the bits are set";
}

TEST(TextFilterTest, TellsOfEachWordOfAQuery) {
  const std::string filter = FilterOf({"基因治疗 approval"});
  EXPECT_TRUE(MayHold(filter, ProbesOf("approval 基因")));
  EXPECT_FALSE(MayHold(filter, ProbesOf("approval 蛋白")));
  EXPECT_FALSE(MayHold(filter, ProbesOf("refusal 基因")));
  EXPECT_FALSE(MayHold(filter, ProbesOf("基因 治疗 approval 蛋白")));
}

TEST(TextFilterTest, TakesAsFewBytesAsItsTextsNeed) {
  EXPECT_THAT(FilterOf({}), SizeIs(120));
  EXPECT_THAT(FilterOf({SomeText(100, 1)}), SizeIs(120));
  EXPECT_THAT(FilterOf({SomeText(1000, 1)}), SizeIs(960));
  EXPECT_THAT(FilterOf({SomeText(4000, 1)}), SizeIs(TextFilter::kMostBytes));
}

TEST(TextFilterTest, IsNoneIfItsTextsAreTooLong) {
  EXPECT_EQ(FilterOf({SomeText(60'000, 1)}), "nothing");
}

TEST(TextFilterTest, IsFullWhenMoreTextsWouldMakeItTellLess) {
  TextFilter filter;
  unsigned texts = 0;
  for (; !filter.is_full(); ++texts) filter.Add(SomeText(400, texts));
  EXPECT_THAT((std::vector<unsigned>{texts, 20 - texts}), Each(Ge(5u)));
  EXPECT_THAT(filter.Finish().value_or(""), SizeIs(TextFilter::kMostBytes));
  EXPECT_FALSE(filter.is_full()) << "it is empty again";
}

TEST(TextFilterTest, IsNotAskedForWordsOfOneCharacter) {
  for (const char* query : {"基", "a", "基 a", "-", "c++"}) {
    EXPECT_THAT(ProbesOf(query), IsEmpty()) << query;
  }
}

// Filters are stored: a change of these bits is a change of the schema.
TEST(TextFilterTest, IsMadeAsStoredOnesAre) {
  EXPECT_EQ(
      absl::BytesToHexString(FilterOf({"基因 Gene 10"})),
      "0000000000010000000000080000040400000000100000100040000000000000000880000000000000000000"
      "0002008000000000000000000000000000000000000000000000000000000000000001000000000000020220"
      "0000000004000000002000080000000000000000000000000000014000000000");
  EXPECT_THAT(ProbesOf("基因 gene"), ElementsAre(1733359344, 1537219467, 1521530601, 425825969,
                                                 1309701858, 1461916119, 1097873115, 350522621));
}

// Whatever texts and words there are: what the reference finds in a text is in its filter, unless
// the folded text is looked through.
TEST(TextFilterTest, MissesNothingThatIsFound) {
  static constexpr const char* kParts[] = {"基", "因", "编", "药", "a",  "B",  "ab", " ",
                                           "-",  "－", "1",  "é",  "10", "。", "x",  "Abc"};
  std::mt19937 random(20251216);
  const auto some = [&random](int most) {
    std::string text;
    for (unsigned n = 1 + random() % static_cast<unsigned>(most); n > 0; --n) {
      text += kParts[random() % std::size(kParts)];
    }
    return text;
  };
  int found = 0;
  int filtered = 0;
  for (int i = 0; i < 20'000; ++i) {
    event::v1::Event event;
    event.set_title(some(6));
    event.set_body(some(20));
    const auto words = ParseSearchWords(some(4));
    if (!words.ok() || FoldedTextOf(event).has_value()) continue;
    const bool may_hold = MayHold(FilterOf({event.title(), event.body()}), FilterProbes(*words));
    if (FindIn({.words = *words, .in_bodies = true}, event).has_value()) {
      ++found;
      EXPECT_TRUE(may_hold) << event.title() << " | " << event.body();
    } else {
      filtered += may_hold ? 0 : 1;
    }
  }
  EXPECT_GT(found, 1000);
  EXPECT_GT(filtered, 1000);
}

}  // namespace
}  // namespace sennight::event_store
