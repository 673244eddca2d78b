// Between UTF-8, which is stored and sent, and code points, which are counted. Invalid UTF-8 never
// fails: each broken sequence counts as one U+FFFD.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/text/range.h"

namespace sennight::text {

// Whether `utf8` is well-formed: no overlong forms, surrogates or values above U+10FFFF.
bool IsValidUtf8(std::string_view utf8);

// The code points of `utf8`.
std::u32string ToCodePoints(std::string_view utf8);

// The UTF-8 of `text`; surrogates and values above U+10FFFF become U+FFFD.
std::string ToUtf8(std::u32string_view text);
void AppendUtf8(char32_t c, std::string& utf8);

// How many code points `utf8` has.
int32_t CodePointCount(std::string_view utf8);

// The code points [start, end) of `utf8`, as UTF-8; what lies outside the text is left out.
std::string Slice(std::string_view utf8, int32_t start, int32_t end);
std::string Slice(std::string_view utf8, Range range);

// The part of `text` that `range` names; what lies outside the text is left out.
std::u32string_view Slice(std::u32string_view text, Range range);

}  // namespace sennight::text
