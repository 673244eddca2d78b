#include "services/rendering/domain/safe_url.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/url/url.h"

namespace sennight::rendering {
namespace {

constexpr char kHexDigits[] = "0123456789ABCDEF";

// Unreserved and reserved characters of RFC 3986 but quotes, brackets, parentheses and the
// asterisk, which Markdown reads.
constexpr std::array<bool, 256> kIsPlain = [] {
  std::array<bool, 256> is_plain{};
  for (std::size_t c = '0'; c <= '9'; ++c) is_plain[c] = true;
  for (std::size_t c = 'a'; c <= 'z'; ++c) is_plain[c] = is_plain[c - 'a' + 'A'] = true;
  for (const char c : std::string_view("-._~:/?#@!$&+,;=%")) {
    is_plain[static_cast<unsigned char>(c)] = true;
  }
  return is_plain;
}();

bool IsHostCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_';
}

// Returns the host of an authority, empty if the authority is not `host[:port]`.
std::string HostOf(std::string_view authority) {
  std::string_view host = authority;
  if (const auto colon = authority.find(':'); colon != std::string_view::npos) {
    host = authority.substr(0, colon);
    const std::string_view port = authority.substr(colon + 1);
    const bool is_port = port.size() <= 5 && std::all_of(port.begin(), port.end(), [](char c) {
                           return absl::ascii_isdigit(static_cast<unsigned char>(c));
                         });
    if (!is_port) return {};
  }
  if (!std::all_of(host.begin(), host.end(), IsHostCharacter)) return {};
  return absl::AsciiStrToLower(std::string(host));
}

}  // namespace

std::optional<SafeUrl> SafeUrl::Parse(std::string_view text) {
  if (text.size() > url::kMaxUrlBytes) return std::nullopt;
  std::size_t scheme_size = 0;
  for (const std::string_view scheme :
       {std::string_view("https://"), std::string_view("http://")}) {
    if (absl::StartsWithIgnoreCase(absl::string_view(text.data(), text.size()),
                                   absl::string_view(scheme.data(), scheme.size()))) {
      scheme_size = scheme.size();
      break;
    }
  }
  if (scheme_size == 0) return std::nullopt;

  const std::size_t authority_end = std::min(text.find_first_of("/?#", scheme_size), text.size());
  const std::string host = HostOf(text.substr(scheme_size, authority_end - scheme_size));
  if (host.empty()) return std::nullopt;

  std::string encoded = absl::AsciiStrToLower(std::string(text.substr(0, scheme_size)));
  encoded.reserve(text.size());
  std::size_t copied = scheme_size;
  for (std::size_t i = scheme_size; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (kIsPlain[byte]) continue;
    if (byte < 0x20 || byte == 0x7F) return std::nullopt;
    encoded.append(text.substr(copied, i - copied));
    encoded += {'%', kHexDigits[byte >> 4], kHexDigits[byte & 15]};
    copied = i + 1;
  }
  encoded.append(text.substr(copied));
  return SafeUrl(std::move(encoded), host);
}

}  // namespace sennight::rendering
