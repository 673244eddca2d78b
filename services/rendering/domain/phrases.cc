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

// Returns whether ideographs stand on both sides of an offset.
bool IsBetweenHan(std::string_view text, std::size_t offset) {
  std::size_t left = offset - 1;
  while (left > 0 && (static_cast<unsigned char>(text[left]) & 0xC0) == 0x80) --left;
  std::size_t right = offset;
  return IsHan(NextCodePoint(text, &left)) && IsHan(NextCodePoint(text, &right));
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
    iterator->first();
    for (std::int32_t at = iterator->next(); at != icu::BreakIterator::DONE;
         at = iterator->next()) {
      const auto offset = static_cast<std::size_t>(at);
      if (offset < headline.size() && IsBetweenHan(headline, offset)) boundaries.push_back(offset);
    }
  }
  utext_close(text);
  return boundaries;
}

}  // namespace sennight::rendering
