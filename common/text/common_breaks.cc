#include "common/text/common_breaks.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>

#include "common/text/common_characters.h"

namespace sennight::text {
namespace {

using enum LineClass;

// Whether a line may end between two characters with no space between them.
enum class Pair : std::uint8_t {
  kYes,
  kNo,
  kOutsideNumber,  // No if a number (LB25) goes on or has just ended.
  kUnlessNumber,   // No if what follows is a number in brackets: $(5).
  kUnlessHyphen,   // No if a line could end before the hyphen: a sign, or an option.
};

using PairTable = std::array<std::array<Pair, kLineClasses>, kLineClasses>;

// The rules of UAX 14 but those about spaces, from the last to the first: an earlier rule
// overrides a later one.
constexpr PairTable kPairs = [] {
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
}();

enum class Number : std::uint8_t { kNone, kGoesOn, kHasEnded };

// Reads a text from its start and tells of each place whether a line may end there.
class Reader {
 public:
  explicit Reader(std::u32string_view text) : text_(text), characters_(CommonCharacters::Get()) {}

  std::vector<bool> Read() {
    std::vector<bool> breaks(text_.size() + 1, false);
    bool may_end = true;  // Whether a line may end before the character at hand.
    for (std::size_t at = 0; at < text_.size(); ++at) {
      const LineClass next = ClassAt(at);
      if (at > 0) {
        may_end = spaces_ ? MayEndAfterSpaces(next, at) : MayEnd(next, at);
        breaks[at] = may_end;
      }
      Pass(next, may_end);
    }
    return breaks;
  }

 private:
  LineClass ClassAt(std::size_t at) const { return characters_.Of(text_[at]).line; }

  bool IsDigitAt(std::size_t at) const { return at < text_.size() && ClassAt(at) == kDigit; }

  bool MayEnd(LineClass next, std::size_t at) const {
    switch (kPairs[static_cast<std::size_t>(last_)][static_cast<std::size_t>(next)]) {
      case Pair::kYes:
        return true;
      case Pair::kNo:
        return false;
      case Pair::kOutsideNumber:
        return number_ == Number::kNone;
      case Pair::kUnlessNumber: {
        const bool is_infix = at + 1 < text_.size() && ClassAt(at + 1) == kInfix;
        return !IsDigitAt(at + (is_infix ? 2 : 1));
      }
      case Pair::kUnlessHyphen:
        return !hyphen_begins_;
    }
    return true;
  }

  // LB14 to LB18; `last_` is what stands before the spaces, a space if nothing does.
  bool MayEndAfterSpaces(LineClass next, std::size_t at) const {
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

  void Pass(LineClass next, bool may_end_before) {
    if (next == kSpace) {
      if (!has_last_) last_ = kSpace;
      has_last_ = true;
      spaces_ = true;
      number_ = Number::kNone;
      return;
    }
    if (next == kHyphen) hyphen_begins_ = may_end_before;
    if (next == kDigit) {
      number_ = Number::kGoesOn;
    } else if (number_ == Number::kGoesOn && !spaces_ && (next == kClose || next == kParenthesis)) {
      number_ = Number::kHasEnded;
    } else if (number_ != Number::kGoesOn || (next != kSlash && next != kInfix)) {
      number_ = Number::kNone;
    }
    last_ = next;
    has_last_ = true;
    spaces_ = false;
  }

  std::u32string_view text_;
  const CommonCharacters& characters_;
  LineClass last_ = kSpace;  // Of the last character that is no space.
  bool has_last_ = false;
  bool spaces_ = false;  // Whether spaces stand behind it.
  bool hyphen_begins_ = false;
  Number number_ = Number::kNone;
};

}  // namespace

bool IsCommonText(std::u32string_view text) {
  const CommonCharacters& characters = CommonCharacters::Get();
  return std::all_of(text.begin(), text.end(),
                     [&](char32_t c) { return characters.Of(c).Is(CommonCharacter::kKnown); });
}

std::vector<bool> CommonLineBreaks(std::u32string_view text) { return Reader(text).Read(); }

}  // namespace sennight::text
