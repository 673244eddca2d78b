// Code points, as far as typography and escaping need them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sennight::rendering {

// Printed where a text is not well-formed UTF-8.
inline constexpr char32_t kReplacement = 0xFFFD;

// Returns the code point at `*offset` (less than the size) and moves `*offset` behind it. A byte
// that begins no well-formed sequence counts as kReplacement.
char32_t NextCodePoint(std::string_view text, std::size_t* offset);

void AppendUtf8(char32_t code_point, std::string* out);

// Returns the number of code points.
std::size_t CountCodePoints(std::string_view text);

// Returns whether a code point may be printed: not a control (newline and tab are spaces), not a
// bidirectional control or a zero-width mark that could disguise text, not a noncharacter.
// The joiners U+200C and U+200D stay; names and emoji need them.
bool IsPrintable(char32_t code_point);

bool IsSpace(char32_t code_point);

// Returns whether it is an ideograph.
bool IsHan(char32_t code_point);

// Returns whether it is punctuation of the width of an ideograph, such as ，or 。.
bool IsFullWidthPunctuation(char32_t code_point);

// Returns whether a gap belongs between it and an ideograph: letters and digits that are not
// East Asian.
bool IsWestern(char32_t code_point);

// Returns whether it joins the character before it: combining marks, joiners, variation
// selectors, skin tones.
bool IsExtending(char32_t code_point);

}  // namespace sennight::rendering
