#include "common/url/mail_address.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace sennight::url {
namespace {

bool IsHostCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.';
}

bool IsLocalCharacter(char c) {
  return IsHostCharacter(c) ||
         std::string_view("!#$%&'*+/=?^_`{|}~").find(c) != std::string_view::npos;
}

// Whether the part has something before, behind and between its dots.
bool IsDotted(std::string_view part) {
  return !part.empty() && part.front() != '.' && part.back() != '.' && part.find("..") == part.npos;
}

}  // namespace

std::optional<MailAddress> MailAddress::Parse(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == text.npos || text.size() > kMaxMailAddressBytes) return std::nullopt;
  const std::string_view local = text.substr(0, at);
  const std::string_view host = text.substr(at + 1);
  if (!IsDotted(local) || !std::all_of(local.begin(), local.end(), IsLocalCharacter) ||
      !IsDotted(host) || !std::all_of(host.begin(), host.end(), IsHostCharacter)) {
    return std::nullopt;
  }
  return MailAddress(std::string(text));
}

}  // namespace sennight::url
