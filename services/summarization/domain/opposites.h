// Pairs of English words that are opposites of each other.
#pragma once

#include <string_view>

namespace sennight::summarization {

// `word/word `, many times.
extern const std::string_view kOpposites;

}  // namespace sennight::summarization
