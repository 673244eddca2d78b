// How much a sentence tells of what a story's reports say together.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "services/summarization/domain/voice.h"

namespace sennight::summarization {

// The objective of greedy selection: the divergence between what the reports say and what has been
// chosen, in words and in pairs of words. Words at the beginning of a report weigh more.
class Salience {
 public:
  // `sentences` must outlive the object.
  Salience(std::span<const Candidate> sentences, bool several_sources);

  // Returns what the sentence adds to the chosen ones, from 0 to 1 for the best sentence alone.
  double Gain(const Candidate& candidate) const;

  // The two sides of what a sentence adds: Covered never grows while others are chosen, so that a
  // stale value is a bound; Cost is quick.
  double Covered(const Candidate& candidate) const;
  double Cost(const Candidate& candidate) const;

  // Takes the sentence as chosen.
  void Choose(const Candidate& candidate);

 private:
  // A kind of unit, words or pairs of them: what the reports say, and what is chosen.
  struct Units {
    std::unordered_map<uint64_t, int> places;
    std::vector<double> mass;
    std::vector<double> chosen;
    double chosen_count = 0;

    double Smoothed(double smoothing) const {
      return chosen_count + smoothing * static_cast<double>(mass.size());
    }
  };
  // The units of a sentence by their places, with how often it has them.
  struct Bag {
    std::vector<std::pair<int, double>> counts;
    double size = 0;
  };
  struct Bags {
    Bag words;
    Bag pairs;
  };

  static Bag BagOf(std::vector<int> places);
  Bags BagsOf(const Sentence& sentence) const;
  Bags Learn(const Sentence& sentence, double weight);
  const Bags& Known(const Candidate& candidate, Bags* made) const;
  double CoveredBy(const Bag& bag, const Units& units) const;
  double CostOf(const Bag& bag, const Units& units) const;
  static void Add(const Bag& bag, Units* units);

  double smoothing_;
  double best_ = 1;
  Units words_;
  Units pairs_;
  std::unordered_map<const Sentence*, Bags> bags_;
};

}  // namespace sennight::summarization
