#include "common/url/url.h"

#include <unicode/bytestream.h>
#include <unicode/idna.h>
#include <unicode/stringpiece.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/text/characters.h"
#include "common/text/utf8.h"

namespace sennight::url {
namespace {

constexpr size_t kMaxHostBytes = 253;
constexpr size_t kMaxLabelBytes = 63;
constexpr uint32_t kMaxPort = 65535;
constexpr std::string_view kHex = "0123456789ABCDEF";

// Parameters that only say how a reader came to a page. Those that end with '*' are prefixes.
constexpr std::string_view kTracking[] = {
    "_ga",      "_gl",          "_hsenc",         "_hsmi",      "cmpid",       "dclid",
    "fbclid",   "from",         "gbraid",         "gclid",      "gclsrc",      "hsctatracking",
    "igsh",     "igshid",       "isappinstalled", "mc_cid",     "mc_eid",      "mkt_tok",
    "msclkid",  "ncid",         "oly_anon_id",    "oly_enc_id", "ref_src",     "ref_url",
    "scm",      "share_source", "share_token",    "spm",        "spm_id_from", "sr_share",
    "ttclid",   "twclid",       "utm_*",          "vero_conv",  "vero_id",     "wbraid",
    "wt.mc_id", "yclid"};
// Those of pages of WeChat, which are named by __biz, mid, idx and sn.
constexpr std::string_view kWeChatHost = "mp.weixin.qq.com";
constexpr std::string_view kWeChatTracking[] = {"chksm",    "scene",     "sharer_*", "srcid",
                                                "subscene", "clicktime", "enterid"};

absl::Status Refused(std::string_view expected) {
  return absl::InvalidArgumentError(std::string(expected));
}

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), Lower);
  return lower;
}

