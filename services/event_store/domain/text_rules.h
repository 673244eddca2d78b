// The rules for single texts of an event.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/status/status.h"

namespace sennight::event_store {

// How long a text may be and whether it is one line.
struct TextRule {
  size_t least_bytes = 0;
  size_t most_bytes = 0;
  bool one_line = false;
};

// Adds a violation if `text` is too short or too long, is not UTF-8, or holds a control character
// (newline and tab excepted), a bidirectional override or, if it must be one line, a line break; or
// if it may not be empty, and nothing of it can be seen.
void CheckText(std::string_view field, std::string_view text, const TextRule& rule,
               FieldViolations& violations);

// Adds a violation if `url` is not empty and not a web address.
void CheckUrl(std::string_view field, std::string_view url, FieldViolations& violations);

// Adds a violation if `text` is not a decimal number such as `-12` or `63.0`.
void CheckDecimal(std::string_view field, std::string_view text, FieldViolations& violations);

}  // namespace sennight::event_store
