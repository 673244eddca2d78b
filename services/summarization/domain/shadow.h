// The form of a text that is compared, beside the text that is printed.
//
// A shadow is the normalised text of common/text: compatibility forms, case, dashes and script
// folded. Each of its code points knows the code point of the source that it
// came from, so that what is found in the shadow can be cited in the source.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/text/characters.h"
#include "common/text/normalize.h"
#include "common/text/range.h"
#include "common/text/utf8.h"

namespace sennight::summarization {

using text::Range;

struct Shadow {
  std::u32string source;  // What the source wrote.
  // What is compared, and where it comes from. In most texts each character becomes one: then
  // folded.source, which would only count, is empty.
  text::Normalized folded;

  const std::u32string& key() const { return folded.text; }

  // Returns the range of the source that `range` of the text came from.
  Range ToSource(const Range& range) const {
    return folded.source.empty() ? WithinKey(range) : folded.SourceRange(range);
  }

  // Returns the range of the text that came from `range` of the source.
  Range FromSource(const Range& range) const;

 private:
  Range WithinKey(const Range& range) const;
};

// Makes the shadow of `utf8`.
Shadow MakeShadow(std::string_view utf8);

using text::ToUtf8;

// Returns the shadow's text alone, for words that are compared with shadows.
std::u32string ShadowText(std::string_view utf8);

// Classes of code points of a shadow.
using text::IsHan;
inline bool IsLatinLetter(char32_t c) {
  if (c < 0x80) return c >= U'a' && c <= U'z';
  return (c < 0x4E00 || c > 0x9FFF) && text::IsLatin(c);
}
inline bool IsDigit(char32_t c) { return c >= U'0' && c <= U'9'; }
inline bool IsWordChar(char32_t c) { return IsLatinLetter(c) || IsDigit(c); }
// A letter of a script that neither Chinese nor English is written in: 큐로셀. Greek ones are
// symbols in both.
inline bool IsOtherLetter(char32_t c) {
  return c >= 0x400 && !IsHan(c) && !text::IsLatin(c) && text::IsLetter(c);
}
// Whether what stands from `begin` to `end` of a text is no part of a longer word.
inline bool StandsAlone(std::u32string_view text, size_t begin, size_t end) {
  return (begin == 0 || !IsWordChar(text[begin - 1])) &&
         (end >= text.size() || !IsWordChar(text[end]));
}
// Calls take(range) for every run of word characters of a text within a range of it.
template <typename Take>
void ForEachRun(std::u32string_view text, const Range& within, Take take) {
  for (int at = within.start; at < within.end; ++at) {
    const int start = at;
    while (at < within.end && IsWordChar(text[at])) ++at;
    if (at > start) take(Range{start, at});
  }
}
inline bool IsSpace(char32_t c) { return c == U' '; }

}  // namespace sennight::summarization
