// Who a headline begins with.
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

// Returns where the first verb of a Chinese headline begins, at `from` or behind it: 8 for
// 某某生物技术公司完成A轮融资; npos if there is none. What stands before it may be a name.
size_t ChineseVerbAt(std::u32string_view text, size_t from = 0);

}  // namespace sennight::summarization
