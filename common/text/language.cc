#include "common/text/language.h"

#include <algorithm>
#include <cstdint>

#include "common/text/characters.h"
#include "common/text/utf8.h"

namespace sennight::text {
namespace {

constexpr size_t kLongestTag = 35;
constexpr size_t kLongestSubtag = 8;
constexpr size_t kRegionSize = 2;
constexpr size_t kScriptSize = 4;

bool IsAsciiLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsAsciiDigit(char c) { return c >= '0' && c <= '9'; }
char AsciiLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char AsciiUpper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// A character inside a Latin word: CAR-T, CLDN18.2 and patient's are one word each.
bool ContinuesWord(char32_t c) {
  return IsLatin(c) || IsDigit(c) || IsDash(c) || c == '\'' || c == U'’' || c == '.';
}

}  // namespace

std::string DetectLanguage(std::string_view utf8) {
  int64_t han = 0;
  int64_t words = 0;
  bool in_word = false;
  for (const char32_t c : ToCodePoints(utf8)) {
    if (IsHan(c)) ++han;
    if (!in_word && IsLatin(c)) ++words;
    in_word = IsLatin(c) || (in_word && ContinuesWord(c));
  }
  // han / (han + 2 words) >= 1/5
  return han > 0 && 5 * han >= han + 2 * words ? "zh" : "en";
}

std::string PrimarySubtag(std::string_view tag) {
  std::string primary(tag.substr(0, tag.find_first_of("-_")));
  std::transform(primary.begin(), primary.end(), primary.begin(), AsciiLower);
  return primary;
}

std::string CanonicalTag(std::string_view tag) {
  std::string canonical(tag);
  std::replace(canonical.begin(), canonical.end(), '_', '-');
  std::transform(canonical.begin(), canonical.end(), canonical.begin(), AsciiLower);
  for (size_t at = canonical.find('-'); at != canonical.npos;) {
    const size_t start = at + 1;
    at = canonical.find('-', start);
    const size_t size = std::min(at, canonical.size()) - start;
    if (size == kRegionSize) canonical[start + 1] = AsciiUpper(canonical[start + 1]);
    if (size == kRegionSize || size == kScriptSize) canonical[start] = AsciiUpper(canonical[start]);
  }
  return canonical;
}

bool IsChinese(std::string_view tag) {
  return tag.size() >= 2 && AsciiLower(tag[0]) == 'z' && AsciiLower(tag[1]) == 'h' &&
         (tag.size() == 2 || tag[2] == '-' || tag[2] == '_');
}

bool SameLanguage(std::string_view a, std::string_view b) {
  return PrimarySubtag(a) == PrimarySubtag(b);
}

bool IsLanguageTag(std::string_view tag) {
  if (tag.size() > kLongestTag) return false;
  const std::string_view primary = tag.substr(0, tag.find('-'));
  if (primary.size() < 2 || primary.size() > 3) return false;
  if (!std::all_of(primary.begin(), primary.end(), IsAsciiLetter)) return false;
  for (size_t at = primary.size(); at < tag.size();) {
    const size_t start = at + 1;
    at = std::min(tag.find('-', start), tag.size());
    const std::string_view subtag = tag.substr(start, at - start);
    if (subtag.empty() || subtag.size() > kLongestSubtag) return false;
    const auto allowed = [](char c) { return IsAsciiLetter(c) || IsAsciiDigit(c); };
    if (!std::all_of(subtag.begin(), subtag.end(), allowed)) return false;
  }
  return true;
}

}  // namespace sennight::text
