// How much a sentence tells of what a story's reports say together.
#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "services/summarization/domain/voice.h"

namespace sennight::summarization {

// The objective of greedy selection: the divergence between what the reports say and what has been
// chosen. Terms at the beginning of a report weigh more.
class Salience {
 public:
  explicit Salience(std::span<const Candidate> sentences, bool several_sources);

  // Returns what the sentence adds to the chosen ones, from 0 to 1 for the best sentence alone.
  double Gain(const Candidate& candidate) const;

  // Takes the sentence as chosen.
  void Choose(const Candidate& candidate);

 private:
  double RawGain(const Candidate& candidate) const;

  double smoothing_;
  double vocabulary_ = 0;
  double best_ = 1;
  double chosen_terms_ = 0;
  std::unordered_map<int, double> mass_;
  std::unordered_map<int, double> chosen_;
};

}  // namespace sennight::summarization
