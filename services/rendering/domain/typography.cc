#include "services/rendering/domain/typography.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "services/rendering/domain/characters.h"

namespace sennight::rendering {
namespace {

// Returns the printable characters of `text`, runs of white space as one space.
std::u32string Clean(std::string_view text) {
  std::u32string clean;
  clean.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    char32_t c = NextCodePoint(text, &i);
    if (!IsPrintable(c)) continue;
    if (c == 0x2010 || c == 0x2011) c = '-';
    if (c != 0x3000 && IsSpace(c)) {
      if (clean.empty() || clean.back() != ' ') clean.push_back(' ');
    } else {
      clean.push_back(c);
    }
  }
  return clean;
}

char32_t FullWidth(char32_t c) {
  switch (c) {
    case ',':
    case ':':
    case ';':
    case '(':
    case ')':
    case '!':
    case '?':
      return c - '!' + 0xFF01;
    default:
      return 0;
  }
}

// Roman numerals as one character stand in Chinese text only.
bool IsIdeograph(char32_t c) { return IsHan(c) || (c >= 0x2160 && c <= 0x217F); }

bool IsChineseNeighbour(char32_t c) {
  return IsIdeograph(c) || IsFullWidthPunctuation(c) || c == 0x201C || c == 0x201D;
}

// Makes the punctuation beside ideographs full-width, in place.
class Punctuation {
 public:
  Punctuation(std::u32string* text, char32_t before, char32_t after)
      : text_(*text), before_(before), after_(after) {}

  void Widen() {
    WidenParentheses();
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const char32_t wide = FullWidth(text_[i]);
      if (wide == 0 || text_[i] == '(' || text_[i] == ')') continue;
      if (IsIdeograph(Next(i)) || IsChineseNeighbour(Previous(i))) text_[i] = wide;
    }
  }

 private:
  char32_t Previous(std::size_t i) const {
    while (i > 0 && text_[i - 1] == ' ') --i;
    return i > 0 ? text_[i - 1] : before_;
  }

  char32_t Next(std::size_t i) const {
    ++i;
    while (i < text_.size() && text_[i] == ' ') ++i;
    return i < text_.size() ? text_[i] : after_;
  }

  // A pair is widened if an ideograph stands in it or beside it; a parenthesis without a partner
  // if one stands beside it.
  void WidenParentheses() {
    std::vector<std::size_t> open;
    std::vector<std::size_t> han_before(text_.size() + 1, 0);
    for (std::size_t i = 0; i < text_.size(); ++i) {
      han_before[i + 1] = han_before[i] + (IsHan(text_[i]) ? 1 : 0);
      if (text_[i] == '(') open.push_back(i);
      if (text_[i] != ')') continue;
      if (open.empty()) {
        if (IsChineseNeighbour(Previous(i)) || IsHan(Next(i))) text_[i] = FullWidth(')');
        continue;
      }
      const std::size_t left = open.back();
      open.pop_back();
      if (han_before[i] > han_before[left] || IsChineseNeighbour(Previous(left)) ||
          IsHan(Next(i))) {
        text_[left] = FullWidth('(');
        text_[i] = FullWidth(')');
      }
    }
    for (const std::size_t left : open) {
      if (IsChineseNeighbour(Previous(left)) || IsHan(Next(left))) text_[left] = FullWidth('(');
    }
  }

  std::u32string& text_;
  char32_t before_;
  char32_t after_;
};

bool IsWesternEnd(char32_t c) { return IsWestern(c) || c == '%' || c == 0x2030 || c == 0xB0; }

bool IsWesternStart(char32_t c) {
  return IsWestern(c) || c == '$' || c == 0xA5 || c == 0xA3 || c == 0x20AC;
}

bool IsDigit(char32_t c) { return c >= '0' && c <= '9'; }

// Returns the character after the digits that begin at `text[at]`, spaces aside, and how many
// digits there are.
std::pair<char32_t, std::size_t> AfterDigits(const std::u32string& text, std::size_t at) {
  while (at < text.size() && text[at] == ' ') ++at;
  std::size_t digits = 0;
  while (at < text.size() && IsDigit(text[at])) ++at, ++digits;
  while (at < text.size() && text[at] == ' ') ++at;
  return {at < text.size() ? text[at] : U'\0', digits};
}

// Returns how many digits end before `text[at]`, spaces aside.
std::size_t DigitsBefore(const std::u32string& text, std::size_t at) {
  while (at > 0 && text[at - 1] == ' ') --at;
  std::size_t digits = 0;
  while (at > 0 && IsDigit(text[at - 1])) --at, ++digits;
  return digits;
}

// Returns whether `digits` digits before `c` are a part of a date: 12月, 9日, 2025年, but not 1年.
bool IsDatePart(char32_t c, std::size_t digits) {
  constexpr char32_t kYear = 0x5E74, kMonth = 0x6708, kDay = 0x65E5;
  constexpr std::size_t kDigitsOfAYear = 4;
  return c == kMonth || c == kDay || (c == kYear && digits == kDigitsOfAYear);
}

// Returns whether the border before `text[at]` (`left` stands there last, spaces aside) is one
// within a date or before one, as all of them are in 至2025年12月9日.
bool IsWithinDate(const std::u32string& text, std::size_t at, char32_t left, char32_t right) {
  if (IsDigit(left)) return IsDatePart(right, DigitsBefore(text, at));
  if (!IsDigit(right) || !IsHan(left)) return false;
  const auto [after, digits] = AfterDigits(text, at);
  return IsDatePart(after, digits);
}

// Returns whether a gap belongs between two characters, dates aside.
bool IsBorder(char32_t left, char32_t right) {
  return (IsHan(left) && IsWesternStart(right)) || (IsWesternEnd(left) && IsHan(right));
}

// Appends `text` with the gaps as `gap` says, and without spaces beside full-width punctuation.
std::string Spaced(const std::u32string& text, HanLatinGap gap, char32_t before, char32_t after) {
  std::string out;
  out.reserve(text.size() * 3);
  char32_t left = before;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_space = text[i] == ' ';
    const char32_t right = !is_space ? text[i] : (i + 1 < text.size() ? text[i + 1] : after);
    const bool is_border = IsBorder(left, right) && !IsWithinDate(text, i, left, right);
    if (is_space) {
      const bool is_beside_wide = IsFullWidthPunctuation(left) || IsFullWidthPunctuation(right);
      if (is_beside_wide || IsWithinDate(text, i, left, right)) continue;
      if (is_border && gap == HanLatinGap::kStyleSheet) continue;
      out.push_back(' ');
      left = ' ';
      continue;
    }
    if (i > 0 && gap == HanLatinGap::kSpace && is_border) out.push_back(' ');
    AppendUtf8(right, &out);
    left = right;
  }
  return out;
}

}  // namespace

bool IsChinese(std::string_view language) {
  return language == "zh" || language.starts_with("zh-") || language.starts_with("zh_");
}

std::string Typeset(std::string_view text, Typography typography, char32_t before, char32_t after) {
  std::u32string clean = Clean(text);
  if (typography.chinese) {
    Punctuation(&clean, before, after).Widen();
    return Spaced(clean, typography.gap, before, after);
  }
  std::string out;
  out.reserve(text.size());
  for (const char32_t c : clean) AppendUtf8(c, &out);
  return out;
}

}  // namespace sennight::rendering
