// A place in a shadow text, and what stands around it.
#pragma once

#include <string>
#include <string_view>

#include "services/summarization/domain/shadow.h"

namespace sennight::summarization {

// Moves through a part of a text from left to right. Looks back to the beginning of the part at
// most, and ahead to its end.
class NumberCursor {
 public:
  NumberCursor(std::u32string_view text, const Range& within)
      : text_(text.substr(0, within.end)), begin_(within.start), at_(within.start) {}

 protected:
  int End() const { return static_cast<int>(text_.size()); }
  char32_t Peek(int at) const { return at < End() ? text_[at] : U'\0'; }
  bool Follows(int at, std::u32string_view word) const {
    if (Peek(at) != word.front()) return false;  // As nearly always.
    if (text_.substr(at, word.size()) != word) return false;
    const int end = at + static_cast<int>(word.size());
    return !IsLatinLetter(word.back()) || !IsWordChar(Peek(end));
  }
  bool Precedes(int at, std::u32string_view word) const {
    const int start = at - static_cast<int>(word.size());
    if (start < begin_ || text_[at - 1] != word.back() || text_.substr(start, word.size()) != word)
      return false;
    return !IsLatinLetter(word.front()) || start == begin_ || !IsWordChar(text_[start - 1]);
  }
  int SkipSpaces(int at) const {
    while (IsSpace(Peek(at)) || Peek(at) == U'-') ++at;
    return at;
  }

  std::string Digits(int start, int end) const {
    std::string digits;
    for (int i = start; i < end; ++i) {
      if (text_[i] != U',') digits.push_back(static_cast<char>(text_[i]));
    }
    return digits;
  }

  bool AreDigits(int at, int count) const {
    for (int i = 0; i < count; ++i) {
      if (!IsDigit(Peek(at + i))) return false;
    }
    return !IsDigit(Peek(at + count));
  }

  // Returns the end of 1,980,000, 63.0 or 1.980.000 at `at`. What the points of the last mean is
  // not known, so it stays as it is.
  int EndOfNumeral(int at) const {
    int end = at;
    while (IsDigit(Peek(end))) ++end;
    while (Peek(end) == U',' && AreDigits(end + 1, 3)) end += 4;
    const bool has_points = Peek(end) == U'.' && AreDigits(end + 1, 3) && Peek(end + 4) == U'.' &&
                            AreDigits(end + 5, 3);
    while (has_points && Peek(end) == U'.' && AreDigits(end + 1, 3)) end += 4;
    if (!has_points && Peek(end) == U'.' && IsDigit(Peek(end + 1))) {
      ++end;
      while (IsDigit(Peek(end))) ++end;
    }
    return end;
  }

  // Returns the end of the :30 of 9:30 at `end`, or `end`.
  int EndOfClockTime(int end) const {
    return Peek(end) == U':' && AreDigits(end + 1, 2) ? end + 3 : end;
  }

  // Returns the power of ×10⁶ or x10^6 at `*end`, and moves it behind; 0 if there is none.
  int TakePowerOfTen(int* end) const {
    const bool is_times = Peek(*end) == U'×' || Peek(*end) == U'x';
    if (!is_times || Peek(*end + 1) != U'1' || Peek(*end + 2) != U'0') return 0;
    constexpr std::u32string_view kRaised = U"⁰¹²³⁴⁵⁶⁷⁸⁹";
    int at = *end + 3;
    const bool has_caret = Peek(at) == U'^';
    if (has_caret) ++at;
    int power = 0;
    const int first = at;
    for (; at < first + 2; ++at) {
      const size_t raised = kRaised.find(Peek(at));
      if (has_caret ? !IsDigit(Peek(at)) : raised == std::u32string_view::npos) break;
      power =
          10 * power + (has_caret ? static_cast<int>(Peek(at) - U'0') : static_cast<int>(raised));
    }
    if (at > first) *end = at;
    return power;
  }

  std::u32string_view text_;
  int begin_;
  int at_;
};

}  // namespace sennight::summarization
