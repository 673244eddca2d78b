#include "services/rendering/domain/phrases.h"

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include <cstdint>
#include <memory>

#include "services/rendering/domain/characters.h"

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

}  // namespace

std::vector<std::size_t> WordBoundaries(std::string_view headline) {
  std::vector<std::size_t> boundaries;
  icu::BreakIterator* const iterator = ThreadIterator();
  if (headline.size() > kMaxHeadlineBytes || iterator == nullptr) return boundaries;
  UErrorCode error = U_ZERO_ERROR;
  UText* const text =
      utext_openUTF8(nullptr, headline.data(), static_cast<std::int64_t>(headline.size()), &error);
  iterator->setText(text, error);
  if (U_SUCCESS(error)) {
    Word left;
    bool is_joined = false;
    auto start = static_cast<std::size_t>(iterator->first());
    for (std::int32_t at = iterator->next(); at != icu::BreakIterator::DONE;
         at = iterator->next()) {
      const Word right = WordAt(headline, start, static_cast<std::size_t>(at));
      if (start > 0) {
        const bool may_part = MayPart(left, right, is_joined);
        if (may_part) boundaries.push_back(start);
        is_joined = !may_part && (IsHan(left.last) || IsDigit(left.last));
      }
      left = right;
      start = right.end;
    }
  }
  utext_close(text);
  return boundaries;
}

}  // namespace sennight::rendering
