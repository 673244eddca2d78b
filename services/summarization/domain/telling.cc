#include "services/summarization/domain/telling.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "services/summarization/domain/salience.h"

namespace sennight::summarization {
namespace {

constexpr int kLeadReach = 4;  // The lead is looked for in so many sentences of a report.
constexpr int kLongTitleChinese = 36;
constexpr int kLongTitleOther = 18;
constexpr double kFirstNeverOpen = -10;
constexpr double kOtherTitleMargin = 0.6;
constexpr double kSameTitle = 0.8;
// Sentences of two reports that are so alike confirm each other.
constexpr double kConfirms = 0.6;
constexpr int kMostConfirmations = 2;
// A sentence goes on about something only if it is less alike to all that is printed.
constexpr double kGoesOnAlike = 0.25;
// What it adds to a lead's next sentence to state a figure that would not be told otherwise.
constexpr double kUntoldFigure = 0.3;

class Chooser {
 public:
  Chooser(const Draft& draft, const Voice& voice, const Material& material, const NameTrie& labels)
      : draft_(draft),
        voice_(voice),
        material_(material),
        labels_(labels),
        salience_(voice.sentences, draft.publishers > 1) {
    std::vector<std::pair<int, double>> terms;
    for (const int report : voice.reports) {
      const SparseVector& vector = material.features[report].terms;
      for (const auto& [term, weight] : vector.entries) {
        terms.emplace_back(term, weight / std::max(vector.norm, 1e-9));
      }
    }
    centroid_ = SparseVector::Of(std::move(terms));
    last_day_ = window::FormatCivilDay(material.window->last());
    CountLabels();
  }

  Telling Choose(int max_points) {
    telling_.disagreements = FindDisagreements(draft_, voice_, material_, labels_);
    for (const Disagreement& disagreement : telling_.disagreements) {
      for (const Candidate& statement : disagreement.statements) Take(statement);
    }
    ChooseTitles();
    ChooseLead();
    // Where no title can be printed, the sentence that says what happened stands for it.
    if (!telling_.headline && !telling_.lead.empty()) telling_.headline = telling_.lead.front();
    ChoosePoints(max_points);
    if (max_points > 0) TellFigures();
    return std::move(telling_);
  }

 private:
  const Report& ReportOf(const Candidate& candidate) const {
    return material_.reports[candidate.report];
  }

  void Take(const Candidate& candidate) {
    taken_.push_back(candidate);
    salience_.Choose(candidate);
  }

  bool IsNew(const Candidate& candidate) const {
    return std::none_of(taken_.begin(), taken_.end(), [&](const Candidate& known) {
      return known.sentence == candidate.sentence || Repeats(candidate, known) ||
             NameOneFutureDate(*candidate.sentence, *known.sentence);
    });
  }

  bool IsFuture(const Number& number) const {
    return number.kind == NumberKind::kDate && number.value.size() >= 4 && number.value[0] != '-' &&
           number.value > last_day_.substr(0, number.value.size());
  }

  bool NamesFutureDate(const Sentence& sentence) const {
    return std::any_of(sentence.numbers.begin(), sentence.numbers.end(),
                       [this](const Number& number) { return IsFuture(number); });
  }

  // Two sentences that announce something for one day say the same.
  bool NameOneFutureDate(const Sentence& a, const Sentence& b) const {
    constexpr size_t kDayPrecision = 10;
    for (const Number& number : a.numbers) {
      if (!IsFuture(number) || number.value.size() < kDayPrecision) continue;
      for (const Number& other : b.numbers) {
        if (other.Says(number)) return true;
      }
    }
    return false;
  }

  // How many other reports of the voice have nearly the same sentence.
  int Confirmations(const Candidate& candidate) const {
    std::set<int> reports;
    for (const Candidate& other : voice_.sentences) {
      if (other.report == candidate.report) continue;
      if (Cosine(candidate.vector, other.vector) >= kConfirms) reports.insert(other.report);
    }
    return std::min(static_cast<int>(reports.size()), kMostConfirmations);
  }

