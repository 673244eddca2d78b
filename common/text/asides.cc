#include "common/text/asides.h"

#include <algorithm>

#include "common/text/characters.h"

namespace sennight::text {
namespace {

// A mark further away closes nothing: more likely one was forgotten.
constexpr int32_t kLongestAside = 1000;
constexpr size_t kDeepestNesting = 32;

// Full-width brackets pair with half-width ones.
char32_t Narrow(char32_t c) {
  switch (c) {
    case U'（':
    case U'［':
    case U'｛':
    case U'）':
    case U'］':
    case U'｝':
      return c - 0xFEE0;
    default:
      return c;
  }
}

bool IsSingleQuote(char32_t c) { return c == U'‘' || c == U'’'; }

struct Open {
  int32_t at;
  char32_t closing;
};

}  // namespace

Asides::Asides(std::u32string_view text, std::span<const int32_t> places) {
  std::vector<Open> open;
  for (const int32_t at : places) {
    const char32_t c = text[at];
    // ‘ and ’ are apostrophes more often than quotation marks.
    if (IsSingleQuote(c)) continue;
    const bool straight = c == '"';
    if (straight || IsClosing(c)) {
      size_t depth = open.size();
      while (depth > 0 && open[depth - 1].closing != Narrow(c)) --depth;
      if (depth > 0) {
        const int32_t opened = open[depth - 1].at;
        if (at - opened <= kLongestAside) asides_.push_back({opened, at});
        open.resize(depth - 1);
        continue;
      }
    }
    const bool inches = straight && at > 0 && IsDigit(text[at - 1]);
    if ((IsOpening(c) || (straight && !inches)) && open.size() < kDeepestNesting) {
      open.push_back({at, straight ? U'"' : Narrow(ClosingOf(c))});
    }
  }
  std::sort(asides_.begin(), asides_.end(),
            [](const Aside& a, const Aside& b) { return a.open < b.open; });
}

int32_t Asides::ClosedAt(int32_t at) const {
  const auto found =
      std::lower_bound(asides_.begin(), asides_.end(), at,
                       [](const Aside& aside, int32_t wanted) { return aside.open < wanted; });
  return found != asides_.end() && found->open == at ? found->closed : -1;
}

}  // namespace sennight::text
