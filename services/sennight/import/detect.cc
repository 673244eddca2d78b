#include "services/sennight/import/detect.h"

#include <string>

#include "absl/status/status.h"
#include "services/sennight/import/encoding.h"

namespace sennight::importing {
namespace {

constexpr std::string_view kJsonSpace = " \t\r\n";
constexpr std::string_view kFeedVersion = "https://jsonfeed.org/version/";

size_t SkipSpace(std::string_view text, size_t at) {
  return std::min(text.find_first_not_of(kJsonSpace, at), text.size());
}

// The end of the JSON string that begins at `at`, behind its closing quote.
size_t EndOfString(std::string_view json, size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return std::min(at + 1, json.size());
}

// Whether the outermost object has a `version` that names JSON Feed; escapes (\/) are read through.
bool IsJsonFeed(std::string_view json) {
  int depth = 0;
  for (size_t at = 0; at < json.size();) {
    const char c = json[at];
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth == 0 && at > 0 && c == '}') return false;  // the first object ends
    if (c != '"') {
      ++at;
      continue;
    }
    const size_t end = EndOfString(json, at);
    const size_t colon = SkipSpace(json, end);
    const bool version = depth == 1 && json.substr(at, end - at) == "\"version\"";
    at = end;
    if (!version || colon >= json.size() || json[colon] != ':') continue;
    std::string value(json.substr(SkipSpace(json, colon + 1), 2 * kFeedVersion.size()));
    std::erase(value, '\\');
    return value.compare(0, 1, "\"") == 0 &&
           value.compare(1, kFeedVersion.size(), kFeedVersion) == 0;
  }
  return false;
}

}  // namespace

absl::StatusOr<Kind> Detect(std::string_view head) {
  if (IsUtf16(head)) return Kind::kXml;
  const std::string_view text = WithoutByteOrderMark(head);
  const size_t first = SkipSpace(text, 0);
  if (first == text.size()) return Kind::kJsonLines;
  switch (text[first]) {
    case '<':
      return Kind::kXml;
    case '{':
      return IsJsonFeed(text.substr(first)) ? Kind::kJsonFeed : Kind::kJsonLines;
    case '[':
      return absl::InvalidArgumentError(
          "want JSON Lines (one event a line), JSON Feed, RSS or Atom, got a JSON array");
    default:
      return absl::InvalidArgumentError(
          "want JSON Lines (one event a line), JSON Feed, RSS or Atom");
  }
}

}  // namespace sennight::importing
