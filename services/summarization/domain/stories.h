// Which reports tell the same story, and which stories belong together.
#pragma once

#include <span>
#include <vector>

#include "services/summarization/domain/features.h"

namespace sennight::summarization {

// Reports that are at least as similar tell one story. In one language the words decide together
// with the concepts; across languages names, numbers and concepts do.
inline constexpr double kSameStory = 0.40;
// Reports are looked at as a pair from here on; whether they are joined the whole groups decide.
inline constexpr double kSameStoryPair = 0.37;
// Stories are joined if their reports are on average at least as similar.
inline constexpr double kSameStoryAverage = 0.35;
// How many reports a key may lead to; older ones are passed over.
inline constexpr int kMaxPosting = 128;
// How many reports one is compared with: those that share most keys.
inline constexpr size_t kMaxCandidates = 32;
// How many reports of a story are compared with those of another.
inline constexpr int kMaxCompared = 6;
// Reports of happenings that lie further apart tell different stories.
inline constexpr int kMaxDaysApart = 7;

// One report among those that are merged.
struct MergeItem {
  const Report* report = nullptr;
  const Features* features = nullptr;
  const EventTime* time = nullptr;
};

// Returns how similar two reports are, 0 to about 1.
double Similarity(const MergeItem& a, const MergeItem& b);

// Whether two reports cannot tell the same story: they are about different products, or one tells
// of an approval and the other of a rejection.
bool AreOpposed(const MergeItem& a, const MergeItem& b);

// Returns the stories as lists of places in `items`, each sorted, in the order of their first.
// Near-linear: reports are compared only if they share a rare word, a name or a figure.
std::vector<std::vector<int>> MergeStories(std::span<const MergeItem> items,
                                           const ConceptTable& table, const Rarity& rarity);

}  // namespace sennight::summarization
