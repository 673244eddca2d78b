// What can be counted in a digest, for the line under its title and for its footer.
#pragma once

#include <string>

#include "services/rendering/domain/digest_view.h"

namespace sennight::rendering {

// How the sentences of a digest are supported.
struct SentenceCounts {
  int quoted = 0;    // A span of a stored event.
  int computed = 0;  // A value computed from stored events.
  int templates = 0;
  int total() const { return quoted + computed + templates; }
};

SentenceCounts CountSentences(const digest::v1::Digest& digest);

// Returns how long a digest takes to read, in minutes, at least 1: 400 ideographs or 220 words a
// minute.
int ReadingMinutes(const digest::v1::Digest& digest);

// Returns a number below 100 in two digits, as sections are numbered: `01`.
std::string TwoDigits(int number);

}  // namespace sennight::rendering