  // Counts how many of the story's sentences have each label's words: a word that is everywhere
  // says little about what a sentence is.
  void CountLabels() {
    label_counts_.assign(material_.topic->key_points_size(), 0);
    for (const Candidate& candidate : voice_.sentences) {
      for (const int label : std::set<int>(candidate.labels.begin(), candidate.labels.end())) {
        label_counts_[label] += 1;
      }
    }
  }

  // Whether the sentence states a figure on which the sources differ.
  bool IsDisputed(const Sentence& sentence) const {
    for (const Disagreement& disagreement : telling_.disagreements) {
      for (const Candidate& statement : disagreement.statements) {
        for (const Number& number : statement.sentence->numbers) {
          if (number.kind == NumberKind::kDate || number.kind == NumberKind::kCount) continue;
          for (const Number& own : sentence.numbers) {
            if (own.Says(number)) return true;
          }
        }
      }
    }
    return false;
  }

  // Whether the sentence names products or organisations that the story is not about.
  bool NamesOthers(const Sentence& sentence) const {
    if (draft_.names.empty()) return false;
    const auto kind = material_.lexicon->concepts.at(draft_.names.front()).concept_class;
    if (kind != topic::v1::CONCEPT_CLASS_PRODUCT) return false;
    return std::any_of(sentence.concepts.begin(), sentence.concepts.end(), [&](const auto& hit) {
      return material_.lexicon->concepts.at(hit.concept_index).concept_class == kind &&
             std::find(draft_.names.begin(), draft_.names.end(), hit.concept_index) ==
                 draft_.names.end();
    });
  }

  bool NamesAction(const Sentence& sentence) const {
    return draft_.action >= 0 && Names(sentence, {draft_.action});
  }

  double TitleScore(const Candidate& title) const {
    const Sentence& sentence = *title.sentence;
    double score = Cosine(title.vector, centroid_) + 0.2 * title.trust - title.blemish;
    if (Names(sentence, draft_.names)) score += 0.3;
    if (NamesAction(sentence)) score += 0.3;
    if (!sentence.numbers.empty()) score += 0.1;
    if (title.report == voice_.reports.front()) score += 0.15;
    const int most = voice_.language == "zh" ? kLongTitleChinese : kLongTitleOther;
    if (sentence.words > most) score -= 0.2;
    if (IsDisputed(sentence)) score -= 1;
    if (NamesOthers(sentence)) score -= 1;
    if (title.opening != Opening::kPlain) score -= 0.5;
    return score;
  }

  void ChooseTitles() {
    std::vector<std::pair<double, const Candidate*>> ranked;
    for (const Candidate& title : voice_.titles) ranked.emplace_back(TitleScore(title), &title);
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    if (ranked.empty()) return;
    telling_.headline = *ranked.front().second;
    const int most = voice_.language == "zh" ? kLongTitleChinese : kLongTitleOther;
    for (size_t i = 1; i < ranked.size(); ++i) {
      const auto& [score, title] = ranked[i];
      if (score < ranked.front().first - kOtherTitleMargin) break;
      if (title->sentence->words > most || IsDisputed(*title->sentence)) continue;
      if (title->blemish > 0) continue;
      if (Cosine(title->vector, telling_.headline->vector) > kSameTitle) continue;
      telling_.highlight = *title;
      return;
    }
  }

  // How well the sentence says what happened.
  double LeadScore(const Candidate& candidate) const {
    const Sentence& sentence = *candidate.sentence;
    double score = 0.5 * salience_.Gain(candidate) + 0.5 * std::exp(-(sentence.order - 1) / 2.0) +
                   0.6 * Cosine(candidate.vector, centroid_) + 0.5 * candidate.trust -
                   candidate.blemish;
    if (NamesAction(sentence)) score += 0.3;
    if (Names(sentence, draft_.names)) score += 0.2;
    score += 0.15 * Confirmations(candidate);
    if (candidate.report == voice_.reports.front()) score += 0.15;
    const bool dated =
        std::any_of(sentence.numbers.begin(), sentence.numbers.end(),
                    [](const Number& number) { return number.kind == NumberKind::kDate; });
    if (dated) score += 0.25;
    if (NamesOthers(sentence)) score -= 1;
    if (IsDisputed(sentence)) score -= 0.5;
    if (candidate.opening != Opening::kPlain) score += kFirstNeverOpen;
    return score;
  }

