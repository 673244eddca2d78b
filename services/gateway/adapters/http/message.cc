#include "services/gateway/adapters/http/message.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace sennight::gateway::http {

bool HeaderOrder::operator()(std::string_view a, std::string_view b) const {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [](unsigned char x, unsigned char y) {
                                        return absl::ascii_tolower(x) < absl::ascii_tolower(y);
                                      });
}

std::string_view Request::Header(std::string_view name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<std::string> Request::Parameter(const std::string& name) const {
  const auto found = query.find(name);
  if (found == query.end()) return std::nullopt;
  return found->second;
}

void Response::Add(std::string_view name, std::string_view value) {
  const bool fits = std::all_of(value.begin(), value.end(), [](unsigned char c) {
    return c == '\t' || (c >= 0x20 && c != 0x7f);
  });
  if (fits) headers.emplace_back(name, value);
}

}  // namespace sennight::gateway::http
