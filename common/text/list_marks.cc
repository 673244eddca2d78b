#include "common/text/list_marks.h"

#include "common/text/characters.h"

namespace sennight::text {
namespace {

constexpr std::u32string_view kBullets = U"•‣◦●○■□◆◇▪▫►▶➤➢✓✔※·";
constexpr std::u32string_view kChineseNumerals = U"一二三四五六七八九十";
constexpr int32_t kLongestListNumber = 2;

bool In(std::u32string_view set, char32_t c) { return set.find(c) != set.npos; }
bool IsSpace(char32_t c) { return IsWhiteSpace(c) || IsZeroWidth(c); }
bool IsNumeral(char32_t c) { return IsDigit(c) || In(kChineseNumerals, c); }

Range Trimmed(std::u32string_view text, Range range) {
  while (!range.empty() && IsSpace(text[range.start])) ++range.start;
  while (!range.empty() && IsSpace(text[range.end - 1])) --range.end;
  return range;
}

// Behind the list number at `at`, or `at` if there is none.
int32_t BehindNumber(std::u32string_view text, Range range) {
  int32_t at = range.start;
  if (text[at] >= U'①' && text[at] <= U'⓿') return at + 1;
  const bool bracketed = text[at] == '(' || text[at] == U'（';
  if (bracketed) ++at;
  const int32_t first = at;
  while (at < range.end && at - first <= kLongestListNumber && IsNumeral(text[at])) ++at;
  const int32_t digits = at - first;
  if (digits < 1 || digits > kLongestListNumber || at + 1 >= range.end) return range.start;
  const char32_t mark = text[at];
  const char32_t next = text[at + 1];
  if (bracketed) return mark == ')' || mark == U'）' ? at + 1 : range.start;
  // 一、二线治疗 and 3、5 天后 count nothing.
  if (In(U"、)）．", mark)) return IsNumeral(next) ? range.start : at + 1;
  // "31. August" and "3. 5" are no list numbers either; Chinese texts leave out the space.
  if (mark == '.' && IsDigit(text[first])) {
    if (IsHan(next)) return at + 1;
    if (IsWhiteSpace(next) && at + 2 < range.end && !IsDigit(text[at + 2])) return at + 1;
  }
  return range.start;
}

}  // namespace

bool IsBullet(char32_t c) { return In(kBullets, c); }

bool IsBulletAt(std::u32string_view text, Range line, int32_t at) {
  if (!In(kBullets, text[at]) || at == line.start) return false;
  // · and • also stand inside names (列夫·托尔斯泰).
  return IsSpace(text[at - 1]) || In(U"。；;：:！？", text[at - 1]);
}

Range WithoutListMark(std::u32string_view text, Range sentence, bool begins_line) {
  sentence = Trimmed(text, sentence);
  if (sentence.empty()) return sentence;
  const char32_t first = text[sentence.start];
  const bool spaced = sentence.size() > 1 && IsWhiteSpace(text[sentence.start + 1]);
  if (In(kBullets, first) || (begins_line && spaced && (IsDash(first) || first == '*'))) {
    while (!sentence.empty() && In(kBullets, text[sentence.start])) ++sentence.start;
    if (!sentence.empty() && (IsDash(first) || first == '*')) ++sentence.start;
    sentence = Trimmed(text, sentence);
    if (sentence.empty()) return sentence;
  }
  sentence.start = BehindNumber(text, sentence);
  return Trimmed(text, sentence);
}

}  // namespace sennight::text
