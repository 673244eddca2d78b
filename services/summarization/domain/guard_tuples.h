// Who does what: the names and actions of a text, which a source must tell of together.
#pragma once

#include <string>
#include <vector>

#include "services/summarization/domain/shadow.h"

namespace sennight::summarization {

struct Doing {
  std::vector<std::u32string> names;  // In lower case, each once: words with a capital that are no
                                      // ordinary words, and names with digits.
  std::vector<int> actors;            // Authorities and organisations of all fields, sorted.
  std::vector<int> actions;           // Actions of all fields, sorted.
};

// Reads a range of the shadow's text.
Doing ReadDoing(const Shadow& shadow, const Range& within);

// Returns what an actor or action is called, for evidence.
std::string NameOf(int actor_or_action);

}  // namespace sennight::summarization
