#include "services/rendering/domain/html_writer.h"

#include <array>
#include <cstddef>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/rendering/domain/characters.h"

namespace sennight::rendering {
namespace {

// Returns how an ASCII character is escaped; nullptr if it stands for itself.
constexpr const char* EscapeOf(char c) {
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

// Which ASCII characters stand for themselves.
constexpr std::array<bool, 256> kStandsForItself = [] {
  std::array<bool, 256> stands{};
  for (std::size_t c = 0x20; c < 0x7F; ++c) stands[c] = EscapeOf(static_cast<char>(c)) == nullptr;
  return stands;
}();

// Calls `append` with the parts of `text` as they are written: escaped, and well-formed.
template <typename Append>
inline void Escape(std::string_view text, Append append) {
  std::size_t i = 0;
  std::size_t start = 0;  // Of what is copied as it is, up to `i`.
  while (i < text.size()) {
    if (kStandsForItself[static_cast<unsigned char>(text[i])]) {
      ++i;
      continue;
    }
    if (const std::size_t size = PlainWideAt(text, i); size > 0) {
      i = BehindIdeographs(text, i + size);
      continue;
    }
    append(text.substr(start, i - start));
    if (const char* escape = EscapeOf(text[i]); escape != nullptr) {
      append(escape);
      ++i;
    } else {
      const char32_t code_point = NextCodePoint(text, &i);
      if (code_point == 0x2060 || IsPrintable(code_point)) {
        std::string character;
        AppendUtf8(code_point, &character);
        append(character);
      }
    }
    start = i;
  }
  append(text.substr(start));
}

void AppendEscaped(std::string_view text, HtmlBuffer* html) {
  Escape(text, [html](std::string_view part) { html->Append(part); });
}

}  // namespace

void AppendEscaped(std::string_view text, std::string* html) {
  Escape(text, [html](std::string_view part) { html->append(part); });
}

CssPart CssPart::Percent(int basis_points) {
  CssPart part = Color(0, 0, 0);
  part.basis_points_ = basis_points;
  return part;
}

void CssPart::AppendTo(HtmlBuffer* html) const {
  if (has_quotes_) {
    AppendEscaped(literal_, html);
  } else if (!literal_.empty()) {
    html->Append(literal_);
  } else if (basis_points_ >= 0) {
    html->Append(absl::StrCat(basis_points_ / 100, ".",
                              absl::Dec(basis_points_ % 100, absl::kZeroPad2), "%"));
  } else {
    html->Append(color_.Css());
  }
}

NotInMail Attribute::AppendTo(HtmlBuffer* html) const {
  if (is_plain_) {
    html->AppendAll(' ', name_, prefix_, value_, '"');
    return 0;
  }
  NotInMail not_in_mail = is_base64_ ? kDataInMail : 0;
  html->AppendAll(' ', name_, prefix_);
  for (const CssPart& part : style_) {
    part.AppendTo(html);
    not_in_mail |= part.not_in_mail();
  }
  if (is_base64_) {
    html->Append(absl::Base64Escape(absl::string_view(value_.data(), value_.size())));
  } else {
    AppendEscaped(value_, html);
  }
  html->Append('"');
  return not_in_mail;
}

void HtmlWriter::OpenTag(Literal tag, std::initializer_list<Attribute> attributes) {
  not_in_mail_ |= tag.not_in_mail();
  if (attributes.size() == 0) return html_.AppendAll('<', tag.text(), '>');
  html_.AppendAll('<', tag.text());
  for (const Attribute& attribute : attributes) not_in_mail_ |= attribute.AppendTo(&html_);
  html_.Append('>');
}

void HtmlWriter::Open(Literal tag, std::initializer_list<Attribute> attributes) {
  OpenTag(tag, attributes);
  open_.push_back(tag.text());
}

void HtmlWriter::Close() {
  html_.AppendAll(std::string_view("</"), open_.back(), '>');
  open_.pop_back();
}

void HtmlWriter::Close(int count) {
  for (int i = 0; i < count; ++i) Close();
}

void HtmlWriter::Void(Literal tag, std::initializer_list<Attribute> attributes) {
  OpenTag(tag, attributes);
}

void HtmlWriter::Number(int number) {
  const absl::AlphaNum digits(number);
  html_.Append({digits.data(), digits.size()});
}

void HtmlWriter::Text(std::string_view text) { AppendEscaped(text, &html_); }

void HtmlWriter::Element(Literal tag, std::initializer_list<Attribute> attributes,
                         std::string_view text) {
  Open(tag, attributes);
  Text(text);
  Close();
}

void HtmlWriter::Script(const ScriptSafeJson& json) {
  html_.Append("<script type=\"application/ld+json\">");
  html_.Append(json.text());
  html_.Append("</script>");
}

std::string HtmlWriter::Finish() {
  Close(static_cast<int>(open_.size()));
  return std::string(html_.text());
}

void ScriptSafeJson::String(std::string_view text) {
  json_.push_back('"');
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (const unsigned char c = static_cast<unsigned char>(text[i]);
        kStandsForItself[c] ? c != '\\' : c == '\'') {
      ++i;
      continue;
    }
    if (const std::size_t size = PlainWideAt(text, i); size > 0) {
      i = BehindIdeographs(text, i + size);
      continue;
    }
    json_.append(text.substr(copied, i - copied));
    const char32_t c = NextCodePoint(text, &i);
    copied = i;
    if (!IsPrintable(c)) continue;
    if (c < 0x80) {
      constexpr std::string_view kDigits = "0123456789abcdef";
      json_.append("\\u00").append({kDigits[c >> 4], kDigits[c & 15]});
    } else {
      AppendUtf8(c, &json_);
    }
  }
  json_.append(text.substr(copied));
  json_.push_back('"');
}

}  // namespace sennight::rendering
