// Addresses that a digest brings along, checked before they become links.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sennight::rendering {

// An absolute address of the web. A SafeUrl that exists is `http` or `https`, has a host and no
// credentials, and consists of characters that mean nothing in HTML, Markdown or CSS strings:
// everything else is percent-encoded.
class SafeUrl {
 public:
  // Returns nothing for any other address; it is then printed as text.
  static std::optional<SafeUrl> Parse(std::string_view text);

  const std::string& text() const { return text_; }

  // Returns the host in lower case, without port.
  const std::string& host() const { return host_; }

 private:
  SafeUrl(std::string text, std::string host) : text_(std::move(text)), host_(std::move(host)) {}

  std::string text_;
  std::string host_;
};

}  // namespace sennight::rendering
