#include "services/summarization/domain/salience.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace sennight::summarization {
namespace {

constexpr double kBeginningBonus = 2;
constexpr double kDecaySeveral = 4;
constexpr double kDecayOne = 2;
constexpr double kSmoothingSeveral = 0.1;
constexpr double kSmoothingOne = 0.3;

// Counts in the order of the ids, so that sums do not depend on hashing.
std::map<int, double> CountsOf(const Sentence& sentence) {
  std::map<int, double> counts;
  for (const int term : sentence.terms) counts[term] += 1;
  return counts;
}

}  // namespace

Salience::Salience(std::span<const Candidate> sentences, bool several_sources)
    : smoothing_(several_sources ? kSmoothingSeveral : kSmoothingOne) {
  const double decay = several_sources ? kDecaySeveral : kDecayOne;
  double total = 0;
  for (const Candidate& candidate : sentences) {
    const double weight = 1 + kBeginningBonus * std::exp(-(candidate.sentence->order - 1) / decay);
    for (const auto& [term, count] : CountsOf(*candidate.sentence)) {
      mass_[term] += weight * count;
      total += weight * count;
    }
  }
  vocabulary_ = static_cast<double>(mass_.size());
  for (auto& [term, mass] : mass_) mass /= total;
  double best = 0;
  for (const Candidate& candidate : sentences) best = std::max(best, RawGain(candidate));
  if (best > 0) best_ = best;
}

double Salience::RawGain(const Candidate& candidate) const {
  const auto counts = CountsOf(*candidate.sentence);
  double gain = 0;
  double terms = 0;
  for (const auto& [term, count] : counts) {
    const auto mass = mass_.find(term);
    if (mass == mass_.end()) continue;
    const auto known = chosen_.find(term);
    const double before = (known == chosen_.end() ? 0 : known->second) + smoothing_;
    gain += mass->second * (std::log(before + count) - std::log(before));
    terms += count;
  }
  const double before = chosen_terms_ + smoothing_ * vocabulary_;
  return before > 0 ? gain - (std::log(before + terms) - std::log(before)) : 0;
}

double Salience::Gain(const Candidate& candidate) const {
  return std::max(0.0, RawGain(candidate) / best_);
}

void Salience::Choose(const Candidate& candidate) {
  for (const auto& [term, count] : CountsOf(*candidate.sentence)) {
    chosen_[term] += count;
    chosen_terms_ += count;
  }
}

}  // namespace sennight::summarization
