#include "common/text/normalize.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>

#include "common/text/characters.h"
#include "common/text/utf8.h"

namespace sennight::text {
namespace {

const icu::Normalizer2& NfkcForm() {
  UErrorCode error = U_ZERO_ERROR;
  return *icu::Normalizer2::getNFKCInstance(error);  // compiled into ICU: cannot fail
}

// Numbers that NFKC would glue to their neighbours: 10⁶ is not 106, 5½ not 51/2, ①37 not 137.
bool KeepsItsForm(char32_t c) {
  if (c < 0xB2) return false;
  if (c == 0xB2 || c == 0xB3 || c == 0xB9) return true;
  if (c >= 0x2070 && c <= 0x207F) return true;
  switch (u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_DECOMPOSITION_TYPE)) {
    case U_DT_FRACTION:
      return true;
    case U_DT_CIRCLE:
    case U_DT_COMPAT:
      return u_charType(static_cast<UChar32>(c)) == U_OTHER_NUMBER;
    default:
      return false;
  }
}

constexpr std::array<char, 0x80> kAsciiFolded = [] {
  std::array<char, 0x80> folded{};
  for (int c = 0; c < 0x80; ++c) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    const bool is_space = c >= '\t' && c <= '\r';
    folded[c] = static_cast<char>(is_upper ? c | 0x20 : is_space ? ' ' : c);
  }
  return folded;
}();

char32_t Fold(char32_t c, Script script) {
  if (c < 0x80) return kAsciiFolded[c];
  if (IsPlain(c) && c != ' ') return script == Script::kSimplified ? ToSimplified(c) : c;
  if (IsDash(c)) return U'-';
  if (IsWhiteSpace(c)) return U' ';
  c = static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
  return script == Script::kSimplified ? ToSimplified(c) : c;
}

// Whether `c` surely stands alone: a quick first question.
bool SurelyStandsAlone(char32_t c) {
  return c < 0x300 || IsPlain(c) || (c >= 0x3000 && c <= 0x3020) || (c >= 0xFF01 && c <= 0xFF5E) ||
         (c >= 0x2012 && c <= 0x201F);
}

// Whether no character before `c` changes it or is changed by it.
bool StandsAlone(char32_t c) {
  return SurelyStandsAlone(c) || NfkcForm().hasBoundaryBefore(static_cast<UChar32>(c));
}

// The folded form of a frequent character that stands alone and becomes one; 0 for the others.
char32_t QuickFold(char32_t c, Script script) {
  if (c < 0x80) return kAsciiFolded[c];
  if (IsPlain(c)) return script == Script::kSimplified ? ToSimplified(c) : c;
  if (c >= 0xFF01 && c <= 0xFF5E) return kAsciiFolded[c - 0xFEE0];
  if (c >= 0x2012 && c <= 0x201F && c != 0x2017) return IsDash(c) ? U'-' : c;  // “ ” ‘ ’ – —
  return (c >= 0x3001 && c <= 0x3020) ? c : U'\0';
}

class Folder {
 public:
  explicit Folder(Script script) : script_(script) {}

  Normalized Fold(std::u32string_view text) && {
    const auto size = static_cast<int32_t>(text.size());
    folded_.source.reserve(text.size() + 1);
    for (int32_t start = 0; start < size;) {
      start = FoldQuick(text, start);
      if (start == size) break;
      int32_t end = start + 1;
      while (end < size && !StandsAlone(text[end]) && !KeepsItsForm(text[end])) ++end;
      FoldSegment(text.substr(start, end - start), start);
      start = end;
    }
    folded_.text.resize(used_);
    folded_.source.resize(used_);
    folded_.source.push_back(size);
    return std::move(folded_);
  }

 private:
  // Adds the characters from `at` on that are quick to fold; returns where others begin.
  int32_t FoldQuick(std::u32string_view text, int32_t at) {
    const auto size = static_cast<int32_t>(text.size());
    MakeRoom(text.size() - at);
    char32_t* to = folded_.text.data() + used_;
    int32_t* from = folded_.source.data() + used_;
    const int32_t first = at;
    for (; at < size; ++at) {
      const char32_t folded = QuickFold(text[at], script_);
      if (folded == 0 || (at + 1 < size && !SurelyStandsAlone(text[at + 1]))) break;
      *to++ = folded;
      *from++ = at;
    }
    used_ += static_cast<size_t>(at - first);
    return at;
  }