bool IsAsciiDigit(char c) { return c >= '0' && c <= '9'; }
bool IsHexDigit(char c) { return IsAsciiDigit(c) || (Lower(c) >= 'a' && Lower(c) <= 'f'); }
bool IsAlphanumeric(char c) { return IsAsciiDigit(c) || (Lower(c) >= 'a' && Lower(c) <= 'z'); }
bool IsUnreserved(char c) {
  return IsAlphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

unsigned char HexValue(char c) {
  return static_cast<unsigned char>(IsAsciiDigit(c) ? c - '0' : Lower(c) - 'a' + 10);
}

template <size_t kSize>
bool Matches(const std::string_view (&patterns)[kSize], std::string_view name) {
  return std::any_of(std::begin(patterns), std::end(patterns), [&](std::string_view pattern) {
    if (pattern.back() != '*') return pattern == name;
    pattern.remove_suffix(1);
    return name.substr(0, pattern.size()) == pattern;
  });
}

// Characters that no address holds: they hide what it is or break out of where it is printed.
absl::Status CheckCharacters(std::string_view url) {
  if (url.size() > kMaxUrlBytes) {
    return Refused(absl::StrCat("want at most ", kMaxUrlBytes, " bytes, got ", url.size()));
  }
  if (!text::IsValidUtf8(url)) return Refused("want valid UTF-8");
  for (const char32_t c : text::ToCodePoints(url)) {
    const bool is_graphic_ascii = c > ' ' && c < 0x7F;
    if (!is_graphic_ascii) {
      if (text::IsWhiteSpace(c)) return Refused("want no white space");
      if (text::IsControl(c)) return Refused("want no control characters");
      if (text::IsBidiControl(c) || text::IsZeroWidth(c)) {
        return Refused("want no bidirectional control or zero-width characters");
      }
    }
    if (c == '\\') return Refused("want '/', not a backslash");
    if (c == '<' || c == '>' || c == '"') return Refused("want no '<', '>' or '\"'");
  }
  return absl::OkStatus();
}

// Escapes as RFC 3986, 6.2.2 asks: unreserved characters plain, everything else that needs it in
// upper-case hexadecimal. A '%' that escapes nothing is escaped itself.
std::string NormalizeEscapes(std::string_view part) {
  std::string normal;
  const auto escape = [&normal](unsigned char byte) {
    normal += {'%', kHex[byte >> 4], kHex[byte & 0xF]};
  };
  for (size_t i = 0; i < part.size(); ++i) {
    const char c = part[i];
    const bool escaped =
        c == '%' && i + 2 < part.size() && IsHexDigit(part[i + 1]) && IsHexDigit(part[i + 2]);
    if (escaped) {
      const auto byte =
          static_cast<unsigned char>(HexValue(part[i + 1]) << 4 | HexValue(part[i + 2]));
      IsUnreserved(static_cast<char>(byte)) ? normal.push_back(static_cast<char>(byte))
                                            : escape(byte);
      i += 2;
    } else if (static_cast<unsigned char>(c) >= 0x80 ||
               std::string_view("%^`{|}").find(c) != std::string_view::npos) {
      escape(static_cast<unsigned char>(c));
    } else {
      normal.push_back(c);
    }
  }
  return normal;
}

// RFC 3986, 5.2.4.
std::string RemoveDotSegments(std::string_view path) {
  std::vector<std::string_view> segments;
  bool directory = false;
  for (size_t at = 0; at < path.size();) {
    const size_t end = std::min(path.find('/', at + 1), path.size());
    const std::string_view segment = path.substr(at + 1, end - at - 1);
    directory = segment == "." || segment == "..";
    if (segment == ".." && !segments.empty()) segments.pop_back();
    if (!directory) segments.push_back(segment);
    at = end;
  }
  std::string result;
  for (const std::string_view segment : segments)
    absl::StrAppend(&result, "/", std::string(segment));
  if (directory || result.empty()) result += '/';
  return result;
}

// The parameters of a query, without those that only track, sorted by name.
std::string CanonicalQuery(std::string_view host, std::string_view query) {
  std::vector<std::string_view> parameters;
  for (size_t at = 0; at < query.size();) {
    const size_t end = std::min(query.find('&', at), query.size());
    const std::string_view parameter = query.substr(at, end - at);
    if (!parameter.empty() && !IsTracking(host, parameter.substr(0, parameter.find('=')))) {
      parameters.push_back(parameter);
    }
    at = end + 1;
  }
  std::stable_sort(parameters.begin(), parameters.end(),
                   [](std::string_view a, std::string_view b) {
                     return a.substr(0, a.find('=')) < b.substr(0, b.find('='));
                   });
  std::string canonical;
  for (const std::string_view parameter : parameters) {
    if (!canonical.empty()) canonical += '&';
    canonical += parameter;
  }
  return canonical;
}

// Whether `host` is letters, digits and hyphens in labels, as the domain name system wants them.
// Underscores occur in real names.
bool IsHostName(std::string_view host) {
  if (host.empty() || host.size() > kMaxHostBytes) return false;
  for (size_t at = 0; at <= host.size();) {
    const size_t end = std::min(host.find('.', at), host.size());
    const std::string_view label = host.substr(at, end - at);
    if (label.empty() || label.size() > kMaxLabelBytes) return false;
    if (label.front() == '-' || label.back() == '-') return false;
    const auto allowed = [](char c) { return IsAlphanumeric(c) || c == '-' || c == '_'; };
    if (!std::all_of(label.begin(), label.end(), allowed)) return false;
    at = end + 1;
  }
  return true;
}

bool IsIpV6(std::string_view host) {
  if (host.size() < 4 || host.front() != '[' || host.back() != ']') return false;
  const std::string_view inner = host.substr(1, host.size() - 2);
  const auto allowed = [](char c) { return IsHexDigit(c) || c == ':' || c == '.'; };
  return std::count(inner.begin(), inner.end(), ':') >= 2 &&
         std::all_of(inner.begin(), inner.end(), allowed);
}

absl::StatusOr<std::string> CanonicalHost(std::string_view host) {
  if (host.empty()) return Refused("want a host");
  if (host.front() == '[') {
    if (!IsIpV6(host)) return Refused("want an IPv6 address in brackets");
    return LowerCase(host);
  }
  if (std::all_of(host.begin(), host.end(),
                  [](char c) { return static_cast<signed char>(c) > 0; })) {
    if (host.back() == '.') host.remove_suffix(1);
    if (!IsHostName(host)) return Refused("want a host name");
    return LowerCase(host);
  }
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::IDNA> idna(
      icu::IDNA::createUTS46Instance(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI, error));
  if (U_FAILURE(error)) return absl::InternalError("no data for internationalised names");
  std::string ascii;
  icu::StringByteSink<std::string> sink(&ascii);
  icu::IDNAInfo info;
  idna->nameToASCII_UTF8(icu::StringPiece(host.data(), static_cast<int32_t>(host.size())), sink,
                         info, error);
  if (!ascii.empty() && ascii.back() == '.') ascii.pop_back();
  // Hyphens in unusual places are an error to IDNA only; IsHostName decides.
  const bool reordered = (info.getErrors() & UIDNA_ERROR_BIDI) != 0;
  if (U_FAILURE(error) || reordered || !IsHostName(ascii)) return Refused("want a host name");
  return ascii;
}

absl::StatusOr<std::string> CanonicalPort(std::string_view port, std::string_view scheme) {
  while (port.size() > 1 && port.front() == '0') port.remove_prefix(1);
  if (port.empty()) return std::string();
  uint32_t value = 0;
  for (const char c : port) {
    if (!IsAsciiDigit(c) || value > kMaxPort) return Refused("want a port of 1 to 65535");
    value = value * 10 + static_cast<uint32_t>(c - '0');
  }
  if (value == 0 || value > kMaxPort) return Refused("want a port of 1 to 65535");
  const bool standard = (scheme == "https" && value == 443) || (scheme == "http" && value == 80);
  return standard ? std::string() : std::string(port);
}

}  // namespace

