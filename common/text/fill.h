// Sentences with places that something is filled in at.
#pragma once

#include <concepts>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace sennight::text {

// Returns `pattern` with its places `{0}`, `{1}`, … replaced by the arguments. A place without an
// argument stays as it is.
std::string Fill(std::string_view pattern, std::span<const std::string_view> arguments);

inline std::string Fill(std::string_view pattern,
                        std::initializer_list<std::string_view> arguments) {
  return Fill(pattern, std::span(arguments.begin(), arguments.size()));
}

template <std::convertible_to<std::string_view>... Arguments>
std::string Fill(std::string_view pattern, const Arguments&... arguments) {
  return Fill(pattern, {std::string_view(arguments)...});
}

}  // namespace sennight::text
