#include "services/rendering/domain/phrases.h"

#include <unicode/brkiter.h>
#include <unicode/utext.h>

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

// Returns whether what surrounds ideographs cannot change where their words end: ASCII, common
// ideographs and punctuation.
bool IsSimple(std::string_view headline) {
  for (std::size_t i = 0; i < headline.size();) {
    const auto byte = static_cast<unsigned char>(headline[i]);
    if (byte < 0x80) {
      ++i;
      continue;
    }
    const char32_t c = NextCodePoint(headline, &i);
    const bool is_common = (c >= 0x4E00 && c <= 0x9FFF) || IsFullWidthPunctuation(c) ||
                           (c >= 0x2013 && c <= 0x2026) || c == 0xA0 || c == 0xB7;
    if (!is_common) return false;
  }
  return true;
}

// Finds the boundaries word by word.
class Boundaries {
 public:
  explicit Boundaries(std::string_view headline) : headline_(headline) {}

  // Takes the next word, which ends at `end`.
  void Take(std::size_t end) {
    const Word right = WordAt(headline_, left_.end, end);
    if (left_.end > 0) {
      const bool may_part = MayPart(left_, right, is_joined_);
      if (may_part) boundaries_.push_back(left_.end);
      is_joined_ = !may_part && (IsHan(left_.last) || IsDigit(left_.last));
    }
    left_ = right;
  }

  std::vector<std::size_t> Found() && { return std::move(boundaries_); }

 private:
  std::string_view headline_;
  Word left_;
  bool is_joined_ = false;
  std::vector<std::size_t> boundaries_;
};

}  // namespace

std::vector<std::size_t> WordBoundaries(std::string_view headline) {
  if (headline.size() > kMaxHeadlineBytes) return {};
  if (!IsSimple(headline) || !HasWordDictionary()) return WordBoundariesByIcu(headline);
  Boundaries boundaries(headline);
  std::u32string run;
  for (std::size_t at = 0; at < headline.size();) {
    std::size_t end = at;
    char32_t c = NextCodePoint(headline, &end);
    if (!IsHan(c)) {
      // Where Western words end tells nothing about ideographs: each character is a word.
      boundaries.Take(end);
      at = end;
      continue;
    }
    run.clear();
    while (IsHan(c)) {
      run.push_back(c);
      if (end == headline.size()) break;
      c = NextCodePoint(headline, &end);
    }
    constexpr std::size_t kBytes = 3;
    for (const std::size_t size : WordsOf(run)) boundaries.Take(at += size * kBytes);
  }
  return std::move(boundaries).Found();
}

std::vector<std::size_t> WordBoundariesByIcu(std::string_view headline) {
  icu::BreakIterator* const iterator = ThreadIterator();
  if (headline.size() > kMaxHeadlineBytes || iterator == nullptr) return {};
  UErrorCode error = U_ZERO_ERROR;
  UText* const text =
      utext_openUTF8(nullptr, headline.data(), static_cast<std::int64_t>(headline.size()), &error);
  iterator->setText(text, error);
  Boundaries boundaries(headline);
  if (U_SUCCESS(error)) {
    iterator->first();
    for (std::int32_t at = iterator->next(); at != icu::BreakIterator::DONE;
         at = iterator->next()) {
      boundaries.Take(static_cast<std::size_t>(at));
    }
  }
  utext_close(text);
  return std::move(boundaries).Found();
}

}  // namespace sennight::rendering
