#include "services/summarization/domain/salience.h"

#include <algorithm>
#include <cmath>

namespace sennight::summarization {
namespace {

constexpr double kBeginningBonusSeveral = 1;
constexpr double kBeginningBonusOne = 2;
constexpr double kDecay = 2;
constexpr double kSmoothingSeveral = 0.1;
constexpr double kSmoothingOne = 0.3;
// How much pairs of words decide, the rest being single words.
constexpr double kPairs = 0.33;

uint64_t PairOf(int a, int b) {
  return (static_cast<uint64_t>(a) << 32) | static_cast<uint32_t>(b);
}

}  // namespace

Salience::Salience(std::span<const Candidate> sentences, bool several_sources)
    : smoothing_(several_sources ? kSmoothingSeveral : kSmoothingOne) {
  const double bonus = several_sources ? kBeginningBonusSeveral : kBeginningBonusOne;
  for (const Candidate& candidate : sentences) {
    const double weight = 1 + bonus * std::exp(-(candidate.sentence->order - 1) / kDecay);
    bags_.emplace(candidate.sentence, Learn(*candidate.sentence, weight));
  }
  for (Units* units : {&words_, &pairs_}) {
    double total = 0;
    for (const double mass : units->mass) total += mass;
    for (double& mass : units->mass) mass /= total;
    units->chosen.assign(units->mass.size(), 0);
  }
  double best = 0;
  for (const Candidate& candidate : sentences) {
    best = std::max(best, Covered(candidate) - Cost(candidate));
  }
  if (best > 0) best_ = best;
}

Salience::Bag Salience::BagOf(std::vector<int> places) {
  Bag bag;
  bag.size = static_cast<double>(places.size());
  std::sort(places.begin(), places.end());
  for (const int place : places) {
    if (!bag.counts.empty() && bag.counts.back().first == place) {
      bag.counts.back().second += 1;
    } else {
      bag.counts.emplace_back(place, 1);
    }
  }
  return bag;
}

Salience::Bags Salience::Learn(const Sentence& sentence, double weight) {
  const auto learn = [weight](uint64_t unit, Units* units) {
    const auto [known, added] = units->places.emplace(unit, static_cast<int>(units->mass.size()));
    if (added) units->mass.push_back(0);
    units->mass[known->second] += weight;
    return known->second;
  };
  std::vector<int> words;
  std::vector<int> pairs;
  for (size_t i = 0; i < sentence.terms.size(); ++i) {
    words.push_back(learn(static_cast<uint64_t>(sentence.terms[i]), &words_));
    if (i > 0) pairs.push_back(learn(PairOf(sentence.terms[i - 1], sentence.terms[i]), &pairs_));
  }
  return {BagOf(std::move(words)), BagOf(std::move(pairs))};
}

Salience::Bags Salience::BagsOf(const Sentence& sentence) const {
  const auto find = [](uint64_t unit, const Units& units, std::vector<int>* places) {
    const auto known = units.places.find(unit);
    if (known != units.places.end()) places->push_back(known->second);
  };
  std::vector<int> words;
  std::vector<int> pairs;
  for (size_t i = 0; i < sentence.terms.size(); ++i) {
    find(static_cast<uint64_t>(sentence.terms[i]), words_, &words);
    if (i > 0) find(PairOf(sentence.terms[i - 1], sentence.terms[i]), pairs_, &pairs);
  }
  return {BagOf(std::move(words)), BagOf(std::move(pairs))};
}

const Salience::Bags& Salience::Known(const Candidate& candidate, Bags* made) const {
  const auto known = bags_.find(candidate.sentence);
  if (known != bags_.end()) return known->second;
  *made = BagsOf(*candidate.sentence);
  return *made;
}

double Salience::CoveredBy(const Bag& bag, const Units& units) const {
  double covered = 0;
  for (const auto& [place, count] : bag.counts) {
    const double before = units.chosen[place] + smoothing_;
    covered += units.mass[place] * std::log(1 + count / before);
  }
  return covered;
}

double Salience::CostOf(const Bag& bag, const Units& units) const {
  const double before = units.Smoothed(smoothing_);
  return before > 0 ? std::log(1 + bag.size / before) : 0;
}

double Salience::Covered(const Candidate& candidate) const {
  Bags made;
  const Bags& bags = Known(candidate, &made);
  return (1 - kPairs) * CoveredBy(bags.words, words_) + kPairs * CoveredBy(bags.pairs, pairs_);
}

double Salience::Cost(const Candidate& candidate) const {
  Bags made;
  const Bags& bags = Known(candidate, &made);
  return (1 - kPairs) * CostOf(bags.words, words_) + kPairs * CostOf(bags.pairs, pairs_);
}

double Salience::Gain(const Candidate& candidate) const {
  return std::max(0.0, (Covered(candidate) - Cost(candidate)) / best_);
}

void Salience::Add(const Bag& bag, Units* units) {
  for (const auto& [place, count] : bag.counts) units->chosen[place] += count;
  units->chosen_count += bag.size;
}

void Salience::Choose(const Candidate& candidate) {
  Bags made;
  const Bags& bags = Known(candidate, &made);
  Add(bags.words, &words_);
  Add(bags.pairs, &pairs_);
}

}  // namespace sennight::summarization
