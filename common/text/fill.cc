#include "common/text/fill.h"

#include <cstddef>

namespace sennight::text {

std::string Fill(std::string_view pattern, std::span<const std::string_view> arguments) {
  constexpr std::size_t kPlaceBytes = 3;
  std::string filled;
  std::size_t copied = 0;
  for (std::size_t at = pattern.find('{'); at != pattern.npos; at = pattern.find('{', at + 1)) {
    const bool is_place = at + kPlaceBytes <= pattern.size() && pattern[at + 2] == '}';
    const std::size_t index = is_place ? static_cast<std::size_t>(pattern[at + 1]) - '0' : 0;
    if (!is_place || index >= arguments.size()) continue;
    filled.append(pattern.substr(copied, at - copied)).append(arguments[index]);
    copied = at + kPlaceBytes;
  }
  return filled.append(pattern.substr(copied));
}

}  // namespace sennight::text
