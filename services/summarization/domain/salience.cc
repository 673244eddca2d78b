#include "services/summarization/domain/salience.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sennight::summarization {
namespace {

constexpr double kBeginningBonusSeveral = 1;
constexpr double kBeginningBonusOne = 2;
constexpr double kDecay = 2;
constexpr double kSmoothingSeveral = 0.1;
constexpr double kSmoothingOne = 0.3;
// How much pairs of words decide, the rest being single words.
constexpr double kPairs = 0.33;
// A sentence seldom has a word more often.
constexpr int kOften = 8;
constexpr double kNoSuchSize = -1;

}  // namespace

Salience::Salience(std::span<const Candidate> sentences, bool several_sources)
    : smoothing_(several_sources ? kSmoothingSeveral : kSmoothingOne) {
  for (int count = 0; count < kOften; ++count) {
    first_logs_.push_back(std::log(1 + count / smoothing_));
  }
  const double bonus = several_sources ? kBeginningBonusSeveral : kBeginningBonusOne;
  bags_.reserve(sentences.size());
  places_.reserve(sentences.size());
  for (const Candidate& candidate : sentences) {
    const double weight = 1 + bonus * std::exp(-(candidate.sentence->order - 1) / kDecay);
    places_.emplace(candidate.sentence, bags_.size());
    bags_.push_back(Learn(*candidate.sentence, weight));
  }
  for (Units* units : {&words_, &pairs_}) {
    double total = 0;
    for (const double mass : units->mass) total += mass;
    for (double& mass : units->mass) mass /= total;
    units->chosen.assign(units->mass.size(), 0);
    for (const Bags& bags : bags_) {
      const auto size = static_cast<size_t>((units == &words_ ? bags.words : bags.pairs).size);
      if (size >= units->costs.size()) units->costs.resize(size + 1, kNoSuchSize);
      units->costs[size] = 0;
    }
    CountCosts(units);
  }
  double best = 0;
  for (const Bags& bags : bags_) best = std::max(best, Covered(bags) - Cost(bags));
  if (best > 0) best_ = best;
}

int Salience::Units::Learn(uint64_t id, double weight) {
  const int unit = ids.Add(id);
  if (unit == static_cast<int>(mass.size())) mass.push_back(0);
  mass[unit] += weight;
  return unit;
}

Salience::Bag Salience::BagOf(std::vector<int>* units) {
  std::sort(units->begin(), units->end());
  Bag bag;
  bag.size = static_cast<int>(units->size());
  bag.entries.reserve(units->size());
  for (const int unit : *units) {
    if (bag.entries.empty() || bag.entries.back().unit != unit) bag.entries.push_back({unit, 0});
    ++bag.entries.back().count;
  }
  return bag;
}

Salience::Bags Salience::Learn(const Sentence& sentence, double weight) {
  std::vector<int> words;
  std::vector<int> pairs;
  words.reserve(sentence.terms.size());
  pairs.reserve(sentence.terms.size());
  for (size_t i = 0; i < sentence.terms.size(); ++i) {
    words.push_back(words_.Learn(static_cast<uint64_t>(sentence.terms[i]), weight));
    if (i == 0) continue;
    pairs.push_back(pairs_.Learn(PairOf(sentence.terms[i - 1], sentence.terms[i]), weight));
  }
  return {BagOf(&words), BagOf(&pairs)};
}

Salience::Bags Salience::BagsOf(const Sentence& sentence) const {
  std::vector<int> words;
  std::vector<int> pairs;
  const auto find = [](uint64_t id, const Units& units, std::vector<int>* found) {
    if (const int unit = units.ids.Find(id); unit != IdTable::kNone) found->push_back(unit);
  };
  for (size_t i = 0; i < sentence.terms.size(); ++i) {
    find(static_cast<uint64_t>(sentence.terms[i]), words_, &words);
    if (i > 0) find(PairOf(sentence.terms[i - 1], sentence.terms[i]), pairs_, &pairs);
  }
  return {BagOf(&words), BagOf(&pairs)};
}

double Salience::CoveredBy(const Bag& bag, const Units& units) const {
  double covered = 0;
  for (const auto& [unit, count] : bag.entries) {
    const double chosen = units.chosen[unit];
    covered += units.mass[unit] * (chosen == 0 && count < kOften
                                       ? first_logs_[count]
                                       : std::log(1 + count / (chosen + smoothing_)));
  }
  return covered;
}

double Salience::NewCost(int size, const Units& units) const {
  const double before = units.chosen_count + smoothing_ * static_cast<double>(units.mass.size());
  return before > 0 ? std::log(1 + size / before) : 0;
}

void Salience::CountCosts(Units* units) const {
  for (size_t size = 0; size < units->costs.size(); ++size) {
    double& cost = units->costs[size];
    if (cost != kNoSuchSize) cost = NewCost(static_cast<int>(size), *units);
  }
}

double Salience::CostOf(const Bag& bag, const Units& units) const {
  const auto size = static_cast<size_t>(bag.size);
  const bool is_known = size < units.costs.size() && units.costs[size] != kNoSuchSize;
  return is_known ? units.costs[size] : NewCost(bag.size, units);
}

double Salience::Covered(const Bags& bags) const {
  return (1 - kPairs) * CoveredBy(bags.words, words_) + kPairs * CoveredBy(bags.pairs, pairs_);
}

double Salience::Cost(const Bags& bags) const {
  return (1 - kPairs) * CostOf(bags.words, words_) + kPairs * CostOf(bags.pairs, pairs_);
}

double Salience::Gain(const Candidate& candidate) const {
  const auto gain = [this](const Bags& bags) {
    return std::max(0.0, (Covered(bags) - Cost(bags)) / best_);
  };
  const auto known = places_.find(candidate.sentence);
  if (known != places_.end()) return gain(bags_[known->second]);
  return gain(BagsOf(*candidate.sentence));
}

void Salience::Choose(const Candidate& candidate) {
  const auto known = places_.find(candidate.sentence);
  if (known != places_.end()) return Choose(bags_[known->second]);
  Choose(BagsOf(*candidate.sentence));
}

void Salience::Choose(const Bags& bags) {
  Add(bags.words, &words_);
  Add(bags.pairs, &pairs_);
}

void Salience::Add(const Bag& bag, Units* units) const {
  for (const auto& [unit, count] : bag.entries) units->chosen[unit] += count;
  units->chosen_count += bag.size;
  CountCosts(units);
}

}  // namespace sennight::summarization
