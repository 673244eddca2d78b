// What is ahead, as the reports of a story state it.
#pragma once

#include <optional>
#include <string>

#include "services/summarization/domain/subject.h"

namespace sennight::summarization {

struct UpcomingDate {
  Place place;           // The words that say when.
  std::string value;     // 2026-03.
  std::string sort_key;  // Less exact dates come behind the days that they may mean.
};

// Returns the first date after the window that a report of the story, in its voice's language,
// states with a word of the future.
std::optional<UpcomingDate> FindUpcoming(const Draft& draft, const Material& material);

}  // namespace sennight::summarization
