// The sentences that say most of what reports say, in a given room.
#pragma once

#include <vector>

#include "services/summarization/domain/voice.h"

namespace sennight::summarization {

// Chooses sentences of `voice` until they have `budget` words (Han characters count as words); the
// last may go beyond it. Returns them in the order in which they are read.
std::vector<Candidate> ChooseExcerpt(const Voice& voice, int budget);

}  // namespace sennight::summarization