  const Candidate* BestLead() const {
    const Candidate* best = nullptr;
    double best_score = 0;
    for (const Candidate& candidate : voice_.sentences) {
      if (candidate.sentence->order > kLeadReach || !IsNew(candidate)) continue;
      const double score = LeadScore(candidate);
      if (best == nullptr || score > best_score) {
        best = &candidate;
        best_score = score;
      }
    }
    return best;
  }

  // Whether the sentence has the words (and the number) of a label that the story could print.
  bool HasLabel(const Candidate& candidate) const {
    return std::any_of(candidate.labels.begin(), candidate.labels.end(),
                       [&](int label) { return Fits(candidate, label); });
  }

  bool Fits(const Candidate& candidate, int label) const {
    const auto& labels = candidate.labels;
    if (std::find(labels.begin(), labels.end(), label) == labels.end()) return false;
    if (!material_.topic->key_points(label).needs_number()) return true;
    return std::any_of(
        candidate.sentence->numbers.begin(), candidate.sentence->numbers.end(),
        [this](const Number& n) { return n.kind != NumberKind::kDate || IsFuture(n); });
  }

  void ChooseLead() {
    const Candidate* first = BestLead();
    if (first == nullptr) return;
    telling_.lead.push_back(*first);
    Take(*first);
    int words = first->sentence->words;
    while (static_cast<int>(telling_.lead.size()) < kMaxLeadSentences - 1 &&
           words < kLeadWordsEnough) {
      const Candidate* next = NextLead();
      if (next == nullptr) return;
      telling_.lead.push_back(*next);
      Take(*next);
      words += next->sentence->words;
    }
  }

  // Returns what follows the lead: the sentence behind it, or another of the beginnings that tells
  // what no label will.
  const Candidate* NextLead() const {
    const Candidate& last = telling_.lead.back();
    const std::set<uint64_t> untold = Untold();
    const Candidate* best = nullptr;
    double best_score = 0;
    for (const Candidate& candidate : voice_.sentences) {
      const Sentence& sentence = *candidate.sentence;
      const bool follows = candidate.report == last.report &&
                           sentence.order == last.sentence->order + 1 &&
                           sentence.paragraph == last.sentence->paragraph;
      if (sentence.order > kLeadReach || !IsNew(candidate) || HasLabel(candidate)) continue;
      if (candidate.opening != Opening::kPlain && !follows) continue;
      if (candidate.blemish > 0.3 || NamesOthers(sentence) || NamesFutureDate(sentence)) continue;
      const double score = LeadScore(candidate) + (follows ? 0.5 : 0) +
                           kUntoldFigure * CountFigures(untold, *candidate.sentence) +
                           (follows && candidate.opening != Opening::kPlain ? -kFirstNeverOpen : 0);
      if (best == nullptr || score > best_score) {
        best = &candidate;
        best_score = score;
      }
    }
    return best;
  }

  double PointScore(const Candidate& candidate, int label) const {
    const auto count = std::count(candidate.labels.begin(), candidate.labels.end(), label);
    const Sentence& sentence = *candidate.sentence;
    double score = 0.3 * static_cast<double>(std::min<std::ptrdiff_t>(count, 3)) +
                   0.15 / label_counts_[label] + 0.1 * Confirmations(candidate) +
                   0.4 * salience_.Gain(candidate) + 0.2 * candidate.trust - candidate.blemish;
    const bool figures = !NumberKeys(sentence, false).empty();
    if (figures) score += 0.3;
    if (Names(sentence, draft_.names)) score += 0.1;
    if (candidate.opening == Opening::kNounPhrase) score -= 0.15;
    if (candidate.labels.front() == label) score += 0.1;  // What it begins with it is about.
    // A label that wants a figure is content with a date ahead, but others suit that better.
    if (!figures && material_.topic->key_points(label).needs_number()) score -= 0.2;
    return score;
  }

