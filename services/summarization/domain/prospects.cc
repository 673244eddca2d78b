#include "services/summarization/domain/prospects.h"

#include <algorithm>
#include <array>

#include "services/summarization/domain/phrase_scan.h"
#include "services/summarization/domain/shadow.h"

namespace sennight::summarization {
namespace {

using Words = std::u32string_view;

// How far before it such a word may stand.
constexpr int kReach = 32;
constexpr Words kClauseMarks = U",;:.!?。，；：、！？|";

constexpr auto kProspects = std::to_array<Words>(
    {U"有望",    U"预计",       U"或将",       U"即将",      U"力争",     U"冲刺",     U"期待",
     U"距离",    U"迎接",       U"寻求",       U"争取",      U"可能",     U"expects ", U"expected ",
     U"poised ", U"could ",     U"might ",     U"seeks ",    U"seeking ", U"awaits ",  U"awaiting ",
     U"hopes ",  U"potential ", U"pending ",   U"ahead of ", U"toward ",  U"towards ", U"path to ",
     U"plans ",  U"to seek ",   U"to discuss "});

constexpr Words kMay = U"may ";

// Whether a text says that something may be, and does not name the month.
bool SaysMay(Words text) {
  for (size_t at = text.find(kMay); at != Words::npos; at = text.find(kMay, at + 1)) {
    if (!IsMonthOfMay(text, at)) return true;
  }
  return false;
}

const PhraseScan& Prospects() {
  static const PhraseScan& scan = *new PhraseScan([] {
    PhraseScan made;
    made.Add(0, kProspects);
    return made;
  }());
  return scan;
}

}  // namespace

bool IsMonthOfMay(Words shadow, size_t at) {
  constexpr auto kBefore =
      std::to_array<Words>({U"in ", U"on ", U"by ", U"since ", U"of ", U"until ", U"late ",
                            U"early ", U"mid ", U"mid-", U"last "});
  constexpr size_t kSize = 4;  // "may "
  const Words before = shadow.substr(0, at);
  const bool is_numbered = at + kSize < shadow.size() && IsDigit(shadow[at + kSize]);
  const bool has_number = at > 1 && before.back() == U' ' && IsDigit(before[at - 2]);
  return is_numbered || has_number ||
         std::any_of(kBefore.begin(), kBefore.end(),
                     [before](Words word) { return before.ends_with(word); });
}

bool IsProspect(Words shadow, int at) {
  const int first = std::max(0, at - kReach);
  Words before = shadow.substr(first, at - first);
  const size_t mark = before.find_last_of(kClauseMarks);
  if (mark != Words::npos) before.remove_prefix(mark + 1);
  return Prospects().ClassesIn(before) != 0 || SaysMay(before);
}

}  // namespace sennight::summarization
