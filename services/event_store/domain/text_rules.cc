#include "services/event_store/domain/text_rules.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/text/characters.h"
#include "common/text/utf8.h"
#include "common/url/url.h"
#include "services/event_store/domain/event_validation.h"

namespace sennight::event_store {
namespace {

constexpr std::string_view kWantCharacters = "want characters that can be seen";

bool IsForbidden(char32_t c) {
  const bool is_control = (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c <= 0x9F);
  const bool is_override = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  return is_control || is_override;
}

// Whether a text is of ASCII alone and has nothing that a rule forbids, as most are.
bool IsPlain(std::string_view text, bool one_line) {
  return std::ranges::all_of(text, [one_line](char c) {
    return (c >= ' ' && c < 0x7F) || c == '\t' || (c == '\n' && !one_line);
  });
}

// What readers see nothing of.
bool IsBlank(char32_t c) { return text::IsWhiteSpace(c) || text::IsZeroWidth(c); }

bool IsLineBreak(char32_t c) { return c == '\n' || c == 0x2028 || c == 0x2029; }

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// -?digits(.digits)?
bool IsDecimal(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction =
      point == std::string_view::npos ? std::string_view("0") : text.substr(point + 1);
  return !whole.empty() && std::ranges::all_of(whole, IsDigit) && !fraction.empty() &&
         std::ranges::all_of(fraction, IsDigit);
}

}  // namespace

void CheckText(std::string_view field, std::string_view text, const TextRule& rule,
               FieldViolations& violations) {
  if (text.size() < rule.least_bytes || text.size() > rule.most_bytes) {
    violations.Add(field, absl::StrCat("want ", rule.least_bytes, " to ", rule.most_bytes,
                                       " bytes, got ", text.size()));
    return;
  }
  const bool is_required = rule.least_bytes > 0;
  if (IsPlain(text, rule.one_line)) {
    if (is_required && std::ranges::all_of(text, [](char c) { return c <= ' '; })) {
      violations.Add(field, kWantCharacters);
    }
    return;
  }
  if (!text::IsValidUtf8(text)) {
    violations.Add(field, "want UTF-8");
    return;
  }
  const std::u32string points = text::ToCodePoints(text);
  if (const auto it = std::ranges::find_if(points, IsForbidden); it != points.end()) {
    // absl::StrFormat ends the process if there is no memory for the string.
    const std::string digits = absl::StrCat(absl::Hex(static_cast<uint32_t>(*it), absl::kZeroPad4));
    violations.Add(
        field, absl::StrCat("want no control characters and no bidirectional "
                            "overrides, got U+",
                            absl::AsciiStrToUpper(digits), " at code point ", it - points.begin()));
    return;
  }
  if (rule.one_line && std::ranges::any_of(points, IsLineBreak)) {
    violations.Add(field, "want one line");
  } else if (is_required && std::ranges::all_of(points, IsBlank)) {
    violations.Add(field, kWantCharacters);
  }
}

void CheckUrl(std::string_view field, std::string_view url, FieldViolations& violations) {
  if (url.empty()) return;
  const absl::StatusOr<url::Url> parsed = url::Url::Parse(url);
  if (!parsed.ok()) violations.Add(field, std::string(parsed.status().message()));
}

void CheckDecimal(std::string_view field, std::string_view text, FieldViolations& violations) {
  if (text.size() > kMaxDecimalBytes || !IsDecimal(text)) {
    violations.Add(field, absl::StrCat("want a decimal number of at most ", kMaxDecimalBytes,
                                       " characters, such as 63.0"));
  }
}

}  // namespace sennight::event_store