  // Adds the folded form of `segment`, which begins at `at` in the source.
  void FoldSegment(std::u32string_view segment, int32_t at) {
    if (segment.size() == 1) {
      const char32_t folded = QuickFold(segment[0], script_);
      if (folded != 0 || KeepsItsForm(segment[0])) {
        Add(folded != 0 ? folded : text::Fold(segment[0], script_), at);
        return;
      }
    }
    UErrorCode error = U_ZERO_ERROR;
    const icu::UnicodeString composed = NfkcForm().normalize(
        icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(segment.data()),
                                      static_cast<int32_t>(segment.size())),
        error);
    for (int32_t i = 0; i < composed.length(); i = composed.moveIndex32(i, 1)) {
      const auto c = static_cast<char32_t>(composed.char32At(i));
      if (IsPlain(c) || !(IsZeroWidth(c) || IsBidiControl(c))) Add(text::Fold(c, script_), at);
    }
  }

  void Add(char32_t folded, int32_t at) {
    MakeRoom(1);
    folded_.text[used_] = folded;
    folded_.source[used_] = at;
    ++used_;
  }

  void MakeRoom(size_t count) {
    if (folded_.text.size() >= used_ + count) return;
    folded_.text.resize(used_ + count);
    folded_.source.resize(used_ + count);
  }

  Script script_;
  Normalized folded_;
  size_t used_ = 0;  // Of folded_, whose size is room made in advance.
};

std::string NormalizeBytes(const icu::Normalizer2& form, std::string_view utf8) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::UnicodeString source = icu::UnicodeString::fromUTF8(
      icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
  std::string result;
  form.normalize(source, error).toUTF8String(result);
  return result;
}

}  // namespace

Range Normalized::SourceRange(Range normalized) const {
  const auto size = static_cast<int32_t>(text.size());
  const int32_t start = std::clamp(normalized.start, 0, size);
  const int32_t end = std::clamp(normalized.end, start, size);
  if (start == end) return {source[start], source[start]};
  // A character may have become several: the source ends where the next source character begins.
  const int32_t last = source[end - 1];
  if (source[end] > last) return {source[start], source[end]};  // As nearly always.
  const auto next = std::upper_bound(source.begin() + end, source.end(), last);
  return {source[start], next == source.end() ? source.back() : *next};
}

Normalized Normalize(std::u32string_view text, Script script) { return Folder(script).Fold(text); }

Normalized Normalize(std::string_view utf8, Script script) {
  return Normalize(ToCodePoints(utf8), script);
}

std::string NormalizedKey(std::string_view utf8, Script script) {
  // Quicker where each byte is a character that no other changes.
  const bool is_ascii =
      std::all_of(utf8.begin(), utf8.end(), [](char c) { return (c & 0x80) == 0; });
  if (is_ascii) {
    std::string key(utf8);
    for (char& c : key) c = static_cast<char>(Fold(static_cast<char32_t>(c), script));
    return key;
  }
  return ToUtf8(Normalize(utf8, script).text);
}

std::string Nfc(std::string_view utf8) {
  UErrorCode error = U_ZERO_ERROR;
  return NormalizeBytes(*icu::Normalizer2::getNFCInstance(error), utf8);
}

std::string Nfkc(std::string_view utf8) { return NormalizeBytes(NfkcForm(), utf8); }

std::string CollapseWhiteSpace(std::string_view utf8) {
  std::string collapsed;
  bool gap = false;
  for (const char32_t c : ToCodePoints(utf8)) {
    if (IsWhiteSpace(c)) {
      gap = true;
      continue;
    }
    if (gap && !collapsed.empty()) collapsed.push_back(' ');
    gap = false;
    AppendUtf8(c, collapsed);
  }
  return collapsed;
}

std::string_view Trim(std::string_view utf8) {
  const auto size = static_cast<int32_t>(utf8.size());
  int32_t start = 0;
  while (start < size) {
    int32_t next = start;
    UChar32 c;
    U8_NEXT(utf8.data(), next, size, c);
    if (c < 0 || !IsWhiteSpace(static_cast<char32_t>(c))) break;
    start = next;
  }
  int32_t end = size;
  while (end > start) {
    int32_t previous = end;
    UChar32 c;
    U8_PREV(utf8.data(), start, previous, c);
    if (c < 0 || !IsWhiteSpace(static_cast<char32_t>(c))) break;
    end = previous;
  }
  return utf8.substr(start, end - start);
}

}  // namespace sennight::text
