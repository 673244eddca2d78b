// Text analysis takes any bytes: offsets stay inside the source, UTF-8 stays valid, and every
// promise of common/text's headers holds.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/text/characters.h"
#include "common/text/cleaning.h"
#include "common/text/common_breaks.h"
#include "common/text/language.h"
#include "common/text/line_breaks.h"
#include "common/text/normalize.h"
#include "common/text/sentences.h"
#include "common/text/utf8.h"
#include "common/text/width.h"
#include "tests/fuzz/expect.h"

namespace sennight::fuzz {
namespace {

bool Inside(text::Range range, size_t size) {
  return range.start >= 0 && range.start <= range.end && range.end <= static_cast<int32_t>(size);
}

void CheckUtf8(std::string_view bytes, std::u32string_view points) {
  const std::string utf8 = text::ToUtf8(points);
  Expect(text::IsValidUtf8(utf8), "UTF-8 of code points is valid");
  Expect(text::CodePointCount(bytes) == static_cast<int32_t>(points.size()),
         "as many code points as are counted");
  Expect(text::ToCodePoints(utf8) == points, "code points survive UTF-8");
  if (text::IsValidUtf8(bytes)) Expect(utf8 == bytes, "valid UTF-8 survives code points");
  const int32_t middle = static_cast<int32_t>(points.size()) / 2;
  Expect(text::Slice(utf8, 0, middle) + text::Slice(utf8, middle, INT32_MAX) == utf8,
         "two slices are the whole");
}

void CheckClean(const std::string& clean, bool one_line) {
  Expect(text::IsValidUtf8(clean), "clean text is UTF-8");
  Expect(text::Trim(clean) == clean, "clean text is trimmed");
  const std::u32string points = text::ToCodePoints(clean);
  for (size_t i = 0; i < points.size(); ++i) {
    const char32_t c = points[i];
    Expect(!text::IsControl(c), "no control character in clean text");
    Expect(!text::IsBidiControl(c), "no bidirectional control in clean text");
    Expect(!text::IsZeroWidth(c) || c == 0x200D, "no zero-width character in clean text");
    Expect(c != 0xFFFD, "no replacement character in clean text");
    Expect(!text::IsLineEnd(c) || (c == '\n' && !one_line), "no line end but LF in clean text");
  }
}

void CheckSentences(std::u32string_view points) {
  // What begins a list item may stand outside of all sentences.
  const auto may_be_left = [](char32_t c) {
    return !text::IsLetter(c) ||
           std::u32string_view(U"一二三四五六七八九十").find(c) != std::u32string_view::npos;
  };
  int32_t behind = 0;
  for (const text::Range sentence : text::Sentences(points)) {
    Expect(Inside(sentence, points.size()), "sentences lie inside the text");
    Expect(!sentence.empty(), "no sentence is empty");
    Expect(sentence.start >= behind, "sentences are in order and do not overlap");
    Expect(!text::IsWhiteSpace(points[sentence.start]) &&
               !text::IsWhiteSpace(points[sentence.end - 1]),
           "no white space around a sentence");
    const std::u32string_view left = points.substr(behind, sentence.start - behind);
    Expect(std::ranges::all_of(left, may_be_left), "sentences cover all words");
    behind = sentence.end;
  }
  Expect(std::ranges::all_of(points.substr(behind), may_be_left), "sentences cover the last words");
}

void CheckNormalized(std::u32string_view points, text::Script script) {
  const text::Normalized normalized = text::Normalize(points, script);
  const auto size = static_cast<int32_t>(normalized.text.size());
  Expect(normalized.source.size() == normalized.text.size() + 1, "an offset for each code point");
  Expect(std::ranges::is_sorted(normalized.source), "offsets never decrease");
  Expect(normalized.source.back() == static_cast<int32_t>(points.size()),
         "the last offset is the end of the source");
  Expect(normalized.source.front() >= 0, "no offset before the source");
  int32_t behind = 0;
  for (int32_t at = 0; at < size; ++at) {
    const text::Range one = normalized.SourceRange({at, at + 1});
    Expect(Inside(one, points.size()) && !one.empty(), "each code point comes from some source");
    Expect(one.start >= behind || one.end >= behind, "source ranges go forward");
    behind = one.start;
  }
  Expect(Inside(normalized.SourceRange({-5, size + 5}), points.size()),
         "a range outside the text is cut");
}

void CheckForms(const std::string& utf8) {
  const std::string nfc = text::Nfc(utf8);
  Expect(text::IsValidUtf8(nfc) && text::Nfc(nfc) == nfc, "NFC is a form");
  const std::string nfkc = text::Nfkc(utf8);
  Expect(text::IsValidUtf8(nfkc) && text::Nfkc(nfkc) == nfkc, "NFKC is a form");
  const std::string collapsed = text::CollapseWhiteSpace(utf8);
  Expect(text::CollapseWhiteSpace(collapsed) == collapsed, "collapsed white space stays collapsed");
  Expect(text::IsValidUtf8(text::NormalizedKey(utf8)), "keys are UTF-8");
  Expect(text::Trim(text::Trim(utf8)) == text::Trim(utf8), "trimmed text stays trimmed");
}

std::u32string WithoutSpace(std::string_view utf8) {
  std::u32string points = text::ToCodePoints(utf8);
  std::erase_if(points, text::IsWhiteSpace);
  return points;
}

void CheckLines(std::string_view bytes, std::u32string_view points, int width) {
  const std::string utf8 = text::ToUtf8(points);
  Expect(text::LineBreaks(points).size() == points.size() + 1, "an answer for each offset");
  if (text::IsCommonText(points)) {
    const std::vector<bool> by_table = text::CommonLineBreaks(points);
    const std::vector<bool> by_icu = text::UnicodeLineBreaks(points);
    for (size_t at = 1; at < points.size(); ++at) {
      Expect(by_table[at] == by_icu[at], "common texts break as ICU breaks them");
    }
    Expect(text::ClusterRanges(points).size() == points.size(), "a cluster for each character");
  }
  const std::vector<bool> in_url = text::UrlPositions(points);
  Expect(in_url.size() == points.size(), "an answer for each code point");
  int32_t behind = 0;
  for (const text::Range cluster : text::ClusterRanges(points)) {
    Expect(cluster.start == behind && cluster.end > behind, "clusters cover the text");
    behind = cluster.end;
  }
  Expect(behind == static_cast<int32_t>(points.size()), "clusters cover the text to its end");

  const bool has_url = std::ranges::find(in_url, true) != in_url.end();
  std::string lines;
  for (const std::string& line : text::Wrap(utf8, width)) {
    Expect(text::Trim(line) == line, "no white space around a line");
    Expect(has_url || text::DisplayWidth(line) <= width, "no line is too long");
    lines += line;
  }
  Expect(WithoutSpace(lines) == WithoutSpace(utf8), "wrapping loses nothing but white space");

  std::string graphemes;
  for (const std::string_view grapheme : text::Graphemes(bytes)) graphemes += grapheme;
  Expect(graphemes == bytes, "graphemes are the text");
}

void CheckLanguage(const std::string& bytes) {
  const std::string language = text::DetectLanguage(bytes);
  Expect(language == "zh" || language == "en", "a language that is known");
  const std::string tag = text::CanonicalTag(bytes);
  Expect(text::CanonicalTag(tag) == tag, "a canonical tag stays as it is");
  Expect(text::SameLanguage(bytes, tag), "a tag names the language of its canonical form");
  if (text::IsLanguageTag(bytes)) Expect(text::IsLanguageTag(tag), "canonical tags are tags");
}

void Check(const std::string& bytes, int width) {
  const std::u32string points = text::ToCodePoints(bytes);
  const std::string utf8 = text::ToUtf8(points);
  CheckUtf8(bytes, points);
  CheckClean(text::CleanText(bytes).text, false);
  CheckClean(text::CleanLine(bytes).text, true);
  CheckClean(text::HtmlToText(bytes).text, false);
  CheckSentences(points);
  CheckNormalized(points, text::Script::kAsWritten);
  CheckNormalized(points, text::Script::kSimplified);
  CheckForms(utf8);
  CheckLines(bytes, points, width);
  CheckLanguage(bytes);
}

}  // namespace
}  // namespace sennight::fuzz

// The first byte is the width of lines, the others are the text.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const int width = 2 + data[0] % 80;
  sennight::fuzz::Check(std::string(reinterpret_cast<const char*>(data) + 1, size - 1), width);
  return 0;
}
