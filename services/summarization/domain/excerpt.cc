#include "services/summarization/domain/excerpt.h"

#include <algorithm>
#include <cmath>

#include "services/summarization/domain/salience.h"

namespace sennight::summarization {
namespace {

// What it adds to stand at the beginning of a report, and to say what a title says.
constexpr double kBeginningSeveral = 0.1;
constexpr double kBeginningOne = 0.05;
constexpr double kBeginningDecay = 2;
constexpr double kTitleOne = 0.5;
// A sentence that is so alike to a chosen one says nothing new.
constexpr double kAlikeSeveral = 0.45;
constexpr double kAlikeOne = 0.4;
// The part of a sentence that must fit into the room that is left.
constexpr double kFitSeveral = 0.5;
constexpr double kFitOne = 0.7;
// The part of the budget that is enough for one report.
constexpr double kEnoughOne = 0.55;

class Chooser {
 public:
  Chooser(const Voice& voice, int budget)
      : budget_(budget), several_(voice.reports.size() > 1), salience_(voice.sentences, several_) {
    std::vector<std::pair<int, double>> titles;
    for (const Candidate& title : voice.titles) {
      titles.insert(titles.end(), title.vector.entries.begin(), title.vector.entries.end());
    }
    const SparseVector title = SparseVector::Of(std::move(titles));
    for (const Candidate& candidate : voice.sentences) {
      double prior = (several_ ? kBeginningSeveral : kBeginningOne) *
                     std::exp(-(candidate.sentence->order - 1) / kBeginningDecay);
      if (!several_) prior += kTitleOne * Cosine(candidate.vector, title);
      open_.push_back({&candidate, prior, salience_.Covered(candidate)});
    }
  }

  std::vector<Candidate> Choose() {
    const double enough = several_ ? budget_ : kEnoughOne * budget_;
    while (words_ < enough) {
      const int best = Best();
      if (best < 0) break;
      const Candidate& candidate = *open_[best].candidate;
      if (!several_ && !Fits(candidate, kFitOne)) break;
      Take(candidate);
    }
    return std::move(chosen_);
  }

 private:
  struct Open {
    const Candidate* candidate = nullptr;
    double prior = 0;
    double covered = 0;  // As of some earlier state, so at least what it is now.
    bool is_out = false;
  };

  bool Fits(const Candidate& candidate, double part) const {
    return chosen_.empty() || budget_ - words_ >= part * candidate.sentence->words;
  }

  // Returns the place of the sentence that adds most, or -1.
  int Best() {
    int best = -1;
    double best_value = 0;
    for (size_t i = 0; i < open_.size(); ++i) {
      Open& open = open_[i];
      if (open.is_out || (several_ && !Fits(*open.candidate, kFitSeveral))) continue;
      const double others = open.prior - salience_.Cost(*open.candidate);
      if (best >= 0 && open.covered + others <= best_value) continue;
      open.covered = salience_.Covered(*open.candidate);
      const double value = open.covered + others;
      if (best < 0 || value > best_value) {
        best = static_cast<int>(i);
        best_value = value;
      }
    }
    return best;
  }

  void Take(const Candidate& candidate) {
    chosen_.push_back(candidate);
    salience_.Choose(candidate);
    words_ += candidate.sentence->words;
    const double alike = several_ ? kAlikeSeveral : kAlikeOne;
    for (Open& open : open_) {
      if (open.is_out) continue;
      open.is_out = open.candidate->sentence == candidate.sentence ||
                    Cosine(open.candidate->vector, candidate.vector) > alike;
    }
  }

  double budget_;
  bool several_;
  Salience salience_;
  std::vector<Open> open_;
  std::vector<Candidate> chosen_;
  double words_ = 0;
};

}  // namespace

std::vector<Candidate> ChooseExcerpt(const Voice& voice, int budget) {
  return Chooser(voice, budget).Choose();
}

}  // namespace sennight::summarization
