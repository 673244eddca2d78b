#include "services/event_store/domain/search_terms.h"

#include <algorithm>
#include <array>

#include "common/text/characters.h"
#include "common/text/normalize.h"
#include "common/text/utf8.h"
#include "services/event_store/domain/search_runs.h"

namespace sennight::event_store {
namespace {

constexpr std::array<size_t, 4> kPrefixLengths = {2, 3, 4, 6};

// FNV-1a. Terms are stored, so it must never change.
class Hash {
 public:
  void Add(uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) {
      hash_ = (hash_ ^ (value >> shift & 0xFF)) * 0x100000001B3;
    }
  }
  int32_t Term() const { return static_cast<int32_t>(hash_ ^ hash_ >> 32); }

 private:
  uint64_t hash_ = 0xCBF29CE484222325;
};

class Terms {
 public:
  explicit Terms(std::string_view topic) {
    for (const char c : topic) of_topic_.Add(static_cast<unsigned char>(c));
  }

  void Add(std::u32string_view characters) {
    Hash hash = of_topic_;
    hash.Add(0);
    for (const char32_t c : characters) hash.Add(c);
    terms_.push_back(hash.Term());
  }

  std::vector<int32_t> Finish() && {
    std::sort(terms_.begin(), terms_.end());
    terms_.erase(std::unique(terms_.begin(), terms_.end()), terms_.end());
    return std::move(terms_);
  }

 private:
  Hash of_topic_;
  std::vector<int32_t> terms_;
};

void AddPairs(std::u32string_view run, Terms& terms) {
  for (size_t i = 0; i + 2 <= run.size(); ++i) terms.Add(run.substr(i, 2));
}

bool IsLetterOrDigit(char32_t c) { return text::IsLetter(c) || text::IsDigit(c); }

char32_t AsciiLower(char32_t c) { return c >= U'A' && c <= U'Z' ? c | 0x20 : c; }

bool IsAscii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c & 0x80) == 0; });
}

// Whether a text holds nothing but what is surely comparable as it is written: most are so, and
// every event is asked when it is stored.
bool IsPlainText(std::u32string_view text) {
  return std::all_of(text.begin(), text.end(), [](char32_t c) {
    if (c < 0x80) return true;
    if (c >= 0x4E00 && c <= 0x9FFF) return text::ToSimplified(c) == c;
    // Dashes, quotation marks and dots; those of Chinese; full-width marks.
    return (c >= 0x2010 && c <= 0x2026) || (c >= 0x3001 && c <= 0x3003) ||
           (c >= 0x3008 && c <= 0x3011) || (c >= 0xFF01 && c <= 0xFF0F) ||
           (c >= 0xFF1A && c <= 0xFF20);
  });
}

// Whether a character that was folded to `folded` can be compared as it is written.
bool IsComparable(char32_t source, std::u32string_view folded) {
  if (folded.size() == 1 && folded[0] == AsciiLower(source)) return true;
  return !folded.empty() && !IsLetterOrDigit(source) &&
         std::none_of(folded.begin(), folded.end(), IsLetterOrDigit);
}

bool IsComparable(std::u32string_view source, const text::Normalized& folded) {
  size_t end = 0;
  for (size_t at = 0; at < source.size(); ++at) {
    const size_t start = end;
    while (end < folded.text.size() && folded.source[end] == static_cast<int32_t>(at)) ++end;
    if (!IsComparable(source[at], std::u32string_view(folded.text).substr(start, end - start))) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::vector<int32_t> TitleTerms(std::string_view topic, std::string_view title) {
  Terms terms(topic);
  ForEachRun(
      text::Normalize(title).text,
      [&terms](std::u32string_view word) {
        for (const size_t length : kPrefixLengths) {
          if (length <= word.size()) terms.Add(word.substr(0, length));
        }
      },
      [&terms](std::u32string_view run) { AddPairs(run, terms); });
  return std::move(terms).Finish();
}

std::vector<int32_t> QueryTerms(std::string_view topic, absl::Span<const std::u32string> words) {
  Terms terms(topic);
  for (const std::u32string& word : words) {
    ForEachRun(
        word,
        [&terms](std::u32string_view run) {
          // The longest beginning says most.
          for (size_t i = kPrefixLengths.size(); i-- > 0;) {
            if (kPrefixLengths[i] > run.size()) continue;
            terms.Add(run.substr(0, kPrefixLengths[i]));
            return;
          }
        },
        [&terms](std::u32string_view run) { AddPairs(run, terms); });
  }
  return std::move(terms).Finish();
}

std::optional<FoldedText> FoldedTextOf(const event::v1::Event& event) {
  if (IsAscii(event.title()) && IsAscii(event.body())) return std::nullopt;
  const std::u32string title = text::ToCodePoints(event.title());
  const std::u32string body = text::ToCodePoints(event.body());
  if (IsPlainText(title) && IsPlainText(body)) return std::nullopt;
  const text::Normalized folded_title = text::Normalize(title);
  const text::Normalized folded_body = text::Normalize(body);
  if (IsComparable(title, folded_title) && IsComparable(body, folded_body)) return std::nullopt;
  return FoldedText{text::ToUtf8(folded_title.text), text::ToUtf8(folded_body.text)};
}

TextPatterns PatternsOf(absl::Span<const std::u32string> words) {
  TextPatterns patterns;
  for (const std::u32string& word : words) {
    std::string pattern = "%";
    bool has_ascii_letter = false;
    for (const char32_t c : word) {
      // What is neither letter nor digit may be written as several other characters.
      if (IsLetterOrDigit(c)) {
        text::AppendUtf8(c, pattern);
      } else if (pattern.back() != '%') {
        pattern += '%';
      }
      has_ascii_letter = has_ascii_letter || (c >= U'a' && c <= U'z');
    }
    if (pattern.back() != '%') pattern += '%';
    (has_ascii_letter ? patterns.caseless : patterns.exact).push_back(std::move(pattern));
  }
  return patterns;
}

}  // namespace sennight::event_store
