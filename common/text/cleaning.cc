#include "common/text/cleaning.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <array>
#include <iterator>

#include "common/text/characters.h"
#include "common/text/html.h"
#include "common/text/normalize.h"
#include "common/text/utf8.h"

namespace sennight::text {
namespace {

struct Words {
  std::string_view id;
  std::string_view verb;
  std::string_view one;
  std::string_view many;
};

// Every repair in words, in the order in which they are listed.
constexpr Words kWords[] = {
    {kInvalidUtf8, "removed", "sequence of bytes that is no UTF-8",
     "sequences of bytes that are no UTF-8"},
    {kReplacementCharacter, "removed", "replacement character (U+FFFD)",
     "replacement characters (U+FFFD)"},
    {kControlCharacter, "removed", "control character", "control characters"},
    {kBidiControl, "removed", "bidirectional control character",
     "bidirectional control characters"},
    {kZeroWidth, "removed", "zero-width character", "zero-width characters"},
    {kHyphen, "replaced", "special hyphen by '-'", "special hyphens by '-'"},
    {kLineEnd, "normalised", "line end", "line ends"},
    {kEntity, "decoded", "character reference", "character references"},
    {kMarkup, "removed", "tag", "tags"},
    {kActiveContent, "dropped", "script, style or embedded object",
     "scripts, styles or embedded objects"},
};

// Counts of repairs, kept in the order of kWords.
class Repairs {
 public:
  void Add(std::string_view id, int count = 1) {
    for (size_t i = 0; i < std::size(kWords); ++i) {
      if (kWords[i].id == id) counts_[i] += count;
    }
  }

  std::vector<Repair> List() const {
    std::vector<Repair> repairs;
    for (size_t i = 0; i < std::size(kWords); ++i) {
      if (counts_[i] > 0) repairs.push_back({kWords[i].id, counts_[i]});
    }
    return repairs;
  }

 private:
  std::array<int, std::size(kWords)> counts_{};
};

std::string DropInvalid(std::string_view bytes, Repairs& repairs) {
  if (IsValidUtf8(bytes)) return std::string(bytes);
  std::string valid;
  valid.reserve(bytes.size());
  const auto size = static_cast<int32_t>(bytes.size());
  for (int32_t at = 0; at < size;) {
    UChar32 c;
    U8_NEXT(bytes.data(), at, size, c);
    if (c < 0) {
      repairs.Add(kInvalidUtf8);
    } else {
      AppendUtf8(static_cast<char32_t>(c), valid);
    }
  }
  return valid;
}

// Whether the joiner or selector at `at` holds an emoji together.
bool JoinsEmoji(std::u32string_view text, size_t at) {
  if (text[at] != 0x200D || at == 0) return false;
  const char32_t before = text[at - 1];
  return before == 0xFE0F ||
         u_hasBinaryProperty(static_cast<UChar32>(before), UCHAR_EXTENDED_PICTOGRAPHIC);
}

// What a code point is repaired for; empty if it stays.
std::string_view RepairOf(char32_t c) {
  if ((c < 0x7F && c >= 0x20) || IsPlain(c) || c == '\n') return "";
  if (c == 0xFFFD) return kReplacementCharacter;
  if (IsLineEnd(c) && c != '\n') return kLineEnd;
  if (IsControl(c)) return kControlCharacter;
  if (IsBidiControl(c)) return kBidiControl;
  if (IsZeroWidth(c)) return kZeroWidth;
  if (c >= 0x2010 && c <= 0x2012) return kHyphen;
  return "";
}

// `utf8` without what RepairOf names.
std::string Filter(std::string_view utf8, Repairs& repairs) {
  const std::u32string text = ToCodePoints(utf8);
  std::string filtered;
  filtered.reserve(utf8.size());
  for (size_t at = 0; at < text.size(); ++at) {
    const char32_t c = text[at];
    const std::string_view repair = RepairOf(c);
    if (repair.empty() || JoinsEmoji(text, at)) {
      AppendUtf8(c == 0xA0 || c == 0x202F ? U' ' : c, filtered);
      continue;
    }
    repairs.Add(repair);
    if (repair == kHyphen) filtered += '-';
    const bool crlf = c == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
    if (repair == kLineEnd && !crlf) filtered += '\n';
  }
  return std::string(Trim(filtered));
}

}  // namespace

std::string Describe(const Repair& repair) {
  for (const Words& words : kWords) {
    if (words.id != repair.id) continue;
    return std::string(words.verb) + " " + std::to_string(repair.count) + " " +
           std::string(repair.count == 1 ? words.one : words.many);
  }
  return std::string(repair.id);
}

Cleaned CleanText(std::string_view bytes) {
  Repairs repairs;
  int entities = 0;
  const std::string decoded = DecodeEntities(DropInvalid(bytes, repairs), &entities);
  repairs.Add(kEntity, entities);
  std::string text = Filter(decoded, repairs);
  return {std::move(text), repairs.List()};
}

Cleaned CleanLine(std::string_view bytes) {
  Cleaned cleaned = CleanText(bytes);
  cleaned.text = CollapseWhiteSpace(cleaned.text);
  return cleaned;
}

Cleaned HtmlToText(std::string_view html) {
  Repairs repairs;
  const Stripped stripped = StripMarkup(DropInvalid(html, repairs));
  repairs.Add(kEntity, stripped.entities);
  repairs.Add(kMarkup, stripped.tags);
  repairs.Add(kActiveContent, stripped.active);
  std::string text = Filter(stripped.text, repairs);
  return {std::move(text), repairs.List()};
}

}  // namespace sennight::text
