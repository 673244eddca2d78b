#include "services/summarization/domain/guard_hedges.h"

#include <algorithm>
#include <array>

#include "services/summarization/domain/prospects.h"
#include "services/summarization/domain/shadow.h"
#include "services/summarization/domain/tokens.h"

namespace sennight::summarization {
namespace {

using Words = std::u32string_view;

constexpr auto kHedges = std::to_array<Words>(
    {U"may",      U"might",     U"could",       U"expects",  U"expected",   U"expect",
     U"plans",    U"planned",   U"plan",        U"intends",  U"intend",     U"aims",
     U"hopes",    U"hope",      U"likely",      U"possibly", U"reportedly", U"allegedly",
     U"proposed", U"considers", U"considering", U"预计",     U"预期",       U"计划",
     U"拟",       U"可能",      U"有望",        U"或将",     U"力争",       U"据称"});
constexpr Words kClauseMarks = U",;:.!?。，；：！？\n";
constexpr size_t kMostTerms = 5;

// Whether it is a part of a longer word, such as 模拟 or 虚拟, or the month of May.
bool IsOtherWord(Words text, size_t at, Words word) {
  if (IsLatinLetter(word[0]) && !StandsAlone(text, at, at + word.size())) return true;
  if (word == U"may") return IsMonthOfMay(text, at);
  return word == U"拟" && at > 0 && (text[at - 1] == U'模' || text[at - 1] == U'虚');
}

}  // namespace

std::vector<Hedge> HedgesOf(Words text) {
  std::vector<Hedge> hedges;
  for (const Words word : kHedges) {
    for (size_t at = text.find(word); at != Words::npos; at = text.find(word, at + 1)) {
      if (IsOtherWord(text, at, word)) continue;
      const size_t begin = at + word.size();
      const size_t end = std::min(text.find_first_of(kClauseMarks, begin), text.size());
      Hedge hedge{std::u32string(word),
                  Terms(text, {static_cast<int>(begin), static_cast<int>(end)})};
      if (hedge.terms.size() > kMostTerms) hedge.terms.resize(kMostTerms);
      hedges.push_back(std::move(hedge));
    }
  }
  return hedges;
}

}  // namespace sennight::summarization
