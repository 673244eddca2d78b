// Figures on which the reports of a story differ.
#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/summarization/domain/figures.h"
#include "services/summarization/domain/tokens.h"

namespace sennight::summarization {
namespace {

// Two labels are the same if they share at least this much of the shorter one's terms.
constexpr double kSameLabel = 0.6;
// How much longer a sentence in another language seems when statements are chosen.
constexpr int kForeign = 1000;

using LabelTerms = std::vector<std::u32string>;

// What reports state of one figure in one language: the same value under the same label.
struct Claim {
  const Number* number = nullptr;
  std::string language;
  std::set<int> labels;   // Key point labels of the sentences.
  std::set<int> reports;  // That state it.
  LabelTerms terms;
  // Where the label stands first.
  int report = 0;
  Field field = Field::kBody;
  std::optional<Range> label;
  // The sentence that states it best: it can be printed and is short.
  int best_report = -1;
  const Sentence* best = nullptr;
};

std::string ValueOf(const Number& number) {
  return absl::StrCat(static_cast<int>(number.kind), "|", CanonicalDecimal(number.value), "|",
                      number.unit);
}

// The claims of a story's reports.
class Claims {
 public:
  Claims(const Draft& draft, const Material& material, const NameTrie& labels)
      : material_(material), labels_(labels) {
    for (const int member : draft.members) {
      for (const Sentence& sentence : material.reports[member].sentences) {
        if (sentence.field == Field::kBody) Read(member, sentence);
      }
    }
  }

  const std::vector<Claim>& all() const { return claims_; }

  // Whether the claims measure the same and neither's reports all know the other's value.
  bool Differ(const Claim& a, const Claim& b) const {
    if (ValueOf(*a.number) == ValueOf(*b.number) || !MeasureTheSame(a, b)) return false;
    return SomeoneIgnores(a, b) && SomeoneIgnores(b, a);
  }

  bool MeasureTheSame(const Claim& a, const Claim& b) const {
    if (a.number->kind != b.number->kind || a.number->unit != b.number->unit) return false;
    if (a.language == b.language) return SameLabel(a.terms, b.terms);
    // Labels of two languages cannot be compared; those of money often stand alone.
    return a.number->kind == NumberKind::kMoney &&
           std::any_of(a.labels.begin(), a.labels.end(),
                       [&](int label) { return b.labels.count(label) > 0; });
  }

 private:
  void Read(int member, const Sentence& sentence) {
    const Report& report = material_.reports[member];
    const bool figures = std::any_of(sentence.numbers.begin(), sentence.numbers.end(), IsFigure);
    const std::set<int> named = figures ? LabelsOf(report, sentence) : std::set<int>();
    if (named.empty()) return;
    for (const Number& number : sentence.numbers) {
      if (IsFigure(number)) Add(member, sentence, number, named);
    }
  }

  std::set<int> LabelsOf(const Report& report, const Sentence& sentence) const {
    std::set<int> named;
    const Shadow& shadow = report.ShadowOf(sentence.field);
    const Range range = shadow.FromSource(sentence.range);
    for (const auto& match :
         labels_.All(std::u32string_view(shadow.key()).substr(range.start, range.size()))) {
      if (material_.topic->key_points(match.id).needs_number()) named.insert(match.id);
    }
    return named;
  }

  void Add(int member, const Sentence& sentence, const Number& number, const std::set<int>& named) {
    const Report& report = material_.reports[member];
    const Shadow& shadow = report.ShadowOf(sentence.field);
    LabelTerms terms;
    const auto label = LabelOf(report, sentence, number, material_.lexicon->concepts);
    if (label) terms = Terms(shadow.key(), shadow.FromSource(*label));
    const std::string value = ValueOf(number);
    known_[value].insert(member);
    std::string key = absl::StrCat(report.language, "|", value, "|");
    for (const std::u32string& term : terms) absl::StrAppend(&key, ToUtf8(term), " ");
    const auto [place, added] = places_.emplace(std::move(key), claims_.size());
    if (added) {
      claims_.push_back({&number,
                         report.language,
                         named,
                         {},
                         std::move(terms),
                         member,
                         sentence.field,
                         label,
                         -1,
                         nullptr});
    }
    Claim& claim = claims_[place->second];
    claim.reports.insert(member);
    claim.labels.insert(named.begin(), named.end());
    const bool printable =
        IsPrintable(report, sentence) && OpeningOf(report, sentence) != Opening::kDependent;
    if (printable && (claim.best == nullptr || sentence.words < claim.best->words)) {
      claim.best = &sentence;
      claim.best_report = member;
    }
  }

