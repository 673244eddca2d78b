#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/text/utf8.h"
#include "services/gateway/domain/checks/groups.h"
#include "services/gateway/domain/checks/texts.h"

namespace sennight::gateway::checks {
namespace {

constexpr char32_t kZeroWidthJoiner = 0x200d;

bool IsBetween(char32_t c, char32_t first, char32_t last) { return first <= c && c <= last; }

// Control, zero-width, bidirectional and private characters, and the sign of broken text.
bool IsForbidden(char32_t c) {
  return c < 0x20 || IsBetween(c, 0x7f, 0x9f) || c == 0xad || IsBetween(c, 0x200b, 0x200f) ||
         IsBetween(c, 0x2028, 0x202e) || IsBetween(c, 0x2060, 0x206f) || c == 0xfeff ||
         c == 0xfffd || IsBetween(c, 0xe000, 0xf8ff) || c >= 0xf0000;
}

// A zero-width joiner holds the parts of one emoji together.
bool IsEmojiJoiner(const std::u32string& text, size_t i) {
  return text[i] == kZeroWidthJoiner && i + 1 < text.size() && text[i + 1] >= 0x2600;
}

bool IsOddHyphen(char32_t c) { return c == 0x2010 || c == 0x2011 || c == 0x2212; }

bool IsHan(char32_t c) {
  return IsBetween(c, 0x3400, 0x4dbf) || IsBetween(c, 0x4e00, 0x9fff) ||
         IsBetween(c, 0xf900, 0xfaff) || IsBetween(c, 0x20000, 0x3ffff);
}

bool IsHalfWidthPunctuation(char32_t c) {
  return std::u32string_view(U",:;!?()").find(c) != std::u32string_view::npos;
}

bool StandsBesideHan(const std::u32string& text, size_t i) {
  return (i > 0 && IsHan(text[i - 1])) || (i + 1 < text.size() && IsHan(text[i + 1]));
}

// Counts the characters of a text that a rule is about, and remembers the first one's neighbours.
struct Sightings {
  int count = 0;
  std::string first;

  void Note(std::string_view what) {
    if (++count == 1) first = std::string(what);
  }

  std::string InWords() const {
    return count == 1 ? first : absl::StrCat(first, " (", count, "×)");
  }
};

std::string Neighbours(const std::u32string& text, size_t i) {
  const size_t begin = i < 3 ? 0 : i - 3;
  return text::ToUtf8(std::u32string_view(text).substr(begin, i - begin + 4));
}

void CheckText(const std::string& path, const std::string& plain, const EventIds& event_ids,
               Findings* findings) {
  const std::u32string text = text::ToCodePoints(plain);
  Sightings forbidden;
  Sightings hyphens;
  Sightings punctuation;
  for (size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i];
    if (IsForbidden(c) && !IsEmojiJoiner(text, i)) {
      forbidden.Note(absl::StrFormat("U+%04X", static_cast<uint32_t>(c)));
    }
    if (IsOddHyphen(c)) hyphens.Note(Neighbours(text, i));
    if (IsHalfWidthPunctuation(c) && StandsBesideHan(text, i)) {
      punctuation.Note(Neighbours(text, i));
    }
  }
  const auto add = [&](const Rule& rule, const Sightings& seen) {
    if (seen.count > 0) findings->Add(rule, path, seen.InWords(), event_ids);
  };
  add(kForbiddenCharacter, forbidden);
  add(kOddHyphen, hyphens);
  add(kHalfWidthPunctuation, punctuation);
}

}  // namespace

void CheckTypography(const digest::v1::Digest& digest, Findings* findings) {
  for (const PlacedText& placed : TextsOf(digest)) {
    CheckText(placed.path, PlainText(*placed.text),
              placed.event_ids == nullptr ? EventIds() : *placed.event_ids, findings);
  }
  for (int i = 0; i < digest.references_size(); ++i) {
    CheckText(Path("references", i, "title"), digest.references(i).title(),
              digest.references(i).event_ids(), findings);
  }
  for (int i = 0; i < digest.disclaimers_size(); ++i) {
    CheckText(Path("disclaimers", i, "text"), digest.disclaimers(i).text(), {}, findings);
  }
}

}  // namespace sennight::gateway::checks
