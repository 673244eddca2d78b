// Who an English headline begins with.
#pragma once

#include <optional>
#include <string_view>

#include "services/summarization/domain/shadow.h"

namespace sennight::summarization {

// Whether most words of the title are written with a capital, so that a capital marks no name.
bool HasHeadlineCase(std::u32string_view source, const Range& title);

// Returns the name that stands before the first verb of a title in headline case: "Example
// Therapeutics" of "Example Therapeutics Presents New Data". Ordinary words alone are none.
std::optional<Range> NameBeforeVerb(std::u32string_view source, const Range& title);

}  // namespace sennight::summarization
