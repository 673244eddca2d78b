#include "services/summarization/domain/prospects.h"

#include <algorithm>
#include <array>

namespace sennight::summarization {
namespace {

using Words = std::u32string_view;

// How far before it such a word may stand.
constexpr int kReach = 32;
constexpr Words kClauseMarks = U",;:.!?。，；：、！？|";

constexpr auto kProspects = std::to_array<Words>(
    {U"有望",     U"预计",      U"或将",    U"即将",      U"力争",     U"冲刺",
     U"期待",     U"距离",      U"迎接",    U"寻求",      U"争取",     U"可能",
     U"expects ", U"expected ", U"poised ", U"could ",    U"may ",     U"might ",
     U"seeks ",   U"seeking ",  U"awaits ", U"awaiting ", U"hopes ",   U"potential ",
     U"pending ", U"ahead of ", U"toward ", U"towards ",  U"path to ", U"plans "});

}  // namespace

bool IsProspect(Words shadow, int at) {
  const int first = std::max(0, at - kReach);
  Words before = shadow.substr(first, at - first);
  const size_t mark = before.find_last_of(kClauseMarks);
  if (mark != Words::npos) before.remove_prefix(mark + 1);
  return std::any_of(kProspects.begin(), kProspects.end(),
                     [before](Words word) { return before.find(word) != Words::npos; });
}

}  // namespace sennight::summarization
