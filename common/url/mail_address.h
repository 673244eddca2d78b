// Addresses of mail.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sennight::url {

inline constexpr std::size_t kMaxMailAddressBytes = 254;

// An address of mail that may stand in a header: `local@domain` of visible ASCII characters without
// any that mean something there.
class MailAddress {
 public:
  // Returns nothing for any other text.
  static std::optional<MailAddress> Parse(std::string_view text);

  const std::string& text() const { return text_; }
  std::string_view domain() const { return std::string_view(text_).substr(text_.find('@') + 1); }

 private:
  explicit MailAddress(std::string text) : text_(std::move(text)) {}

  std::string text_;
};

}  // namespace sennight::url
