// Which stories belong together.
#pragma once

#include <span>
#include <vector>

#include "services/summarization/domain/draft.h"

namespace sennight::summarization {

// Decisions of one kind by one authority belong together within so many days,
inline constexpr int kDecisionDays = 3;
// what is told of one occasion, one organisation or deals in one kind of product within so many.
inline constexpr int kRelatedDays = 7;

// Returns the stories, in their order, as groups of those that belong together: lists of places in
// `drafts`. Each belongs to the first of its group.
std::vector<std::vector<int>> GroupStories(std::span<const Draft> drafts, const Material& material);

// Returns the stories as sections of at most `max_stories`: groups of one category whose heading is
// true of all of them.
std::vector<std::vector<int>> GroupIntoSections(std::span<const Draft> drafts,
                                                const Material& material, int max_stories);

}  // namespace sennight::summarization
