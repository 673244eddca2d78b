// How much a sentence tells of what a story's reports say together.
#pragma once

#include <cstddef>
#include <span>
#include <unordered_map>
#include <vector>

#include "services/summarization/domain/id_table.h"
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

  // Takes the sentence as chosen.
  void Choose(const Candidate& candidate);

  // The two sides of what the sentence at a place of `sentences` adds: Covered never grows while
  // others are chosen, so that a stale value is a bound; Cost is quick.
  double Covered(size_t place) const { return Covered(bags_[place]); }
  double Cost(size_t place) const { return Cost(bags_[place]); }
  void Choose(size_t place) { Choose(bags_[place]); }

 private:
  // What a sentence has of a unit, and how often.
  struct Entry {
    int unit = 0;
    int count = 0;
  };
  struct Bag {
    std::vector<Entry> entries;  // By unit.
    int size = 0;                // With repetitions.
  };
  struct Bags {
    Bag words;
    Bag pairs;
  };
  // A kind of unit, words or pairs of them: what the reports say, and what is chosen.
  struct Units {
    IdTable ids;
    std::vector<double> mass;
    std::vector<double> chosen;
    double chosen_count = 0;
    std::vector<double> costs;  // By the size of a bag; negative where no sentence has it.

    int Learn(uint64_t id, double weight);
  };

  static Bag BagOf(std::vector<int>* units);
  Bags BagsOf(const Sentence& sentence) const;
  Bags Learn(const Sentence& sentence, double weight);
  double CoveredBy(const Bag& bag, const Units& units) const;
  double NewCost(int size, const Units& units) const;
  void CountCosts(Units* units) const;
  double CostOf(const Bag& bag, const Units& units) const;
  double Covered(const Bags& bags) const;
  double Cost(const Bags& bags) const;
  void Add(const Bag& bag, Units* units) const;
  void Choose(const Bags& bags);

  double smoothing_;
  double best_ = 1;
  std::vector<double> first_logs_;  // Of a unit that is not chosen yet, by how often a bag has it.
  Units words_;
  Units pairs_;
  std::vector<Bags> bags_;  // Of the sentences.
  std::unordered_map<const Sentence*, size_t> places_;
};

}  // namespace sennight::summarization
