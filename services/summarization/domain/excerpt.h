// The sentences that say most of what reports say, in a given room.
#pragma once

#include <vector>

#include "services/summarization/domain/voice.h"

namespace sennight::summarization {

// Chooses sentences of `voice` for a summary of about `budget` words (Han characters count as
// words) and returns them in the order in which they are read.
//
// Several reports: until the budget is reached; the last sentence may go beyond it by at most what
// fits. One report: until more than half of the budget is used and the next sentence would not fit
// well, for then the report itself has said it.
std::vector<Candidate> ChooseExcerpt(const Voice& voice, int budget);

}  // namespace sennight::summarization