  static bool SameLabel(const LabelTerms& a, const LabelTerms& b) {
    if (a.empty() || b.empty()) return false;
    double shared = 0;
    for (const auto& term : a) shared += std::count(b.begin(), b.end(), term) > 0 ? 1 : 0;
    return shared / static_cast<double>(std::min(a.size(), b.size())) >= kSameLabel;
  }

  // Whether a report states the one claim and nowhere the value of the other.
  bool SomeoneIgnores(const Claim& claim, const Claim& other) const {
    const std::set<int>& known = known_.at(ValueOf(*other.number));
    return std::any_of(claim.reports.begin(), claim.reports.end(),
                       [&known](int report) { return known.count(report) == 0; });
  }

  const Material& material_;
  const NameTrie& labels_;
  std::vector<Claim> claims_;
  std::map<std::string, size_t> places_;
  std::map<std::string, std::set<int>> known_;  // The reports that state a value.
};

// Returns the sentence that states the value best: in the voice's language, then the shortest.
std::optional<Candidate> BestStatement(const Claims& claims, const Claim& value, const Voice& voice,
                                       const Material& material) {
  const Claim* best = nullptr;
  int best_cost = 0;
  for (const Claim& claim : claims.all()) {
    if (claim.best == nullptr || ValueOf(*claim.number) != ValueOf(*value.number)) continue;
    const int cost = claim.best->words + (claim.language == voice.language ? 0 : kForeign);
    if (best != nullptr && cost >= best_cost) continue;
    best = &claim;
    best_cost = cost;
  }
  if (best == nullptr) return std::nullopt;
  Candidate candidate;
  candidate.report = best->best_report;
  candidate.sentence = best->best;
  candidate.vector = VectorOf(best->best->terms, *material.rarity);
  candidate.plain = VectorOf(best->best->plain_terms, *material.rarity);
  return candidate;
}

// Returns the claim whose label names the disagreement: one in the voice's language if there is.
const Claim& LabelledClaim(const Claims& claims, const std::vector<const Claim*>& values,
                           const Voice& voice) {
  for (const Claim& claim : claims.all()) {
    if (!claim.label || claim.language != voice.language) continue;
    for (const Claim* value : values) {
      if (ValueOf(*value->number) == ValueOf(*claim.number) &&
          claims.MeasureTheSame(*value, claim)) {
        return claim;
      }
    }
  }
  return *values.front();
}

}  // namespace

std::vector<Disagreement> FindDisagreements(const Draft& draft, const Voice& voice,
                                            const Material& material, const NameTrie& labels) {
  std::vector<Disagreement> disagreements;
  const Claims claims(draft, material, labels);
  std::set<std::string> settled;  // Values of disagreements that are found.
  for (const Claim& claim : claims.all()) {
    if (!claim.label || settled.count(ValueOf(*claim.number)) > 0) continue;
    std::vector<const Claim*> values = {&claim};
    for (const Claim& other : claims.all()) {
      const bool known = std::any_of(values.begin(), values.end(), [&](const Claim* value) {
        return ValueOf(*value->number) == ValueOf(*other.number);
      });
      if (!known && claims.Differ(claim, other)) values.push_back(&other);
    }
    if (values.size() < 2) continue;
    const Claim& labelled = LabelledClaim(claims, values, voice);
    Disagreement disagreement{labelled.report, labelled.field, *labelled.label, {}};
    for (const Claim* value : values) {
      settled.insert(ValueOf(*value->number));
      if (auto best = BestStatement(claims, *value, voice, material)) {
        disagreement.statements.push_back(std::move(*best));
      }
    }
    if (disagreement.statements.size() < 2) continue;
    disagreements.push_back(std::move(disagreement));
    if (static_cast<int>(disagreements.size()) >= kMaxConflicts) break;
  }
  return disagreements;
}

}  // namespace sennight::summarization
