#include "services/summarization/domain/excerpt.h"

#include <algorithm>

#include "services/summarization/domain/salience.h"

namespace sennight::summarization {

std::vector<Candidate> ChooseExcerpt(const Voice& voice, int budget) {
  std::vector<Candidate> chosen;
  Salience salience(voice.sentences, voice.reports.size() > 1);
  int words = 0;
  while (words < budget) {
    const Candidate* best = nullptr;
    double best_gain = 0;
    for (const Candidate& candidate : voice.sentences) {
      const bool known = std::any_of(chosen.begin(), chosen.end(), [&](const Candidate& other) {
        return other.sentence == candidate.sentence || Repeats(candidate, other);
      });
      if (known) continue;
      const double gain = salience.Gain(candidate);
      if (best == nullptr || gain > best_gain) {
        best = &candidate;
        best_gain = gain;
      }
    }
    if (best == nullptr) break;
    chosen.push_back(*best);
    salience.Choose(*best);
    words += best->sentence->words;
  }
  return chosen;
}

}  // namespace sennight::summarization