absl::StatusOr<Url> Url::Parse(std::string_view url) {
  if (const absl::Status status = CheckCharacters(url); !status.ok()) return status;
  const size_t colon = url.find("://");
  Url parsed;
  parsed.scheme_ = LowerCase(url.substr(0, std::min(colon, url.size())));
  if (colon == url.npos || (parsed.scheme_ != "http" && parsed.scheme_ != "https")) {
    return Refused("want an absolute http or https URL");
  }
  std::string_view rest = url.substr(colon + 3);
  rest = rest.substr(0, rest.find('#'));
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  rest.remove_prefix(authority.size());
  if (authority.find('@') != authority.npos) return Refused("want no credentials");
  size_t host_end = authority.find(':', authority.rfind(']') + 1);
  host_end = std::min(host_end, authority.size());
  absl::StatusOr<std::string> host = CanonicalHost(authority.substr(0, host_end));
  if (!host.ok()) return host.status();
  absl::StatusOr<std::string> port =
      CanonicalPort(authority.substr(std::min(host_end + 1, authority.size())), parsed.scheme_);
  if (!port.ok()) return port.status();
  const size_t question = std::min(rest.find('?'), rest.size());
  parsed.host_ = *std::move(host);
  parsed.port_ = *std::move(port);
  parsed.path_ = RemoveDotSegments(NormalizeEscapes(rest.substr(0, question)));
  parsed.query_ = NormalizeEscapes(rest.substr(std::min(question + 1, rest.size())));
  return parsed;
}

std::string Url::Canonical() const {
  std::string canonical = scheme_ + "://" + host_;
  if (!port_.empty()) canonical += ":" + port_;
  canonical += path_;
  const std::string query = CanonicalQuery(host_, query_);
  if (!query.empty()) canonical += "?" + query;
  return canonical;
}

absl::StatusOr<std::string> CanonicalUrl(std::string_view url) {
  const absl::StatusOr<Url> parsed = Url::Parse(url);
  if (!parsed.ok()) return parsed.status();
  return parsed->Canonical();
}

bool IsTracking(std::string_view host, std::string_view parameter) {
  const std::string name = LowerCase(parameter);
  return Matches(kTracking, name) || (host == kWeChatHost && Matches(kWeChatTracking, name));
}

}  // namespace sennight::url
