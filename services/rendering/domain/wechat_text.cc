#include "services/rendering/domain/wechat_text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/rendering/domain/characters.h"
#include "services/rendering/domain/dark_mode.h"
#include "services/rendering/domain/palette.h"
#include "services/rendering/domain/wechat.h"

namespace sennight::rendering {
namespace {

constexpr Color kWhite = Color(0xFF, 0xFF, 0xFF);

// Most bytes of a word that is kept with its citation.
constexpr std::size_t kMaxWordBytes = 40;

bool IsStop(char32_t c) {
  return IsFullWidthPunctuation(c) || IsSpace(c) || (c >= 0x2018 && c <= 0x201F) ||
         (c < 0x80 && !IsWestern(c));
}

}  // namespace

std::string CitationMark(const std::vector<int>& numbers) {
  if (!std::is_sorted(numbers.begin(), numbers.end())) {
    std::vector<int> sorted = numbers;
    std::sort(sorted.begin(), sorted.end());
    return CitationMark(sorted);
  }
  std::string mark = "[";
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    absl::StrAppend(&mark, i == 0 ? "" : ",", numbers[i]);
    if (last > i) absl::StrAppend(&mark, last == i + 1 ? "," : "–", numbers[last]);
    i = last + 1;
  }
  return mark + "]";
}

std::size_t LastWord(std::string_view text) {
  std::size_t start = text.size();
  while (start > 0 && text.size() - start < kMaxWordBytes) {
    --start;
    while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) --start;
    std::size_t at = start;
    const char32_t c = NextCodePoint(text, &at);
    if (!IsStop(c) && !IsExtending(c) && c != 0x200D) return start;
  }
  return start;
}

WechatText::WechatText(const DigestView& view, const WechatDetail& detail, HtmlWriter* html)
    : view_(view),
      detail_(detail),
      html_(*html),
      accent_(ReadableInBothModes(view.palette().light.accent)),
      edge_(kWhite.MixedWith(accent_, 40)) {}

void WechatText::Inline(const digest::v1::InlineText& text) {
  for (const Piece& piece : view_.Pieces(text)) {
    if (piece.citations.empty()) {
      html_.Text(piece.text);
      continue;
    }
    const std::size_t word = LastWord(piece.text);
    html_.Text(std::string_view(piece.text).substr(0, word));
    Citations(std::string_view(piece.text).substr(word), piece.citations);
  }
}

void WechatText::Citations(std::string_view word, const std::vector<int>& numbers) {
  if (numbers.empty()) {
    html_.Text(word);
    return;
  }
  cited_.insert(numbers.begin(), numbers.end());
  const std::string mark = CitationMark(numbers);
  if (detail_.glued_citations) html_.Open("span", {Attribute::Style({"white-space:nowrap"})});
  html_.Text(word);
  if (detail_.small_citations) {
    html_.Element(
        "span", {Attribute::Style({"font-size:11px;vertical-align:super;color:", accent_})}, mark);
  } else {
    html_.Text(mark);
  }
  if (detail_.glued_citations) html_.Close();
}

void WechatText::Plain(const digest::v1::InlineText& text) { html_.Text(view_.Plain(text)); }

void WechatText::Paragraph(const digest::v1::InlineText& text) {
  html_.Open("p", {Attribute::Style({"margin:0 0 16px"})});
  Inline(text);
  html_.Close();
}

void WechatText::Heading(const digest::v1::InlineText& text) {
  html_.Open("p", {Attribute::Style({"margin:0 0 2px;font-size:20px;line-height:1.5;"
                                     "font-weight:bold;color:",
                                     Color(0x16, 0x20, 0x1E)})});
  Plain(text);
  html_.Close();
}

void WechatText::Small(std::string_view text) {
  html_.Element("p", {Attribute::Style({"margin:0 0 16px;font-size:14px;color:", mute()})}, text);
}

}  // namespace sennight::rendering
