#include "services/rendering/domain/phrases.h"

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "services/rendering/domain/characters.h"
#include "services/rendering/domain/word_dictionary.h"

namespace sennight::rendering {
namespace {

// Returns this thread's iterator, nullptr if ICU has no data. Making one is slow.
icu::BreakIterator* ThreadIterator() {
  thread_local const std::unique_ptr<icu::BreakIterator> iterator = [] {
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> made(
        icu::BreakIterator::createWordInstance(icu::Locale::getSimplifiedChinese(), error));
    return U_SUCCESS(error) ? std::move(made) : nullptr;
  }();
  return iterator.get();
}

// A word between two boundaries.
struct Word {
  std::size_t start = 0;
  std::size_t end = 0;
  char32_t first = 0;
  char32_t last = 0;
  bool is_one_ideograph = false;
};

Word WordAt(std::string_view text, std::size_t start, std::size_t end) {
  Word word{.start = start, .end = end};
  std::size_t at = start;
  word.first = word.last = NextCodePoint(text, &at);
  word.is_one_ideograph = at == end && IsHan(word.first);
  while (at < end) word.last = NextCodePoint(text, &at);
  return word;
}

// Returns whether a character belongs to the word before it: 的 了 着 过 等 们.
bool IsParticle(char32_t c) {
  return std::u32string_view(U"\u7684\u4E86\u7740\u8FC7\u7B49\u4EEC").find(c) !=
         std::u32string_view::npos;
}

bool IsDigit(char32_t c) { return c >= '0' && c <= '9'; }

// Returns whether a line may end between two words of ideographs. A word of one ideograph stays
// with the next one, so that numerals keep their counters and prepositions their nouns, unless it
// is itself such a next one (`is_joined`: no line may end before `left`).
bool MayPart(const Word& left, const Word& right, bool is_joined) {
  if (!IsHan(left.last) || !IsHan(right.first)) return false;
  if (right.is_one_ideograph && IsParticle(right.first)) return false;
  return !left.is_one_ideograph || is_joined;
}

constexpr std::size_t kIdeographBytes = 3;

// Returns whether what surrounds ideographs cannot change where their words end: ASCII, common
// ideographs and punctuation.
bool IsSimple(std::string_view headline) {
  for (std::size_t i = 0; i < headline.size();) {
    const auto byte = static_cast<unsigned char>(headline[i]);
    if (byte < 0x80) {
      ++i;
      continue;
    }
    // U+5000 to U+8FFF: nothing but common ideographs.
    if (byte >= 0xE5 && byte <= 0xE8 && IdeographAt(headline, i) > 0) {
      i += kIdeographBytes;
      continue;
    }
    const char32_t c = NextCodePoint(headline, &i);
    const bool is_common = (c >= 0x4E00 && c <= 0x9FFF) || IsFullWidthPunctuation(c) ||
                           (c >= 0x2013 && c <= 0x2026) || c == 0xA0 || c == 0xB7;
    if (!is_common) return false;
  }
  return true;
}

// A part of a headline that is a name.
struct Name {
  std::size_t begin;
  std::size_t end;
};

// Returns the size of what `text` and `name` have in common at their beginnings, in whole
// ideographs.
std::size_t CommonIdeographs(std::string_view text, std::string_view name) {
  std::size_t size = 0;
  while (IdeographAt(text, size) > 0 && IdeographAt(name, size) > 0 &&
         text.substr(size, kIdeographBytes) == name.substr(size, kIdeographBytes)) {
    size += kIdeographBytes;
  }
  return size;
}

// Returns the names that a headline holds, from left to right. They do not overlap.
std::vector<Name> NamesIn(std::string_view headline, const std::vector<std::string>& names) {
  constexpr std::size_t kLeast = 3 * kIdeographBytes;
  constexpr std::size_t kMost = 10 * kIdeographBytes;
  std::vector<Name> found;
  for (const std::string& name : names) {
    const std::string_view key = std::string_view(name).substr(0, kLeast);
    if (key.size() < kLeast) continue;
    for (std::size_t at = headline.find(key); at != headline.npos;
         at = headline.find(key, at + kLeast)) {
      const std::size_t size = CommonIdeographs(headline.substr(at), name);
      if (size >= kLeast && size <= kMost) found.push_back({.begin = at, .end = at + size});
    }
  }
  // The longest of those that begin at one place.
  std::sort(found.begin(), found.end(), [](const Name& a, const Name& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::size_t behind = 0;
  std::erase_if(found, [&behind](const Name& name) {
    if (name.begin < behind) return true;
    behind = name.end;
    return false;
  });
  return found;
}

// Returns the ends of words without those within names.
std::vector<std::size_t> WithNamesWhole(std::vector<std::size_t> ends,
                                        const std::vector<Name>& names) {
  auto name = names.begin();
  std::erase_if(ends, [&](std::size_t end) {
    while (name != names.end() && name->end <= end) ++name;
    return name != names.end() && end > name->begin;
  });
  return ends;
}

// Returns the boundaries of a headline whose words end at `ends`.
std::vector<std::size_t> BoundariesOf(std::string_view headline,
                                      const std::vector<std::size_t>& ends) {
  std::vector<std::size_t> boundaries;
  Word left;
  bool is_joined = false;
  for (const std::size_t end : ends) {
    const Word right = WordAt(headline, left.end, end);
    if (left.end > 0) {
      const bool may_part = MayPart(left, right, is_joined);
      if (may_part) boundaries.push_back(left.end);
      is_joined = !may_part && (IsHan(left.last) || IsDigit(left.last));
    }
    left = right;
  }
  return boundaries;
}

// Returns where the words of a simple headline end. Where Western words do tells nothing about
// ideographs: there, each character is a word.
std::vector<std::size_t> WordEnds(std::string_view headline) {
  std::vector<std::size_t> ends;
  std::u32string run;
  for (std::size_t at = 0; at < headline.size();) {
    std::size_t end = at;
    char32_t c = NextCodePoint(headline, &end);
    if (!IsHan(c)) {
      ends.push_back(at = end);
      continue;
    }
    run.clear();
    while (IsHan(c)) {
      run.push_back(c);
      if (end == headline.size()) break;
      c = NextCodePoint(headline, &end);
    }
    for (const std::size_t size : WordsOf(run)) ends.push_back(at += size * kIdeographBytes);
  }
  return ends;
}

// Returns where the words of any headline end.
std::vector<std::size_t> WordEndsByIcu(std::string_view headline) {
  std::vector<std::size_t> ends;
  icu::BreakIterator* const iterator = ThreadIterator();
  if (iterator == nullptr) return ends;
  UErrorCode error = U_ZERO_ERROR;
  UText* const text =
      utext_openUTF8(nullptr, headline.data(), static_cast<std::int64_t>(headline.size()), &error);
  iterator->setText(text, error);
  if (U_SUCCESS(error)) {
    iterator->first();
    for (std::int32_t at = iterator->next(); at != icu::BreakIterator::DONE;
         at = iterator->next()) {
      ends.push_back(static_cast<std::size_t>(at));
    }
  }
  utext_close(text);
  return ends;
}

}  // namespace

std::vector<std::size_t> WordBoundaries(std::string_view headline,
                                        const std::vector<std::string>& names) {
  if (headline.size() > kMaxHeadlineBytes) return {};
  if (!IsSimple(headline) || !HasWordDictionary()) return WordBoundariesByIcu(headline, names);
  return BoundariesOf(headline, WithNamesWhole(WordEnds(headline), NamesIn(headline, names)));
}

std::vector<std::size_t> WordBoundariesByIcu(std::string_view headline,
                                             const std::vector<std::string>& names) {
  if (headline.size() > kMaxHeadlineBytes) return {};
  return BoundariesOf(headline, WithNamesWhole(WordEndsByIcu(headline), NamesIn(headline, names)));
}

}  // namespace sennight::rendering
