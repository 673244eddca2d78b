#include "services/rendering/domain/typography.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "services/rendering/domain/characters.h"

namespace sennight::rendering {
namespace {

// What typesetting has to know of a byte that begins a character.
enum class Byte : std::uint8_t { kOther, kPlain, kLetter, kSpace, kMark };

constexpr std::array<Byte, 256> kBytes = [] {
  std::array<Byte, 256> bytes{};
  for (std::size_t c = 0x21; c < 0x7F; ++c) bytes[c] = Byte::kPlain;
  for (std::size_t c = '0'; c <= '9'; ++c) bytes[c] = Byte::kLetter;
  for (std::size_t c = 'a'; c <= 'z'; ++c) bytes[c] = bytes[c - 'a' + 'A'] = Byte::kLetter;
  for (const char c : {',', ':', ';', '!', '?', '(', ')'}) {
    bytes[static_cast<std::size_t>(c)] = Byte::kMark;
  }
  bytes[' '] = Byte::kSpace;
  return bytes;
}();

Byte ByteAt(std::string_view text, std::size_t i) {
  return kBytes[static_cast<unsigned char>(text[i])];
}

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
    if (text_.find_first_of(U"()") == text_.npos) return;
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

char32_t CodePointAt(std::string_view text, std::size_t at) { return NextCodePoint(text, &at); }
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

// A half-width mark that a Chinese text may print full-width.
struct Mark {
  std::size_t at;
  std::size_t han_before;  // How many runs of ideographs the text has before it.
  bool is_wide = false;
};

// Finds the marks of a text of which nothing but marks and gaps can change when it is typeset.
// Returns false for a text that is not such a one; few are not.
bool FindMarks(std::string_view text, std::vector<Mark>* marks) {
  std::size_t ideographs = 0;
  for (std::size_t i = 0; i < text.size();) {
    switch (ByteAt(text, i)) {
      case Byte::kOther: {
        const std::size_t size = PlainWideAt(text, i);
        if (size == 0) return false;
        const bool is_han = size == 3 && IsHan(CodePointAt(text, i));
        i += size;
        if (is_han) {
          ++ideographs;  // A run counts as one: whether there are any is what is asked.
          i = BehindIdeographs(text, i);
        }
        continue;
      }
      case Byte::kSpace:
        if (i + 1 < text.size() && text[i + 1] == ' ') return false;
        break;
      case Byte::kMark:
        marks->push_back({.at = i, .han_before = ideographs});
        break;
      case Byte::kPlain:
      case Byte::kLetter:
        break;
    }
    ++i;
  }
  return true;
}

// The same as Punctuation, of a text whose marks are found.
class MarkWidener {
 public:
  MarkWidener(std::string_view text, std::vector<Mark>* marks, char32_t before, char32_t after)
      : text_(text), marks_(*marks), before_(before), after_(after) {}

  std::string Widen() {
    WidenParentheses();
    for (std::size_t k = 0; k < marks_.size(); ++k) {
      if (IsParenthesis(k)) continue;
      marks_[k].is_wide = IsIdeograph(Next(k)) || IsChineseNeighbour(Previous(k));
    }
    std::string wide;
    wide.reserve(text_.size() + 2 * marks_.size());
    std::size_t copied = 0;
    for (const Mark& mark : marks_) {
      if (!mark.is_wide) continue;
      wide.append(text_.substr(copied, mark.at - copied));
      AppendUtf8(FullWidth(static_cast<unsigned char>(text_[mark.at])), &wide);
      copied = mark.at + 1;
    }
    wide.append(text_.substr(copied));
    return wide;
  }

 private:
  bool IsParenthesis(std::size_t k) const {
    return text_[marks_[k].at] == '(' || text_[marks_[k].at] == ')';
  }

  char32_t Previous(std::size_t k) const {
    std::size_t i = marks_[k].at;
    while (i > 0 && text_[i - 1] == ' ') --i;
    if (i == 0) return before_;
    do --i;
    while (i > 0 && (static_cast<unsigned char>(text_[i]) & 0xC0) == 0x80);
    const char32_t c = CodePointAt(text_, i);
    return k > 0 && marks_[k - 1].at == i && marks_[k - 1].is_wide ? FullWidth(c) : c;
  }

  char32_t Next(std::size_t k) const {
    std::size_t i = marks_[k].at + 1;
    while (i < text_.size() && text_[i] == ' ') ++i;
    return i < text_.size() ? CodePointAt(text_, i) : after_;
  }

  void WidenParentheses() {
    std::vector<std::size_t> open;
    for (std::size_t k = 0; k < marks_.size(); ++k) {
      if (text_[marks_[k].at] == '(') open.push_back(k);
      if (text_[marks_[k].at] != ')') continue;
      if (open.empty()) {
        marks_[k].is_wide = IsChineseNeighbour(Previous(k)) || IsHan(Next(k));
        continue;
      }
      const std::size_t left = open.back();
      open.pop_back();
      marks_[left].is_wide = marks_[k].is_wide = marks_[k].han_before > marks_[left].han_before ||
                                                 IsChineseNeighbour(Previous(left)) ||
                                                 IsHan(Next(k));
    }
    for (const std::size_t left : open) {
      marks_[left].is_wide = IsChineseNeighbour(Previous(left)) || IsHan(Next(left));
    }
  }

  std::string_view text_;
  std::vector<Mark>& marks_;
  char32_t before_;
  char32_t after_;
};

// Writes the gaps of a text of common characters: Spaced, but by runs of characters between which
// there is none.
class GapWriter {
 public:
  GapWriter(std::string_view text, HanLatinGap gap) : text_(text), gap_(gap) {
    out_.reserve(text.size() + text.size() / 8);
  }

  std::string Write(char32_t before, char32_t after) {
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
    if (i > 0 && gap_ == HanLatinGap::kSpace && IsBorder(left_, first) &&
        !IsWithinDate(text_, i, left_, first)) {
      Copy(i, i);
      out_.push_back(' ');
    }
    left_ = first;
    if (first < 0x80 && IsWestern(first)) {
      while (end < text_.size() && ByteAt(text_, end) == Byte::kLetter) ++end;
      left_ = static_cast<unsigned char>(text_[end - 1]);
    } else if (IsHan(first)) {
      std::size_t last = i;
      while (IdeographAt(text_, end) > 0) last = end, end += 3;
      if (last > i) left_ = CodePointAt(text_, last);
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

bool IsChinese(std::string_view language) {
  return language == "zh" || language.starts_with("zh-") || language.starts_with("zh_");
}

std::string Typeset(std::string_view text, Typography typography, char32_t before, char32_t after) {
  std::string plain;
  if (NextHyphen(text, 0) != text.npos) text = plain = WithPlainHyphens(text);
  std::vector<Mark> marks;
  if (!FindMarks(text, &marks)) return TypesetUnsettled(text, typography, before, after);
  if (!typography.chinese) return std::string(text);
  if (marks.empty()) return GapWriter(text, typography.gap).Write(before, after);
  return GapWriter(MarkWidener(text, &marks, before, after).Widen(), typography.gap)
      .Write(before, after);
}

std::string TypesetUnsettled(std::string_view text, Typography typography, char32_t before,
                             char32_t after) {
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
