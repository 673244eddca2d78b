// A place in a shadow text, and what stands around it.
#pragma once

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
    if (text_.substr(at, word.size()) != word) return false;
    const int end = at + static_cast<int>(word.size());
    return !IsLatinLetter(word.back()) || !IsWordChar(Peek(end));
  }
  bool Precedes(int at, std::u32string_view word) const {
    const int start = at - static_cast<int>(word.size());
    if (start < begin_ || text_.substr(start, word.size()) != word) return false;
    return !IsLatinLetter(word.front()) || start == begin_ || !IsWordChar(text_[start - 1]);
  }
  int SkipSpaces(int at) const {
    while (IsSpace(Peek(at)) || Peek(at) == U'-') ++at;
    return at;
  }

  std::u32string_view text_;
  int begin_;
  int at_;
};

}  // namespace sennight::summarization
