// The parts of a text that searches go by.
#pragma once

#include <cstddef>
#include <string_view>

#include "services/event_store/domain/search.h"

namespace sennight::event_store {

// Calls `spaced` with each word of a text whose letters are folded, `unspaced` with each row of
// characters of scripts without spaces.
template <typename Spaced, typename Unspaced>
void ForEachRun(std::u32string_view text, Spaced spaced, Unspaced unspaced) {
  for (size_t at = 0; at < text.size();) {
    const size_t start = at;
    while (at < text.size() && IsSpacedCharacter(text[at])) ++at;
    if (at > start) spaced(text.substr(start, at - start));
    const size_t next = at;
    while (at < text.size() && IsUnspacedCharacter(text[at])) ++at;
    if (at > next) unspaced(text.substr(next, at - next));
    if (at == start) ++at;
  }
}

}  // namespace sennight::event_store
