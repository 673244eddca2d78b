// Line breaks of UAX 14 (Unicode 15.0, as ICU 72 tailors it) for texts of common characters
// (common_characters.h): a table of pairs and the little context that numbers, hyphens and spaces
// need. With an ICU of the same rules the answers are the same, which the tests and a fuzzer
// check; with another one they stay as they are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "common/text/common_characters.h"

namespace sennight::text {

bool IsCommonText(std::u32string_view text);

// For each offset of a common text whether a line may end before it; the first and the last are
// not told.
std::vector<bool> CommonLineBreaks(std::u32string_view text);

// Reads a common text from its start and tells of each character whether a line may end before it.
class CommonBreakReader {
 public:
  explicit CommonBreakReader(std::u32string_view text)
      : text_(text), characters_(CommonCharacters::Get()) {}

  const CommonCharacter& At(std::size_t at) const { return characters_.Of(text_[at]); }

  // Returns whether a line may end before the character at `at`, the one behind that of the call
  // before; of the first it means nothing.
  bool MayEndBefore(std::size_t at) {
    const LineClass next = At(at).line;
    if (next == last_ && !has_spaces_ && IsSteady(next) && at > 0) {
      return next == LineClass::kIdeograph;
    }
    const bool may_end = at == 0 || (has_spaces_ ? MayEndAfterSpaces(next, at) : MayEnd(next, at));
    Pass(next, may_end);
    return may_end;
  }

 private:
  // Whether a line may end between two characters with no space between them.
  enum class Pair : std::uint8_t {
    kYes,
    kNo,
    kOutsideNumber,  // No if a number (LB25) goes on or has just ended.
    kUnlessNumber,   // No if what follows is a number in brackets: $(5).
    kUnlessHyphen,   // No if a line could end before the hyphen: a sign, or an option.
  };
  using PairTable = std::array<std::array<Pair, kLineClasses>, kLineClasses>;
  static const PairTable kPairs;
  static constexpr PairTable MakePairs();

  enum class Number : std::uint8_t { kNone, kGoesOn, kHasEnded };

  bool MayEnd(LineClass next, std::size_t at) const {
    const Pair pair = kPairs[static_cast<std::size_t>(last_)][static_cast<std::size_t>(next)];
    if (pair <= Pair::kNo) return pair == Pair::kYes;
    return MayEndByContext(pair, at);
  }

  void Pass(LineClass next, bool may_end_before) {
    using enum LineClass;
    if (next == kSpace) {
      has_spaces_ = true;  // `last_` stays what stands before them.
      number_ = Number::kNone;
      return;
    }
    if (next == kHyphen) hyphen_begins_ = may_end_before;
    if (next == kDigit) {
      number_ = Number::kGoesOn;
    } else if (number_ == Number::kGoesOn && (next == kClose || next == kParenthesis)) {
      number_ = Number::kHasEnded;
    } else if (number_ != Number::kGoesOn || (next != kSlash && next != kInfix)) {
      number_ = Number::kNone;
    }
    last_ = next;
    has_spaces_ = false;
  }

  // Whether another character of the class changes nothing of what is known: of most characters.
  static bool IsSteady(LineClass line) {
    return line == LineClass::kIdeograph || line == LineClass::kLetter;
  }

  bool MayEndByContext(Pair pair, std::size_t at) const;
  bool MayEndAfterSpaces(LineClass next, std::size_t at) const;
  bool IsDigitAt(std::size_t at) const {
    return at < text_.size() && At(at).line == LineClass::kDigit;
  }

  std::u32string_view text_;
  const CommonCharacters& characters_;
  LineClass last_ = LineClass::kSpace;  // Of the last character that is no space.
  bool has_spaces_ = false;             // Whether spaces stand behind it.
  bool hyphen_begins_ = false;
  Number number_ = Number::kNone;
};

}  // namespace sennight::text
