#include "services/rendering/domain/typography_check.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/text/language.h"
#include "services/rendering/domain/characters.h"
#include "services/rendering/domain/inline_texts.h"
#include "services/rendering/domain/typography.h"

namespace sennight::rendering {
namespace {

constexpr std::u32string_view kOpening = U"“‘（《〈「『【〔";
constexpr std::u32string_view kClosing = U"”’）》〉」』】〕";
constexpr std::u32string_view kNeverFirst = U"、，。：；！？”’）》〉」』】〕…—";
constexpr char32_t kEllipsis = 0x2026;
constexpr char32_t kDash = 0x2014;

bool Holds(std::u32string_view set, char32_t c) { return set.find(c) != set.npos; }

bool IsDigit(char32_t c) { return c >= '0' && c <= '9'; }

// Returns `/sections/0/keyPoints/1` for `digest.sections[0].key_points[1]`.
std::string PointerOf(std::string_view path) {
  std::string pointer;
  bool is_upper = false;
  for (const char c : path.substr(path.find('.'))) {
    if (c == '.' || c == '[') {
      pointer.push_back('/');
    } else if (c == '_') {
      is_upper = true;
    } else if (c != ']') {
      pointer.push_back(is_upper ? absl::ascii_toupper(static_cast<unsigned char>(c)) : c);
      is_upper = false;
    }
  }
  return pointer;
}

// What one text breaks.
struct Faults {
  bool pairs = false;
  bool ellipsis = false;
  bool dash = false;
};

// Signs of ranges, as bits: – — ～ ~.
enum RangeSign : unsigned { kShort = 1, kLong = 2, kWave = 4, kTilde = 8 };

unsigned RangeSignOf(char32_t c) {
  switch (c) {
    case 0x2013:
      return kShort;
    case kDash:
      return kLong;
    case 0xFF5E:
      return kWave;
    case '~':
      return kTilde;
    default:
      return 0;
  }
}

// ASCII characters that no rule is about.
constexpr std::array<bool, 256> kIsDull = [] {
  std::array<bool, 256> is_dull{};
  for (std::size_t c = 0; c < 0x80; ++c) is_dull[c] = c != '.' && c != '-' && c != '~';
  return is_dull;
}();

// Returns the size of the mark at `offset` if it is a common one of Chinese that no rule is about:
// 、 and ！ to ？ without （ and ）. 0 for anything else.
std::size_t DullMarkAt(std::string_view text, std::size_t offset) {
  if (offset + 2 >= text.size()) return 0;
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[offset + i]); };
  const bool is_comma = at(0) == 0xE3 && at(1) == 0x80 && at(2) == 0x81;
  const bool is_mark = at(0) == 0xEF && at(1) == 0xBC && at(2) >= 0x81 && at(2) <= 0x9F &&
                       at(2) != 0x88 && at(2) != 0x89;
  return is_comma || is_mark ? 3 : 0;
}

