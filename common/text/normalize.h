// Forms of texts for comparing them, never for printing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/text/range.h"

namespace sennight::text {

// A form of a text for matching, never for printing, and where each of its code points comes from.
struct Normalized {
  std::u32string text;
  // For each code point of `text` the offset of the code point of the source that it comes from,
  // never decreasing; and one more entry, the length of the source.
  std::vector<int32_t> source;

  // The range of the source that a range of `text` comes from, whole source characters only.
  Range SourceRange(Range normalized) const;
};

// Whether Traditional Chinese is folded to Simplified.
enum class Script { kAsWritten, kSimplified };

// Folds what does not tell two spellings apart: compatibility forms (NFKC: full-width letters,
// ligatures, Ⅱ), case, dashes (to '-'), zero-width characters (removed), any white space (to
// U+0020). Kept as written, since folding them would make new numbers: superscript digits (10⁶),
// vulgar fractions (5½) and enclosed numbers (①37).
// Simplified folding is by single characters, the same in every context, so that both spellings of
// a word meet and every offset stands.
Normalized Normalize(std::u32string_view text, Script script = Script::kSimplified);
Normalized Normalize(std::string_view utf8, Script script = Script::kSimplified);

// Only the text of Normalize, as UTF-8: a key to compare by.
std::string NormalizedKey(std::string_view utf8, Script script = Script::kSimplified);

// The Simplified Chinese character for a Traditional one; any other character itself.
// The table is read from OpenCC's `t2s` at the first use; safe from any thread.
char32_t ToSimplified(char32_t c);

// Unicode normalisation forms of valid UTF-8.
std::string Nfc(std::string_view utf8);
std::string Nfkc(std::string_view utf8);

// Replaces each run of white space by one space and trims both ends.
std::string CollapseWhiteSpace(std::string_view utf8);

// Removes white space of any kind from both ends.
std::string_view Trim(std::string_view utf8);

}  // namespace sennight::text
