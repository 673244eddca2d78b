// Web addresses: what is accepted, and one spelling for each.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace sennight::url {

inline constexpr size_t kMaxUrlBytes = 2048;

// The parts of an absolute web address, as RFC 3986 names them, in canonical form. Valid if it
// exists.
class Url {
 public:
  // Reads an `http` or `https` URL. Refused, with INVALID_ARGUMENT and what was expected: other
  // schemes, no host, a host that is none, credentials, white space, control, bidi and zero-width
  // characters, backslashes, invalid UTF-8, more than 2,048 bytes.
  static absl::StatusOr<Url> Parse(std::string_view url);

  const std::string& scheme() const { return scheme_; }
  // Lower case, internationalised names in their ASCII form (xn--…), IPv6 in brackets; no port.
  const std::string& host() const { return host_; }
  const std::string& port() const { return port_; }    // empty if it is the scheme's own
  const std::string& path() const { return path_; }    // begins with '/'
  const std::string& query() const { return query_; }  // without '?', may be empty

  // The address in one spelling, so that two ways to write the same address compare equal:
  // scheme and host in lower case, no trailing dot, no default port; dot segments resolved; percent
  // escapes only where needed, in upper case; no fragment; no tracking parameters (IsTracking); the
  // other parameters sorted by name, those of one name in their order. What may name another page
  // is kept: scheme, `www.`, a trailing slash, case of path and query.
  std::string Canonical() const;

 private:
  std::string scheme_;
  std::string host_;
  std::string port_;
  std::string path_;
  std::string query_;
};

// Url::Parse and Canonical in one.
absl::StatusOr<std::string> CanonicalUrl(std::string_view url);

// Whether a query parameter only says how a reader came to the page: utm_*, spm, from, fbclid and
// their like, and those that WeChat adds to what is shared.
bool IsTracking(std::string_view host, std::string_view parameter);

}  // namespace sennight::url
