// Who an English headline begins with.
#pragma once

#include <optional>
#include <string_view>

#include "services/summarization/domain/shadow.h"

namespace sennight::summarization {

// Whether most words of the title are written with a capital, so that a capital marks no name.
bool HasHeadlineCase(std::u32string_view source, const Range& title);

// Whether the word tells what somebody does, as headlines say it: "Announces", "lists", "will".
bool IsHeadlineVerb(std::u32string_view source, const Range& word);

// Where small letters tell names from other words, a name must have its verb to be believed.
enum class VerbAfter { kOptional, kNeeded };

// Returns the name that stands before the first verb of a title: "Example Therapeutics" of "Example
// Therapeutics Presents New Data". Ordinary words alone are none.
std::optional<Range> NameBeforeVerb(std::u32string_view source, const Range& title,
                                    VerbAfter verb = VerbAfter::kOptional);

}  // namespace sennight::summarization
