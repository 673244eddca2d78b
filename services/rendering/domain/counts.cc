#include "services/rendering/domain/counts.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/rendering/domain/characters.h"
#include "services/rendering/domain/inline_texts.h"

namespace sennight::rendering {
namespace {

constexpr int kIdeographsPerMinute = 400;
constexpr int kWordsPerMinute = 220;

}  // namespace

SentenceCounts CountSentences(const digest::v1::Digest& digest) {
  SentenceCounts counts;
  ForEachInlineText(digest, [&](const digest::v1::InlineText& text, FieldPath) {
    for (const digest::v1::Support& support : text.support()) {
      counts.quoted += support.has_span() ? 1 : 0;
      counts.computed += support.has_computed() ? 1 : 0;
      counts.templates += support.has_template_() ? 1 : 0;
    }
  });
  return counts;
}

int ReadingMinutes(const digest::v1::Digest& digest) {
  std::size_t ideographs = 0;
  std::size_t words = 0;
  ForEachInlineText(digest, [&](const digest::v1::InlineText& text, FieldPath) {
    for (const digest::v1::Run& run : text.runs()) {
      bool in_word = false;
      const std::string_view letters = run.text();
      for (std::size_t i = 0; i < letters.size();) {
        if (static_cast<unsigned char>(letters[i]) < 0x80) {
          const bool is_letter = IsWestern(static_cast<unsigned char>(letters[i++]));
          words += !in_word && is_letter ? 1 : 0;
          in_word = is_letter;
          continue;
        }
        if (const std::size_t end = BehindIdeographs(letters, i); end > i) {
          ideographs += (end - i) / 3;
          i = end;
          in_word = false;
          continue;
        }
        const char32_t c = NextCodePoint(letters, &i);
        ideographs += IsHan(c) ? 1 : 0;
        words += !in_word && IsWestern(c) ? 1 : 0;
        in_word = IsWestern(c);
      }
    }
  });
  const std::size_t seconds = 60 * ideographs / kIdeographsPerMinute + 60 * words / kWordsPerMinute;
  return std::max(1, static_cast<int>((seconds + 30) / 60));
}

std::string TwoDigits(int number) { return absl::StrCat(absl::Dec(number, absl::kZeroPad2)); }

}  // namespace sennight::rendering
