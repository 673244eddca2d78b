// Writes HTML so that no text of a digest can leave its context. Markup, names and style rules are
// literals of this program (checked by the compiler); text, attribute values, addresses and
// colours each come in by the one door that escapes or checks them.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "common/image/color.h"
#include "services/rendering/domain/html_buffer.h"
#include "services/rendering/domain/safe_url.h"

namespace sennight::rendering {

using image::Color;

// What mail programs do not draw. A set of them is a number, bit by bit in this order.
inline constexpr std::array<std::string_view, 6> kNotInMail = {
    "display:flex", "display:grid", "var(", "position:", "<svg", "data:"};
using NotInMail = unsigned;
inline constexpr NotInMail kDataInMail = 1U << 5;

// Returns what of that stands in a piece of markup or style, or is an element of this name.
consteval NotInMail NotInMailOf(std::string_view markup) {
  NotInMail found = markup == "svg" ? 1U << 4 : 0;
  for (std::size_t i = 0; i < kNotInMail.size(); ++i) {
    if (markup.find(kNotInMail[i]) != markup.npos) found |= 1U << i;
  }
  return found;
}

// Text that stands in the program's source; no other text can become one.
class Literal {
 public:
  consteval Literal(const char* text)  // NOLINT: meant to be implicit.
      : text_(text), not_in_mail_(NotInMailOf(text_)) {}
  constexpr std::string_view text() const { return text_; }
  constexpr NotInMail not_in_mail() const { return not_in_mail_; }

 private:
  std::string_view text_;
  NotInMail not_in_mail_;
};

// The name of an attribute whose value is plain text. Addresses, styles and event handlers have
// other doors, so their names do not compile.
class AttributeName {
 public:
  consteval AttributeName(const char* name) : name_(name) {  // NOLINT: meant to be implicit.
    if (name_ == "href" || name_ == "src" || name_ == "style" || name_ == "srcset" ||
        name_ == "action" || name_ == "formaction" || name_ == "srcdoc" ||
        name_.starts_with("on")) {
      throw "this attribute has a door of its own";
    }
  }
  constexpr std::string_view name() const { return name_; }

 private:
  std::string_view name_;
};

// A part of a style attribute: a literal, a colour, or a share in hundredths of a percent.
class CssPart {
 public:
  consteval CssPart(const char* literal)  // NOLINT: meant to be implicit.
      : literal_(literal),
        has_quotes_(literal_.find_first_of("\"'<>&") != literal_.npos),
        not_in_mail_(NotInMailOf(literal_)) {}
  CssPart(Color color) : color_(color) {}  // NOLINT: likewise.
  static CssPart Percent(int basis_points);
  // Appends it as a part of an attribute's value.
  void AppendTo(HtmlBuffer* html) const;
  NotInMail not_in_mail() const { return not_in_mail_; }

 private:
  std::string_view literal_;
  bool has_quotes_ = false;
  NotInMail not_in_mail_ = 0;
  Color color_ = Color(0, 0, 0);
  int basis_points_ = -1;
};

// An attribute of an element. It borrows what it is made of, so it lives no longer than the call
// that writes it: none is ever kept.
class Attribute {
 public:
  // A text; it is escaped.
  Attribute(AttributeName name, std::string_view value) : name_(name.name()), value_(value) {}
  // A text that stands in the program's source: the compiler sees whether it needs escaping.
  template <std::size_t kSize>
  consteval Attribute(AttributeName name, const char (&value)[kSize])
      : name_(name.name()),
        value_(value, kSize - 1),
        is_plain_(value_.find_first_of("\"'<>&") == value_.npos) {}
  // A link to an address.
  static Attribute Href(const SafeUrl& url) { return {"href", "=\"", {}, url.text()}; }
  // A picture that comes with the page; `png` has been checked (common/image/png.h).
  static Attribute SrcOfPng(std::string_view png) {
    return {"src", "=\"data:image/png;base64,", {}, png, true};
  }
  // A picture that is a part of the same message.
  static Attribute SrcOfPart(std::string_view content_id) {
    return {"src", "=\"cid:", {}, content_id};
  }
  // A link to an element of the page.
  static Attribute HrefTo(std::string_view id) { return {"href", "=\"#", {}, id}; }
  // Style declarations.
  static Attribute Style(std::initializer_list<CssPart> parts) {
    return {"style", "=\"", parts, {}};
  }

  Attribute(const Attribute&) = delete;
  Attribute& operator=(const Attribute&) = delete;

  // Appends it; returns what of it mail programs do not draw.
  NotInMail AppendTo(HtmlBuffer* html) const;

 private:
  Attribute(std::string_view name, std::string_view prefix, std::initializer_list<CssPart> style,
            std::string_view value, bool is_base64 = false)
      : name_(name), prefix_(prefix), style_(style), value_(value), is_base64_(is_base64) {}

  std::string_view name_;
  std::string_view prefix_ = "=\"";  // Stands before the value.
  std::initializer_list<CssPart> style_ = {};
  std::string_view value_;
  bool is_base64_ = false;  // Whether the value is written as that.
  bool is_plain_ = false;   // Whether it is written as it is.
};

// JSON that may stand in a script element: `<`, `>` and `&` are escaped in it.
class ScriptSafeJson;

// Builds one document or fragment. Elements are closed in the order they were opened; what is
// still open at the end is closed by Finish().
class HtmlWriter {
 public:
  HtmlWriter() { open_.reserve(kUsualDepth); }

  void Open(Literal tag, std::initializer_list<Attribute> attributes = {});
  // Closes the innermost open element.
  void Close();
  // Closes the `count` innermost open elements.
  void Close(int count);
  // Writes an element that has no content, such as `br`.
  void Void(Literal tag, std::initializer_list<Attribute> attributes = {});
  // Writes a text; it is escaped.
  void Text(std::string_view text);
  // Writes an element that holds one text.
  void Element(Literal tag, std::initializer_list<Attribute> attributes, std::string_view text);
  // Writes markup or style rules that stand in the program.
  void Raw(Literal markup) {
    html_.Append(markup.text());
    not_in_mail_ |= markup.not_in_mail();
  }
  void Raw(Color color) { html_.Append(color.Css()); }
  // Writes a number, wherever it may stand.
  void Number(int number);
  void Script(const ScriptSafeJson& json);
  // Writes once more what stands from byte `begin` to `end`: whole elements, without ids.
  void Again(std::size_t begin, std::size_t end) { html_.AppendAgain(begin, end); }
  // Writes a newline, for those who read the source.
  void Break() { html_.Append('\n'); }

  std::string_view html() const { return html_.text(); }
  // Returns what mail programs do not draw of what has been written, text aside.
  NotInMail not_in_mail() const { return not_in_mail_; }
  std::string Finish();

 private:
  static constexpr std::size_t kUsualDepth = 32;

  void OpenTag(Literal tag, std::initializer_list<Attribute> attributes);

  HtmlBuffer html_;
  NotInMail not_in_mail_ = 0;
  std::vector<std::string_view> open_;  // The tags of the open elements.
};

// Appends `text` with `&`, `<`, `>` and quotes as character references, ill-formed UTF-8 as
// U+FFFD, and without control characters.
void AppendEscaped(std::string_view text, std::string* html);

// JSON text, safe within a script element.
class ScriptSafeJson {
 public:
  void Raw(Literal json) { json_.append(json.text()); }
  // Writes a quoted string.
  void String(std::string_view text);
  const std::string& text() const { return json_; }

 private:
  std::string json_;
};

}  // namespace sennight::rendering
