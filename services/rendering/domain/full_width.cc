#include "services/rendering/domain/full_width.h"

#include <array>
#include <cstdint>

#include "services/rendering/domain/characters.h"

namespace sennight::rendering {
namespace {

// What typesetting has to know of a byte that begins a character.
enum class Byte : std::uint8_t { kOther, kPlain, kSpace, kMark };

constexpr std::array<Byte, 256> kBytes = [] {
  std::array<Byte, 256> bytes{};
  for (std::size_t c = 0x21; c < 0x7F; ++c) bytes[c] = Byte::kPlain;
  for (const char c : {',', ':', ';', '!', '?', '(', ')'}) {
    bytes[static_cast<std::size_t>(c)] = Byte::kMark;
  }
  bytes[' '] = Byte::kSpace;
  return bytes;
}();

Byte ByteAt(std::string_view text, std::size_t i) {
  return kBytes[static_cast<unsigned char>(text[i])];
}

char32_t CodePointAt(std::string_view text, std::size_t at) { return NextCodePoint(text, &at); }

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

}  // namespace

void WidenPunctuation(std::u32string* text, char32_t before, char32_t after) {
  Punctuation(text, before, after).Widen();
}

bool FindMarks(std::string_view text, std::vector<Mark>* marks) {
  std::size_t ideographs = 0;
  for (std::size_t i = 0; i < text.size();) {
    switch (ByteAt(text, i)) {
      case Byte::kOther: {
        const auto byte = static_cast<unsigned char>(text[i]);
        // U+5000 to U+8FFF: nothing but ideographs.
        if (byte >= 0xE5 && byte <= 0xE8) {
          if (const std::size_t behind = BehindIdeographs(text, i); behind > i) {
            ++ideographs;
            i = behind;
            continue;
          }
        }
        const std::size_t size = PlainWideAt(text, i);
        if (size == 0) return false;
        // Only U+3000 to U+9FFF have ideographs among them.
        const bool is_han = byte >= 0xE3 && byte <= 0xE9 && IsHan(CodePointAt(text, i));
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
        break;
    }
    ++i;
  }
  return true;
}

std::string Widened(std::string_view text, std::vector<Mark>* marks, char32_t before,
                    char32_t after) {
  return MarkWidener(text, marks, before, after).Widen();
}

}  // namespace sennight::rendering