// Looks at one text, character by character; of those in a row that no rule is about, at the first
// and the last, which may be neighbours of what one is about.
class Look {
 public:
  void Take(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
      std::size_t last = i;  // Where the last one in the row begins.
      std::size_t end = i;
      while (end < text.size()) {
        const auto byte = static_cast<unsigned char>(text[end]);
        if (byte < 0x80) {
          if (!kIsDull[byte]) break;
          last = end++;
        } else if (const std::size_t behind = BehindIdeographs(text, end); behind > end) {
          last = behind - 3;
          end = behind;
        } else if (const std::size_t size = DullMarkAt(text, end); size > 0) {
          last = end;
          end += size;
        } else {
          break;
        }
      }
      const std::size_t begin = i;
      Next(NextCodePoint(text, &i));
      if (end == begin) continue;
      if (last > begin) {
        i = last;
        Next(NextCodePoint(text, &i));
      }
      i = end;
    }
  }

  // Returns what was found; a text ends here.
  Faults End() {
    Next(0);
    faults_.pairs = faults_.pairs || !open_.empty();
    return faults_;
  }

  unsigned signs() const { return signs_; }

 private:
  void Next(char32_t c) {
    if (c == last_ && (c == kEllipsis || c == kDash || c == '.' || c == '-' || c == 0x3002)) {
      ++run_;
    } else {
      EndRun(c);
      before_ = last_;
      last_ = c;
      run_ = 1;
    }
    if (const std::size_t at = kOpening.find(c); at != kOpening.npos) {
      open_.push_back(kClosing[at]);
    } else if (Holds(kClosing, c)) {
      // An apostrophe is no quote.
      if (c == 0x2019 && (open_.empty() || open_.back() != c)) return;
      if (open_.empty() || open_.back() != c) {
        faults_.pairs = true;
      } else {
        open_.pop_back();
      }
    }
  }

  // Judges the run of one sign that ends before `next`.
  void EndRun(char32_t next) {
    const bool is_range = IsDigit(before_) && IsDigit(next);
    if (run_ == 1 && is_range) signs_ |= RangeSignOf(last_);
    const bool is_chinese = IsHan(before_) || IsHan(next) || IsFullWidthPunctuation(next);
    if (!is_chinese) return;
    if (last_ == kEllipsis && run_ != 2) faults_.ellipsis = true;
    if ((last_ == '.' || last_ == 0x3002) && run_ > 1) faults_.ellipsis = true;
    const bool is_date = run_ == 1 && (IsDigit(before_) || IsDigit(next));
    if (last_ == kDash && run_ != 2 && !is_date) faults_.dash = true;
    if (last_ == '-' && run_ > 1) faults_.dash = true;
  }

  std::vector<char32_t> open_;
  Faults faults_;
  unsigned signs_ = 0;
  char32_t before_ = 0;
  char32_t last_ = 0;
  int run_ = 0;
};

// A rule, and where it was broken first.
struct Breach {
  const Rule& rule;
  bool Faults::*fault;
  std::string place = {};
  int times = 0;
};

// Returns the number of bits that are set.
int CountSigns(unsigned signs) {
  int count = 0;
  for (; signs != 0; signs &= signs - 1) ++count;
  return count;
}

}  // namespace

void CheckTypography(const digest::v1::Digest& digest, FormatFindings* findings) {
  std::array<Breach, 3> breaches = {{{kTypographyPairs, &Faults::pairs},
                                     {kTypographyEllipsis, &Faults::ellipsis},
                                     {kTypographyDash, &Faults::dash}}};
  unsigned signs = 0;
  ForEachInlineText(digest, [&](const digest::v1::InlineText& text, FieldPath place) {
    if (!text::IsChinese(text.language().empty() ? digest.language() : text.language())) return;
    Look look;
    for (const digest::v1::Run& run : text.runs()) look.Take(run.text());
    const Faults faults = look.End();
    signs |= look.signs();
    for (Breach& breach : breaches) {
      if (!(faults.*breach.fault)) continue;
      if (++breach.times == 1) breach.place = place();
    }
  });
  for (const Breach& breach : breaches) {
    if (breach.times == 0) continue;
    findings->Add(breach.rule, PointerOf(breach.place), {absl::StrCat(breach.times)});
  }
  if (const int count = CountSigns(signs); count > 1) {
    findings->Add(kTypographyRanges, "", {absl::StrCat(count)});
  }
}

bool MayNotBeginLine(char32_t c) { return Holds(kNeverFirst, c); }

bool MayNotEndLine(char32_t c) { return Holds(kOpening, c); }

void CheckLines(std::string_view lines, FormatFindings* findings) {
  int number = 0;
  bool goes_on = false;  // Whether the line before is one of the same paragraph.
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    ++number;
    while (line.starts_with(' ')) line.remove_prefix(1);
    if (line.empty()) {
      goes_on = false;
      continue;
    }
    std::size_t at = 0;
    const char32_t first = NextCodePoint(line, &at);
    at = line.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80) --at;
    const char32_t last = NextCodePoint(line, &at);
    if (goes_on && MayNotBeginLine(first)) {
      findings->Add(kTypographyLineStart, "", {absl::StrCat(number)});
    }
    if (MayNotEndLine(last)) findings->Add(kTypographyLineEnd, "", {absl::StrCat(number)});
    goes_on = true;
  }
}

}  // namespace sennight::rendering
