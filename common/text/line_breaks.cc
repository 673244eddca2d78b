#include "common/text/line_breaks.h"

#include <unicode/brkiter.h>
#include <unicode/unistr.h>

#include <cstdint>
#include <memory>

#include "common/text/characters.h"
#include "common/text/common_breaks.h"
#include "common/text/common_characters.h"

namespace sennight::text {
namespace {

constexpr std::u32string_view kEndsUrl = U"<>\"'，。；：、！？（）《》「」【】“”‘’";

bool In(std::u32string_view set, char32_t c) { return set.find(c) != set.npos; }

using Iterator = std::unique_ptr<icu::BreakIterator>;

Iterator LineIterator() {
  UErrorCode error = U_ZERO_ERROR;
  return Iterator(icu::BreakIterator::createLineInstance(icu::Locale::getRoot(), error));
}

Iterator ClusterIterator() {
  UErrorCode error = U_ZERO_ERROR;
  return Iterator(icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), error));
}

bool EndsUrl(char32_t c) { return !IsPlain(c) ? IsWhiteSpace(c) || In(kEndsUrl, c) : c == ' '; }

// For each offset of `text` whether `iterator` stops there; the first and last are not asked for.
std::vector<bool> Stops(icu::BreakIterator& iterator, std::u32string_view text) {
  const auto size = static_cast<int32_t>(text.size());
  const icu::UnicodeString units =
      icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(text.data()), size);
  iterator.setText(units);
  std::vector<bool> stops(text.size() + 1, false);
  int32_t at = 0;    // in code points
  int32_t unit = 0;  // in UTF-16
  for (int32_t stop = iterator.first(); stop != icu::BreakIterator::DONE; stop = iterator.next()) {
    while (unit < stop) unit += text[at++] > 0xFFFF ? 2 : 1;
    stops[at] = true;
  }
  return stops;
}

// Whether Chinese typesetting forbids a line end between two characters.
bool Forbidden(char32_t before, char32_t after) {
  if (IsClosing(after) || In(kNotAtLineStart, after)) return !IsWhiteSpace(before);
  if (IsOpening(before) || In(kNotAtLineEnd, before)) return true;
  if (IsDigit(before) && IsHan(after)) return true;  // 37 例
  return after == '[' && !IsWhiteSpace(before);      // a note mark
}

// UAX 14 glues “ and ” to both sides; in Chinese a line may end outside of the quotation.
bool Allowed(char32_t before, char32_t after) {
  const bool opens = after == U'“' || after == U'‘';
  const bool closed = before == U'”' || before == U'’';
  return (opens && (IsHan(before) || In(kBeforeQuote, before))) || (closed && IsHan(after));
}

// Corrects the breaks of UAX 14.
void Correct(std::u32string_view text, std::vector<bool>& breaks) {
  for (size_t at = 1; at < text.size(); ++at) {
    if (Allowed(text[at - 1], text[at])) breaks[at] = true;
    if (Forbidden(text[at - 1], text[at])) breaks[at] = false;
  }
}

std::vector<bool> CommonBreaks(std::u32string_view text) {
  CommonBreakReader reader(text);
  std::vector<bool> breaks(text.size() + 1, false);
  for (size_t at = 0; at < text.size(); ++at) {
    const bool may_end = reader.MayEndBefore(at);
    breaks[at] = at > 0 && CorrectedBreak(reader.At(at - 1), reader.At(at), may_end);
  }
  return breaks;
}

}  // namespace

std::vector<Range> ClusterRanges(std::u32string_view text) {
  thread_local const Iterator iterator = ClusterIterator();
  const std::vector<bool> stops = Stops(*iterator, text);
  std::vector<Range> clusters;
  int32_t start = 0;
  for (int32_t at = 1; at <= static_cast<int32_t>(text.size()); ++at) {
    if (!stops[at]) continue;
    clusters.push_back({start, at});
    start = at;
  }
  return clusters;
}

std::vector<bool> UnicodeLineBreaks(std::u32string_view text) {
  thread_local const Iterator iterator = LineIterator();
  return Stops(*iterator, text);
}

std::vector<bool> LineBreaks(std::u32string_view text) {
  const bool is_common = IsCommonText(text);
  std::vector<bool> breaks = is_common ? CommonBreaks(text) : UnicodeLineBreaks(text);
  if (!is_common) Correct(text, breaks);
  if (text.find(U"://") != text.npos) {
    const std::vector<bool> urls = UrlPositions(text);
    for (size_t at = 1; at < text.size(); ++at) {
      if (urls[at - 1] && urls[at]) breaks[at] = false;
    }
  }
  breaks.front() = breaks.back() = true;
  return breaks;
}

std::vector<bool> UrlPositions(std::u32string_view text) {
  std::vector<bool> positions(text.size(), false);
  for (size_t at = text.find(U"://"); at != text.npos; at = text.find(U"://", at)) {
    size_t start = at;
    while (start > 0 && IsLatin(text[start - 1])) --start;
    size_t end = at + 3;
    while (end < text.size() && !EndsUrl(text[end])) ++end;
    std::fill(positions.begin() + static_cast<std::ptrdiff_t>(start),
              positions.begin() + static_cast<std::ptrdiff_t>(end), true);
    at = end;
  }
  return positions;
}

}  // namespace sennight::text
