// Which sentences a story is told in.
#pragma once

#include <optional>
#include <vector>

#include "services/summarization/domain/figures.h"
#include "services/summarization/domain/voice.h"

namespace sennight::summarization {

inline constexpr int kMaxLeadSentences = 3;
// A lead of so many words needs no other sentence.
inline constexpr int kLeadWordsEnough = 90;
// A key point has no more words, if it has more than one sentence.
inline constexpr int kPointWordsEnough = 110;

// What stands under one label: a sentence, and the one behind it if it goes on about the same.
struct LabelledPoint {
  int label = 0;  // A place in the topic's key points.
  std::vector<Candidate> sentences;
};

struct Telling {
  std::optional<Candidate> headline;   // A title; without one, the lead's first sentence.
  std::optional<Candidate> highlight;  // Another title that says it as well, if there is one.
  std::vector<Candidate> lead;         // The first says what happened.
  std::vector<LabelledPoint> points;   // In the order of the topic's labels.
  std::vector<Disagreement> disagreements;
};

// Chooses a story's sentences. No sentence is chosen twice, none repeats another.
Telling ChooseTelling(const Draft& draft, const Voice& voice, const Material& material,
                      const NameTrie& labels, int max_points);

}  // namespace sennight::summarization
