// What a code point is. Pure functions of the Unicode version that ICU carries.
#pragma once

namespace sennight::text {

// A Han character, 〇 and 々 included. The common ones are answered in place.
bool IsHanBeyondCommon(char32_t c);
inline bool IsHan(char32_t c) {
  return c >= 0x4E00 ? c <= 0x9FFF || IsHanBeyondCommon(c) : c >= 0x2E80 && IsHanBeyondCommon(c);
}

// Whether `c` is surely nothing but a letter, digit or space: ASCII's and the common Han
// characters. A quick first question for loops that look for marks.
inline bool IsPlain(char32_t c) {
  if (c >= 0x4E00) return c <= 0x9FFF;
  return c == ' ' || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

// A letter of the Latin script, with or without marks.
bool IsLatinBeyondAscii(char32_t c);
inline bool IsLatin(char32_t c) {
  return c < 0x80 ? (c | 0x20) >= 'a' && (c | 0x20) <= 'z' : IsLatinBeyondAscii(c);
}

bool IsLetter(char32_t c);

// ASCII, which is nearly all that is asked, is answered in place; what is beyond it by ICU.
bool IsUpperBeyondAscii(char32_t c);
bool IsLowerBeyondAscii(char32_t c);
bool IsWhiteSpaceBeyondAscii(char32_t c);
inline bool IsUpper(char32_t c) { return c < 0x80 ? c >= 'A' && c <= 'Z' : IsUpperBeyondAscii(c); }
inline bool IsLower(char32_t c) { return c < 0x80 ? c >= 'a' && c <= 'z' : IsLowerBeyondAscii(c); }

// A decimal digit of ASCII or its full-width form.
bool IsDigit(char32_t c);

// White space of any kind: spaces (also U+00A0 and U+3000), tabs and line ends.
inline bool IsWhiteSpace(char32_t c) {
  return c < 0x80 ? c == ' ' || (c >= '\t' && c <= '\r') : IsWhiteSpaceBeyondAscii(c);
}

// What ends a line: LF, VT, FF, CR, NEL, U+2028 and U+2029.
inline bool IsLineEnd(char32_t c) {
  return (c >= '\n' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

// A control character (C0, DEL, C1) other than tab and newline, or a noncharacter: text holds none.
bool IsControl(char32_t c);

// A character that reorders text: embeddings, overrides, isolates and directional marks.
bool IsBidiControl(char32_t c);

// A character that takes no room and means nothing in Chinese or English: zero-width spaces and
// joiners, word joiner, soft hyphen, byte order mark, invisible operators, tag characters.
bool IsZeroWidth(char32_t c);

// A hyphen, dash or minus sign, '-' included.
bool IsDash(char32_t c);

// Takes two columns: East Asian wide and full-width characters.
bool IsWide(char32_t c);

// Takes no column of its own: combining marks, format characters, controls.
bool IsCombining(char32_t c);

// Whether `c` may be an opening or closing mark: a quick first question. Letters, figures and
// ideographs, which are nearly all there is, are none.
inline bool MayBeBracket(char32_t c) {
  if (c >= 0x80) return c < 0x4E00 || c > 0x9FFF;
  return c == '(' || c == ')' || c == '[' || c == ']' || c == '{' || c == '}';
}

// Brackets and quotation marks of both languages. '"' and '\'' are neither.
bool IsOpeningMark(char32_t c);
bool IsClosingMark(char32_t c);
inline bool IsOpening(char32_t c) { return MayBeBracket(c) && IsOpeningMark(c); }
inline bool IsClosing(char32_t c) { return MayBeBracket(c) && IsClosingMark(c); }

// The closing bracket or quotation mark that belongs to an opening one; 0 for anything else.
char32_t ClosingOf(char32_t opening);

}  // namespace sennight::text
