#include "services/rendering/domain/typography.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "services/rendering/domain/characters.h"
#include "services/rendering/domain/full_width.h"

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

bool IsWesternEnd(char32_t c) { return IsWestern(c) || c == '%' || c == 0x2030 || c == 0xB0; }

bool IsWesternStart(char32_t c) {
  return IsWestern(c) || c == '$' || c == 0xA5 || c == 0xA3 || c == 0x20AC;
}

bool IsAsciiWestern(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x80 && IsWestern(byte);
}

bool IsDigit(char32_t c) { return c >= '0' && c <= '9'; }

char32_t CodePointAt(std::string_view text, std::size_t at) { return NextCodePoint(text, &at); }
char32_t CodePointBefore(std::string_view text, std::size_t at) {
  --at;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return NextCodePoint(text, &at);
}
char32_t CodePointAt(const std::u32string& text, std::size_t at) { return text[at]; }

// Returns how many digits end before `text[at]`, spaces aside. A text is UTF-8 or code points.
template <typename Text>
std::size_t DigitsBefore(const Text& text, std::size_t at) {
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
template <typename Text>
bool IsWithinDate(const Text& text, std::size_t at, char32_t left, char32_t right) {
  if (IsDigit(left)) return IsDatePart(right, DigitsBefore(text, at));
  if (!IsDigit(right) || !IsHan(left)) return false;
  while (at < text.size() && text[at] == ' ') ++at;
  std::size_t digits = 0;
  while (at < text.size() && IsDigit(text[at])) ++at, ++digits;
  while (at < text.size() && text[at] == ' ') ++at;
  return at < text.size() && IsDatePart(CodePointAt(text, at), digits);
}

// Returns whether a gap belongs between two characters, dates aside.
inline bool IsBorder(char32_t left, char32_t right) {
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

// Returns where the next of the hyphens U+2010 and U+2011 stands from `i` on.
std::size_t NextHyphen(std::string_view text, std::size_t i) {
  for (i = text.find('\xE2', i); i != text.npos; i = text.find('\xE2', i + 1)) {
    if (IsHyphenAt(text, i)) break;
  }
  return i;
}

// Returns `text` with its hyphens as `-`.
std::string WithPlainHyphens(std::string_view text) {
  std::string plain;
  std::size_t copied = 0;
  for (std::size_t i = NextHyphen(text, 0); i != text.npos; i = NextHyphen(text, copied)) {
    plain.append(text.substr(copied, i - copied)).push_back('-');
    copied = i + 3;
  }
  return plain.append(text.substr(copied));
}

// Writes the gaps of a text of common characters: Spaced, but by runs of characters between which
// there is none.
class GapWriter {
 public:
  GapWriter(std::string_view text, HanLatinGap gap) : text_(text), gap_(gap) {
    out_.reserve(text.size() + text.size() / 8);
  }

  std::string Write(char32_t before, char32_t after) {
    // Where a style sheet makes the gaps, nothing but spaces changes.
    if (gap_ == HanLatinGap::kStyleSheet) {
      for (std::size_t i = text_.find(' '); i != text_.npos; i = text_.find(' ', i + 1)) {
        left_ = i > 0 ? CodePointBefore(text_, i) : before;
        PassSpace(i, after);
      }
      out_.append(text_.substr(copied_));
      return std::move(out_);
    }
    left_ = before;
    for (std::size_t i = 0; i < text_.size();) {
      if (text_[i] == ' ') {
        PassSpace(i, after);
        ++i;
      } else {
        i = PassRun(i);
      }
    }
    out_.append(text_.substr(copied_));
    return std::move(out_);
  }

 private:
  // Copies what stands before `i`; what begins there is written at `next`.
  void Copy(std::size_t i, std::size_t next) {
    out_.append(text_.substr(copied_, i - copied_));
    copied_ = next;
  }

  void PassSpace(std::size_t i, char32_t after) {
    const char32_t right = i + 1 < text_.size() ? CodePointAt(text_, i + 1) : after;
    const bool is_within = IsFullWidthPunctuation(left_) || IsFullWidthPunctuation(right) ||
                           IsWithinDate(text_, i, left_, right);
    if (is_within || (gap_ == HanLatinGap::kStyleSheet && IsBorder(left_, right))) {
      Copy(i, i + 1);
    } else {
      left_ = ' ';
    }
  }

  // Passes a character, and as many behind it as there is surely no gap between.
  std::size_t PassRun(std::size_t i) {
    std::size_t end = i;
    const char32_t first = NextCodePoint(text_, &end);
    if (i > 0 && IsBorder(left_, first) && !IsWithinDate(text_, i, left_, first)) {
      Copy(i, i);
      out_.push_back(' ');
    }
    left_ = first;
    if (first < 0x80 && IsWestern(first)) {
      while (end < text_.size() && IsAsciiWestern(text_[end])) ++end;
      left_ = static_cast<unsigned char>(text_[end - 1]);
    } else if (IsHan(first)) {
      const std::size_t behind = BehindIdeographs(text_, end);
      if (behind > end) left_ = CodePointAt(text_, behind - 3);
      end = behind;
    }
    return end;
  }

  std::string_view text_;
  HanLatinGap gap_;
  std::string out_;
  std::size_t copied_ = 0;
  char32_t left_ = 0;
};

}  // namespace

std::string Typeset(std::string_view text, Typography typography, char32_t before, char32_t after) {
  std::string plain;
  std::vector<Mark> marks;
  bool is_settled = FindMarks(text, &marks);
  if (!is_settled && NextHyphen(text, 0) != text.npos) {
    text = plain = WithPlainHyphens(text);
    marks.clear();
    is_settled = FindMarks(text, &marks);
  }
  if (!is_settled) return TypesetUnsettled(text, typography, before, after);
  if (!typography.chinese) return std::string(text);
  if (marks.empty()) return GapWriter(text, typography.gap).Write(before, after);
  return GapWriter(Widened(text, &marks, before, after), typography.gap).Write(before, after);
}

std::string TypesetUnsettled(std::string_view text, Typography typography, char32_t before,
                             char32_t after) {
  std::u32string clean = Clean(text);
  if (typography.chinese) {
    WidenPunctuation(&clean, before, after);
    return Spaced(clean, typography.gap, before, after);
  }
  std::string out;
  out.reserve(text.size());
  for (const char32_t c : clean) AppendUtf8(c, &out);
  return out;
}

}  // namespace sennight::rendering
