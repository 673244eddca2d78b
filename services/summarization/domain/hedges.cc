#include "services/summarization/domain/hedges.h"

#include <algorithm>
#include <array>
#include <span>

#include "services/summarization/domain/phrase_scan.h"
#include "services/summarization/domain/shadow.h"
#include "services/summarization/domain/tokens.h"

namespace sennight::summarization {
namespace {

using Words = std::u32string_view;

// What is said with one of these is uncertain and lies ahead,
constexpr auto kHedges =
    std::to_array<Words>({U"may", U"might", U"could", U"expects", U"expected", U"plans", U"hopes",
                          U"预计", U"可能", U"有望", U"或将", U"力争"});
// with one of these it is uncertain, be it planned, hearsay or an opinion,
constexpr auto kDoubts =
    std::to_array<Words>({U"expect", U"planned", U"plan", U"intends", U"intend", U"aims", U"hope",
                          U"likely", U"possibly", U"reportedly", U"allegedly", U"proposed",
                          U"considers", U"considering", U"预期", U"计划", U"拟", U"据称"});
// and with one of these it lies ahead, however certain it is.
constexpr auto kAhead = std::to_array<Words>(
    {U"即将",     U"冲刺",   U"期待",    U"距离",    U"迎接",     U"寻求",      U"争取",
     U"poised",   U"seeks",  U"seeking", U"awaits",  U"awaiting", U"potential", U"pending",
     U"ahead of", U"toward", U"towards", U"path to", U"to seek",  U"to discuss"});

constexpr Words kMay = U"may";

constexpr Words kClauseMarks = U",;:.!?。，；：！？\n";
constexpr size_t kMostTerms = 5;

// How far before it a word may stand that makes something a prospect, and what it may not pass.
constexpr int kReach = 32;
constexpr Words kProspectMarks = U",;:.!?。，；：、！？|";

// Whether the "may" at `at` of a shadow, in which all letters are small, is the month.
bool IsMonthOfMay(Words shadow, size_t at) {
  constexpr auto kBefore =
      std::to_array<Words>({U"in ", U"on ", U"by ", U"since ", U"of ", U"until ", U"late ",
                            U"early ", U"mid ", U"mid-", U"last "});
  const size_t behind = at + kMay.size() + 1;
  const Words before = shadow.substr(0, at);
  const bool is_numbered = behind < shadow.size() && IsDigit(shadow[behind]);
  const bool has_number = at > 1 && before.back() == U' ' && IsDigit(before[at - 2]);
  return is_numbered || has_number ||
         std::any_of(kBefore.begin(), kBefore.end(),
                     [before](Words word) { return before.ends_with(word); });
}

// Whether it is a part of a longer word, such as 模拟 or 虚拟, or the month of May.
bool IsOtherWord(Words text, size_t at, Words word) {
  if (IsLatinLetter(word[0]) && !StandsAlone(text, at, at + word.size())) return true;
  if (word == kMay) return IsMonthOfMay(text, at);
  return word == U"拟" && at > 0 && (text[at - 1] == U'模' || text[at - 1] == U'虚');
}

// Returns where the next hedge `word` begins, at `from` or behind it; npos if there is none.
size_t Next(Words word, Words text, size_t from) {
  size_t at = text.find(word, from);
  while (at != Words::npos && IsOtherWord(text, at, word)) at = text.find(word, at + 1);
  return at;
}

const PhraseScan& Prospects() {
  static const PhraseScan& scan = *new PhraseScan([] {
    PhraseScan made;
    const auto add = [&made](Words word) {
      if (word == kMay) return;  // Which the month is not.
      const std::span<const Words> only(&word, 1);
      if (IsLatinLetter(word[0])) {
        made.AddWords(0, only);
      } else {
        made.Add(0, only);
      }
    };
    std::for_each(kHedges.begin(), kHedges.end(), add);
    std::for_each(kAhead.begin(), kAhead.end(), add);
    return made;
  }());
  return scan;
}

}  // namespace

std::vector<Hedge> HedgesOf(Words text) {
  std::vector<Hedge> hedges;
  const auto add = [&](Words word) {
    for (size_t at = Next(word, text, 0); at != Words::npos; at = Next(word, text, at + 1)) {
      const size_t begin = at + word.size();
      const size_t end = std::min(text.find_first_of(kClauseMarks, begin), text.size());
      Hedge hedge{std::u32string(word),
                  Terms(text, {static_cast<int>(begin), static_cast<int>(end)})};
      if (hedge.terms.size() > kMostTerms) hedge.terms.resize(kMostTerms);
      hedges.push_back(std::move(hedge));
    }
  };
  std::for_each(kHedges.begin(), kHedges.end(), add);
  std::for_each(kDoubts.begin(), kDoubts.end(), add);
  return hedges;
}

bool IsProspect(Words shadow, int at) {
  const int first = std::max(0, at - kReach);
  Words before = shadow.substr(first, at - first);
  const size_t mark = before.find_last_of(kProspectMarks);
  if (mark != Words::npos) before.remove_prefix(mark + 1);
  return Prospects().ClassesIn(before) != 0 || Next(kMay, before, 0) != Words::npos;
}

}  // namespace sennight::summarization
