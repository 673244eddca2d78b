// HTML of the gateway's own small pages.
#pragma once

#include <string>
#include <string_view>

namespace sennight::gateway::http {

// Markup that stands in the program's source; no other text can become one.
class Markup {
 public:
  consteval Markup(const char* text) : text_(text) {}  // NOLINT: meant to be implicit.
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// Collects a page. Text comes in by a door that escapes it, also inside of quoted attributes.
class Html {
 public:
  Html& Raw(Markup markup) {
    html_ += markup.text();
    return *this;
  }
  Html& Text(std::string_view text);
  Html& Append(const Html& part) {
    html_ += part.html_;
    return *this;
  }

  const std::string& html() const { return html_; }

 private:
  std::string html_;
};

}  // namespace sennight::gateway::http