  bool MayBePoint(const Candidate& candidate) const {
    return candidate.opening != Opening::kDependent && candidate.blemish < 0.5 &&
           !NamesOthers(*candidate.sentence) && IsNew(candidate);
  }

  // Adds the sentence behind a point's if it is about the same and belongs to no better label.
  void Continue(LabelledPoint* point) {
    const Candidate& last = point->sentences.back();
    for (const Candidate& candidate : voice_.sentences) {
      const Sentence& sentence = *candidate.sentence;
      if (candidate.report != last.report || sentence.order != last.sentence->order + 1 ||
          sentence.paragraph != last.sentence->paragraph) {
        continue;
      }
      const bool about_the_same = Fits(candidate, point->label) &&
                                  std::all_of(candidate.labels.begin(), candidate.labels.end(),
                                              [&](int label) { return label == point->label; });
      const bool repeats = std::any_of(taken_.begin(), taken_.end(), [&](const Candidate& known) {
        return Cosine(candidate.plain, known.plain) > kGoesOnAlike;
      });
      if (!about_the_same || repeats || candidate.blemish > 0.3 || !IsNew(candidate) ||
          last.sentence->words + sentence.words > kPointWordsEnough) {
        return;
      }
      const Candidate next = candidate;
      point->sentences.push_back(next);
      Take(next);
      return;
    }
  }

  void ChoosePoints(int max_points) {
    std::set<int> used;
    while (static_cast<int>(telling_.points.size()) < max_points) {
      const Candidate* best = nullptr;
      int best_label = -1;
      double best_score = 0;
      for (const Candidate& candidate : voice_.sentences) {
        if (!MayBePoint(candidate)) continue;
        for (int label = 0; label < material_.topic->key_points_size(); ++label) {
          if (used.count(label) > 0 || !Fits(candidate, label)) continue;
          const double score = PointScore(candidate, label);
          if (best == nullptr || score > best_score) {
            best = &candidate;
            best_label = label;
            best_score = score;
          }
        }
      }
      if (best == nullptr) break;
      used.insert(best_label);
      telling_.points.push_back({best_label, {*best}});
      Take(*best);
      Continue(&telling_.points.back());
    }
    std::sort(telling_.points.begin(), telling_.points.end(),
              [](const auto& a, const auto& b) { return a.label < b.label; });
  }

  std::set<uint64_t> Untold() const {
    std::vector<Candidate> told = taken_;
    if (telling_.headline) told.push_back(*telling_.headline);
    return UntoldFigures(voice_, told, material_);
  }

  // Adds a sentence to the lead that states most of what is untold, while there is room.
  void TellFigures() {
    while (static_cast<int>(telling_.lead.size()) < kMaxLeadSentences) {
      const std::set<uint64_t> untold = Untold();
      if (untold.empty()) return;
      const Candidate* best = nullptr;
      double best_score = 0;
      for (const Candidate& candidate : voice_.sentences) {
        if (!MayBePoint(candidate)) continue;
        const int figures = CountFigures(untold, *candidate.sentence);
        if (figures == 0) continue;
        const double score = figures + salience_.Gain(candidate) - candidate.blemish;
        if (best != nullptr && score <= best_score) continue;
        best = &candidate;
        best_score = score;
      }
      if (best == nullptr) return;
      telling_.lead.push_back(*best);
      Take(*best);
    }
  }

  const Draft& draft_;
  const Voice& voice_;
  const Material& material_;
  const NameTrie& labels_;
  Salience salience_;
  SparseVector centroid_;
  std::string last_day_;
  std::vector<int> label_counts_;
  std::vector<Candidate> taken_;
  Telling telling_;
};

}  // namespace

Telling ChooseTelling(const Draft& draft, const Voice& voice, const Material& material,
                      const NameTrie& labels, int max_points) {
  return Chooser(draft, voice, material, labels).Choose(max_points);
}

}  // namespace sennight::summarization
