#include "common/text/common_breaks.h"

#include <algorithm>
#include <initializer_list>

namespace sennight::text {

// The rules of UAX 14 but those about spaces, from the last to the first: an earlier rule
// overrides a later one.
constexpr CommonBreakReader::PairTable CommonBreakReader::MakePairs() {
  using enum LineClass;
  PairTable pairs{};
  const auto set = [&](std::initializer_list<LineClass> left,
                       std::initializer_list<LineClass> right, Pair pair) {
    for (const LineClass a : left) {
      for (const LineClass b : right) {
        pairs[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)] = pair;
      }
    }
  };
  const auto all_before = [&](std::initializer_list<LineClass> right) {
    for (std::size_t a = 0; a < kLineClasses; ++a)
      set({static_cast<LineClass>(a)}, right, Pair::kNo);
  };
  const auto all_after = [&](std::initializer_list<LineClass> left) {
    for (std::size_t b = 0; b < kLineClasses; ++b)
      set(left, {static_cast<LineClass>(b)}, Pair::kNo);
  };
  set({kLetter, kDigit}, {kOpen}, Pair::kNo);                      // LB30
  set({kParenthesis}, {kLetter, kDigit}, Pair::kNo);               //
  set({kInfix}, {kLetter}, Pair::kNo);                             // LB29
  set({kLetter}, {kLetter}, Pair::kNo);                            // LB28
  set({kDigit}, {kDigit, kPrefix, kPostfix}, Pair::kNo);           // LB25
  set({kPrefix, kPostfix, kHyphen, kInfix}, {kDigit}, Pair::kNo);  //
  set({kPrefix, kPostfix}, {kOpen, kWideOpen}, Pair::kUnlessNumber);
  set({kSlash}, {kDigit, kPrefix, kPostfix}, Pair::kOutsideNumber);
  set({kInfix, kClose, kParenthesis}, {kPrefix, kPostfix}, Pair::kOutsideNumber);
  set({kPrefix, kPostfix}, {kLetter}, Pair::kNo);                    // LB24
  set({kLetter}, {kPrefix, kPostfix}, Pair::kNo);                    //
  set({kPrefix}, {kIdeograph}, Pair::kNo);                           // LB23a
  set({kIdeograph}, {kPostfix}, Pair::kNo);                          //
  set({kLetter}, {kDigit}, Pair::kNo);                               // LB23
  set({kDigit}, {kLetter}, Pair::kNo);                               //
  all_before({kEllipsis, kBreakAfter, kHyphen, kNonStarter});        // LB22, LB21
  set({kHyphen}, {kLetter}, Pair::kUnlessHyphen);                    // LB20a
  all_before({kQuote});                                              // LB19
  all_after({kQuote});                                               //
  set({kDash}, {kDash}, Pair::kNo);                                  // LB17
  all_after({kOpen, kWideOpen});                                     // LB14
  all_before({kClose, kParenthesis, kExclamation, kInfix, kSlash});  // LB13
  all_before({kSpace});                                              // LB7
  return pairs;
}

constexpr CommonBreakReader::PairTable CommonBreakReader::kPairs = MakePairs();

bool CommonBreakReader::MayEndByContext(Pair pair, std::size_t at) const {
  if (pair == Pair::kOutsideNumber) return number_ == Number::kNone;
  if (pair == Pair::kUnlessHyphen) return !hyphen_begins_;
  const bool is_infix = at + 1 < text_.size() && At(at + 1).line == LineClass::kInfix;
  return !IsDigitAt(at + (is_infix ? 2 : 1));
}

// LB14 to LB18; `last_` is what stands before the spaces, a space if nothing does.
bool CommonBreakReader::MayEndAfterSpaces(LineClass next, std::size_t at) const {
  using enum LineClass;
  if (last_ == kOpen || last_ == kWideOpen) return false;
  switch (next) {
    case kSpace:
    case kClose:
    case kParenthesis:
    case kExclamation:
    case kSlash:
      return false;
    case kInfix:
      return IsDigitAt(at + 1);  // .5
    case kOpen:
    case kWideOpen:
      return last_ != kQuote;
    case kNonStarter:
      return last_ != kClose && last_ != kParenthesis;
    case kDash:
      return last_ != kDash;
    default:
      return true;
  }
}

bool IsCommonText(std::u32string_view text) {
  const CommonCharacters& characters = CommonCharacters::Get();
  return std::all_of(text.begin(), text.end(),
                     [&](char32_t c) { return characters.Of(c).Is(CommonCharacter::kKnown); });
}

std::vector<bool> CommonLineBreaks(std::u32string_view text) {
  CommonBreakReader reader(text);
  std::vector<bool> breaks(text.size() + 1, false);
  for (std::size_t at = 0; at < text.size(); ++at) breaks[at] = reader.MayEndBefore(at);
  return breaks;
}

}  // namespace sennight::text
