#include "services/summarization/domain/excerpt.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

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
    taken_.Set(SparseVector::Of(std::move(titles)));
    open_.reserve(voice.sentences.size());
    for (size_t i = 0; i < voice.sentences.size(); ++i) {
      const Candidate& candidate = voice.sentences[i];
      double prior = (several_ ? kBeginningSeveral : kBeginningOne) *
                     std::exp(-(candidate.sentence->order - 1) / kBeginningDecay);
      if (!several_) prior += kTitleOne * taken_.CosineWith(candidate.vector);
      open_.push_back({&candidate, prior, salience_.Covered(i)});
    }
  }

  std::vector<Candidate> Choose() {
    const double enough = several_ ? budget_ : kEnoughOne * budget_;
    while (words_ < enough) {
      const std::optional<size_t> best = Best();
      if (!best || (!several_ && !Fits(*open_[*best].candidate, kFitOne))) break;
      Take(*best);
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

  // Returns the place of the sentence that adds most.
  std::optional<size_t> Best() {
    std::optional<size_t> best;
    double best_value = 0;
    for (size_t i = 0; i < open_.size(); ++i) {
      Open& open = open_[i];
      if (open.is_out || (several_ && !Fits(*open.candidate, kFitSeveral))) continue;
      const double others = open.prior - salience_.Cost(i);
      if (best && open.covered + others <= best_value) continue;
      open.covered = salience_.Covered(i);
      const double value = open.covered + others;
      if (!best || value > best_value) {
        best = i;
        best_value = value;
      }
    }
    return best;
  }

  void Take(size_t place) {
    const Candidate& candidate = *open_[place].candidate;
    chosen_.push_back(candidate);
    salience_.Choose(place);
    words_ += candidate.sentence->words;
    const double alike = several_ ? kAlikeSeveral : kAlikeOne;
    taken_.Set(candidate.vector);
    open_[place].is_out = true;
    for (Open& open : open_) {
      if (!open.is_out) open.is_out = taken_.CosineWith(open.candidate->vector) > alike;
    }
  }

  double budget_;
  bool several_;
  Salience salience_;
  std::vector<Open> open_;  // The voice's sentences.
  WideVector taken_;        // The titles, then the last sentence that was chosen.
  std::vector<Candidate> chosen_;
  double words_ = 0;
};

}  // namespace

std::vector<Candidate> ChooseExcerpt(const Voice& voice, int budget) {
  return Chooser(voice, budget).Choose();
}

}  // namespace sennight::summarization
