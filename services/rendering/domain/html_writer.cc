#include "services/rendering/domain/html_writer.h"

#include <cstddef>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/rendering/domain/characters.h"

namespace sennight::rendering {
namespace {

// Returns how an ASCII character is escaped; nullptr if it stands for itself.
const char* EscapeOf(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return nullptr;
  }
}

// Returns the size of the character at `i` if it stands for itself beyond doubt, else 0.
std::size_t PlainSize(std::string_view text, std::size_t i) {
  const auto byte = static_cast<unsigned char>(text[i]);
  if (byte >= 0x80) return IdeographAt(text, i);
  return byte >= 0x20 && byte != 0x7F && EscapeOf(text[i]) == nullptr ? 1 : 0;
}

}  // namespace

void AppendEscaped(std::string_view text, std::string* html) {
  std::size_t i = 0;
  while (i < text.size()) {
    const std::size_t start = i;
    while (i < text.size()) {
      const std::size_t size = PlainSize(text, i);
      if (size == 0) break;
      i += size;
    }
    html->append(text.substr(start, i - start));
    if (i == text.size()) return;
    if (const char* escape = EscapeOf(text[i]); escape != nullptr) {
      html->append(escape);
      ++i;
      continue;
    }
    const char32_t code_point = NextCodePoint(text, &i);
    if (code_point == 0x2060 || IsPrintable(code_point)) AppendUtf8(code_point, html);
  }
}

CssPart CssPart::Percent(int basis_points) {
  CssPart part = Color(0, 0, 0);
  part.basis_points_ = basis_points;
  return part;
}

void CssPart::AppendTo(std::string* css) const {
  if (!literal_.empty()) {
    css->append(literal_);
  } else if (basis_points_ >= 0) {
    absl::StrAppendFormat(css, "%d.%02d%%", basis_points_ / 100, basis_points_ % 100);
  } else {
    css->append(color_.Css());
  }
}

Attribute Attribute::SrcOfPng(std::string_view png) {
  const std::string base64 = absl::Base64Escape(absl::string_view(png.data(), png.size()));
  return {Checked(), "src", absl::StrCat("data:image/png;base64,", base64)};
}

Attribute Attribute::SrcOfPart(std::string_view content_id) {
  return {Checked(), "src", absl::StrCat("cid:", std::string(content_id))};
}

Attribute Attribute::HrefTo(std::string_view id) {
  return {Checked(), "href", "#" + std::string(id)};
}

Attribute Attribute::Style(std::initializer_list<CssPart> parts) {
  std::string value;
  for (const CssPart& part : parts) part.AppendTo(&value);
  return {Checked(), "style", std::move(value)};
}

void HtmlWriter::OpenTag(Literal tag, std::initializer_list<Attribute> attributes) {
  html_.push_back('<');
  html_.append(tag.text());
  for (const Attribute& attribute : attributes) {
    html_.push_back(' ');
    html_.append(attribute.name());
    html_.append("=\"");
    AppendEscaped(attribute.value(), &html_);
    html_.push_back('"');
  }
  html_.push_back('>');
}

void HtmlWriter::Open(Literal tag, std::initializer_list<Attribute> attributes) {
  OpenTag(tag, attributes);
  open_.push_back(tag.text());
}

void HtmlWriter::Close() {
  html_.append("</");
  html_.append(open_.back());
  html_.push_back('>');
  open_.pop_back();
}

void HtmlWriter::Close(int count) {
  for (int i = 0; i < count; ++i) Close();
}

void HtmlWriter::Void(Literal tag, std::initializer_list<Attribute> attributes) {
  OpenTag(tag, attributes);
}

void HtmlWriter::Text(std::string_view text) { AppendEscaped(text, &html_); }

void HtmlWriter::Element(Literal tag, std::initializer_list<Attribute> attributes,
                         std::string_view text) {
  Open(tag, attributes);
  Text(text);
  Close();
}

void HtmlWriter::Script(const ScriptSafeJson& json) {
  html_.append("<script type=\"application/ld+json\">");
  html_.append(json.text());
  html_.append("</script>");
}

std::string HtmlWriter::Finish() {
  Close(static_cast<int>(open_.size()));
  return std::move(html_);
}

void ScriptSafeJson::String(std::string_view text) {
  json_.push_back('"');
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = NextCodePoint(text, &i);
    if (!IsPrintable(c)) continue;
    if (c < 0x20 || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&') {
      absl::StrAppendFormat(&json_, "\\u%04x", static_cast<unsigned>(c));
    } else {
      AppendUtf8(c, &json_);
    }
  }
  json_.push_back('"');
}

}  // namespace sennight::rendering
