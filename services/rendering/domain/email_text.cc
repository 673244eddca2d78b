#include "services/rendering/domain/email_text.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "services/rendering/domain/logo.h"
#include "services/rendering/domain/wechat_text.h"

namespace sennight::rendering {
namespace {

constexpr char kFont[] =
    ";font-family:-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',Arial,"
    "sans-serif";

}  // namespace

EmailText::EmailText(const DigestView& view, HtmlWriter* html)
    : view_(view), html_(*html), tones_(view.palette().light) {}

void EmailText::OpenRow(CssPart padding) {
  html_.Open("tr");
  html_.Open("td", {{"class", "px"}, Attribute::Style({padding, kFont})});
}

void EmailText::OpenBox() {
  OpenRow("padding:18px 40px 6px");
  html_.Raw(
      "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" "
      "border=\"0\">");
  html_.Open("tr");
  html_.Open("td", {{"class", "s"},
                    {"bgcolor", tones_.soft.Hex()},
                    Attribute::Style({"padding:16px 20px 7px;border-radius:10px;background:",
                                      tones_.soft, kFont})});
}

void EmailText::CloseBox() {
  html_.Close(2);
  html_.Raw("</table>");
  CloseRow();
}

void EmailText::Inline(const digest::v1::InlineText& text) {
  for (const Piece& piece : view_.Pieces(text)) {
    const std::size_t word = piece.citations.empty() ? piece.text.size() : LastWord(piece.text);
    html_.Text(std::string_view(piece.text).substr(0, word));
    Citations(std::string_view(piece.text).substr(word), piece.citations);
  }
}

void EmailText::Citations(std::string_view word, const std::vector<int>& numbers) {
  if (numbers.empty()) {
    html_.Text(word);
    return;
  }
  html_.Open("span", {Attribute::Style({"white-space:nowrap"})});
  html_.Text(word);
  html_.Element(
      "sup",
      {{"class", "a"}, Attribute::Style({"font-size:11px;line-height:0;color:", tones_.accent})},
      CitationMark(numbers));
  html_.Close();
}

void EmailText::Paragraph(const digest::v1::InlineText& text) {
  if (text.runs_size() == 0) return;
  html_.Open(
      "p",
      {{"class", "t"},
       Attribute::Style({"margin:0 0 12px;font-size:16px;line-height:28px;color:", tones_.ink})});
  Inline(text);
  html_.Close();
}

void EmailText::Labelled(std::string_view label, const digest::v1::InlineText& text, bool is_warm) {
  html_.Open(
      "p",
      {{"class", "t"},
       Attribute::Style({"margin:0 0 10px;font-size:16px;line-height:27px;color:", tones_.ink})});
  if (!label.empty()) {
    html_.Element("b",
                  {{"class", std::string_view(is_warm ? "w" : "a")},
                   Attribute::Style({"color:", is_warm ? tones_.warm : tones_.accent})},
                  absl::StrCat(std::string(label), view_.ui().colon));
  }
  Inline(text);
  html_.Close();
}

void EmailText::Small(std::string_view text) {
  html_.Element(
      "p",
      {{"class", "m"},
       Attribute::Style({"margin:0 0 8px;font-size:13px;line-height:21px;color:", tones_.mute})},
      text);
}

void EmailText::Title(std::string_view text) {
  html_.Element("p",
                {{"class", "a"},
                 Attribute::Style({"margin:0 0 8px;font-size:14px;line-height:22px;"
                                   "font-weight:bold;color:",
                                   tones_.accent})},
                text);
}

void EmailText::Logo(std::string_view content_id) {
  const std::optional<image::Size> size = LogoSize(view_, 200, 40);
  if (!size.has_value()) return;
  html_.Open("p", {Attribute::Style({"margin:0 0 10px;font-size:12px;line-height:18px"})});
  html_.Void("img", {{"alt", ""},
                     {"width", absl::StrCat(size->width)},
                     {"height", absl::StrCat(size->height)},
                     Attribute::SrcOfPart(content_id),
                     Attribute::Style({"border:0;background:#fff;border-radius:4px"})});
  html_.Close();
}

void EmailText::Link(const SafeUrl& url, std::string_view text) {
  html_.Element("a",
                {{"class", "a"}, Attribute::Href(url), Attribute::Style({"color:", tones_.accent})},
                text);
}

}  // namespace sennight::rendering
