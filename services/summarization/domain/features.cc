#include "services/summarization/domain/features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "services/summarization/domain/common_words.h"
#include "services/summarization/domain/hedges.h"
#include "services/summarization/domain/sort_unique.h"

namespace sennight::summarization {
namespace {

using topic::v1::ConceptClass;

// Reports of the background, in each of which a term of the field is not found.
constexpr double kBackgroundReports = 1000;
// The title and so many sentences of the body say what a report is about.
constexpr int kLeadSentences = 3;
constexpr double kLeadWeight = 3;
constexpr double kBodyConceptWeight = 0.25;
// A word of so much rarity in the window can be the name of what a report is about.
constexpr double kRareName = 4.6;
constexpr size_t kMainNames = 3;
constexpr double kVague = 0.5;
// A kind of product that deals have in common is rarer than what the field is about.
constexpr double kRareKind = 3.2;

// Decisions that exclude each other.
constexpr std::array<std::string_view, 4> kOpposites = {"approve", "reject", "hold", "withdraw"};

double WeightOf(ConceptClass concept_class) {
  switch (concept_class) {
    case topic::v1::CONCEPT_CLASS_ORGANIZATION:
    case topic::v1::CONCEPT_CLASS_PRODUCT:
      return 1.8;
    case topic::v1::CONCEPT_CLASS_PERSON:
    case topic::v1::CONCEPT_CLASS_INDICATION:
      return 1.2;
    case topic::v1::CONCEPT_CLASS_ACTION:
    case topic::v1::CONCEPT_CLASS_TARGET:
    case topic::v1::CONCEPT_CLASS_OCCASION:
      return 1.0;
    case topic::v1::CONCEPT_CLASS_RANK:
      return 0.8;
    case topic::v1::CONCEPT_CLASS_REGULATOR:
      return 0.7;
    case topic::v1::CONCEPT_CLASS_MODALITY:
      return 0.6;
    case topic::v1::CONCEPT_CLASS_PLACE:
      return 0.4;
    default:
      return 0.5;
  }
}

double InverseFrequency(double reports, double frequency) {
  return std::log((kBackgroundReports + reports + 1) / (frequency + 0.5));
}

// InverseFrequency among so many reports, which few frequencies make up most of.
class RarityOfFrequency {
 public:
  explicit RarityOfFrequency(double reports) : reports_(reports) {}

  double operator()(double frequency) {
    Known& known = known_[static_cast<size_t>(frequency * 2) % known_.size()];
    if (known.frequency != frequency) known = {frequency, InverseFrequency(reports_, frequency)};
    return known.rarity;
  }

 private:
  struct Known {
    double frequency = -1;
    double rarity = 0;
  };

  double reports_;
  std::array<Known, 256> known_;
};

// FNV-1a: the same on every machine.
uint64_t Hash(std::string_view bytes) {
  uint64_t hash = 14695981039346656037ULL;
  for (const char byte : bytes) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
  }
  return hash;
}

// Whether the sentence speaks of the action as of something to come.
bool MayHappen(const Report& report, const Sentence& sentence, const ConceptHit& hit) {
  const Shadow& shadow = report.ShadowOf(sentence.field);
  return IsProspect(shadow.key(), shadow.FromSource(hit.range).start);
}

// What a report is about, by class: the concepts that the title names; if it names none, those of
// the beginning; if that names none, the event's entities. All sorted.
class MainConcepts {
 public:
  MainConcepts(const Report& report, const ConceptTable& table) {
    for (const Sentence& sentence : report.sentences) {
      if (sentence.order > kLeadSentences - 1) break;
      for (const ConceptHit& hit : sentence.concepts) {
        const ConceptClass kind = table.at(hit.concept_index).concept_class;
        if (!MayAdd(kind, sentence.order)) continue;
        if (kind == topic::v1::CONCEPT_CLASS_ACTION && MayHappen(report, sentence, hit)) continue;
        Add(kind, sentence.order, hit.concept_index);
      }
    }
    for (const int entity : report.entities) {
      const ConceptClass kind = table.at(entity).concept_class;
      if (MayAdd(kind, kEntities)) Add(kind, kEntities, entity);
    }
    for (Named& named : named_) SortUnique(&named.concepts);
  }

  const std::vector<int>& Of(ConceptClass kind) const { return named_[kind].concepts; }

 private:
  static constexpr int kEntities = kLeadSentences;

  struct Named {
    int order = 0;  // Of the sentence that names them, or kEntities.
    std::vector<int> concepts;
  };

  // Whether no earlier sentence names a concept of the class. A topic may have classes that are not
  // known here.
  bool MayAdd(ConceptClass kind, int order) const {
    if (!topic::v1::ConceptClass_IsValid(kind)) return false;
    return named_[kind].concepts.empty() || named_[kind].order == order;
  }

  void Add(ConceptClass kind, int order, int index) {
    named_[kind].order = order;
    named_[kind].concepts.push_back(index);
  }

  std::array<Named, topic::v1::ConceptClass_ARRAYSIZE> named_;
};

template <typename Visit>
void ForEachDistinct(std::vector<int> values, Visit visit) {
  SortUnique(&values);
  for (const int value : values) visit(value);
}

std::vector<int> ConceptsOf(const Report& report) {
  std::vector<int> concepts = report.entities;
  for (const Sentence& sentence : report.sentences) {
    for (const ConceptHit& hit : sentence.concepts) concepts.push_back(hit.concept_index);
  }
  return concepts;
}

SparseVector TermVector(const Report& report, const Rarity& rarity) {
  std::vector<std::pair<int, double>> counts;
  for (const Sentence& sentence : report.sentences) {
    const double weight = sentence.order <= kLeadSentences ? kLeadWeight : 1;
    for (const int term : sentence.terms) counts.emplace_back(term, weight);
    // Whoever tells of one meeting need not tell one story.
    for (const int term : sentence.occasion_terms) counts.emplace_back(term, -weight);
  }
  SparseVector vector = SparseVector::Of(std::move(counts));
  std::erase_if(vector.entries, [](const auto& entry) { return entry.second <= 0; });
  for (auto& [term, count] : vector.entries) count = (1 + std::log(count)) * rarity.OfTerm(term);
  vector.entries.shrink_to_fit();
  vector.TakeNorm();
  return vector;
}

// Weighs the words by rarity, each once; few letters, such as IND, and ordinary words can stand for
// many things.
SparseVector RarityVector(std::vector<int> words, const Rarity& rarity,
                          const Vocabulary& vocabulary) {
  std::vector<std::pair<int, double>> entries;
  ForEachDistinct(std::move(words), [&](int word) {
    const bool vague = vocabulary.IsShort(word) || vocabulary.ShareOf(word) > kUncommon;
    entries.emplace_back(word, rarity.OfTerm(word) * (vague ? kVague : 1));
  });
  return SparseVector::Of(std::move(entries));
}

// Returns the names that the report tells most of.
std::vector<int> MainNames(const std::vector<int>& names, const SparseVector& terms) {
  std::vector<std::pair<double, int>> ranked;
  for (const int name : names) {
    if (const double weight = WeightIn(terms, name); weight > 0) ranked.emplace_back(-weight, name);
  }
  std::sort(ranked.begin(), ranked.end());
  if (ranked.size() > kMainNames) ranked.resize(kMainNames);
  std::vector<int> main;
  for (const auto& [weight, name] : ranked) main.push_back(name);
  std::sort(main.begin(), main.end());
  return main;
}

void ReadNames(const Report& report, const Rarity& rarity, const Vocabulary& vocabulary,
               Features* features) {
  std::vector<int> title;
  std::vector<int> head;
  for (const Sentence& sentence : report.sentences) {
    if (sentence.field == Field::kTitle) title = sentence.latin;
    head.insert(head.end(), sentence.latin.begin(), sentence.latin.end());
    std::copy_if(sentence.free_names.begin(), sentence.free_names.end(),
                 std::back_inserter(features->head_names),
                 [&rarity](int name) { return rarity.OfTerm(name) >= kRareName; });
  }
  features->title_latin = RarityVector(std::move(title), rarity, vocabulary);
  features->head_latin = RarityVector(std::move(head), rarity, vocabulary);
  SortUnique(&features->head_names);
  features->main_names = MainNames(features->head_names, features->terms);
}

SparseVector ConceptVector(const Report& report, const ConceptTable& table, const Rarity& rarity) {
  std::vector<std::pair<int, double>> presence;
  for (const int entity : report.entities) presence.emplace_back(entity, 1);
  for (const Sentence& sentence : report.sentences) {
    const double weight = sentence.order < kLeadSentences ? 1 : kBodyConceptWeight;
    for (const ConceptHit& hit : sentence.concepts) {
      presence.emplace_back(hit.concept_index, weight);
    }
  }
  SparseVector vector = SparseVector::Of(std::move(presence));
  for (auto& [index, weight] : vector.entries) {
    weight = std::min(weight, 1.0) * WeightOf(table.at(index).concept_class) *
             rarity.OfConcept(index) / InverseFrequency(0, 1);
  }
  vector.TakeNorm();
  return vector;
}

}  // namespace

Rarity::Rarity(std::span<const Report> reports, const Vocabulary& vocabulary, int concepts)
    : counts_(vocabulary.size(), 0), terms_(vocabulary.size(), 0), concepts_(concepts, 0) {
  std::vector<size_t> told_by(counts_.size(), reports.size());  // The last report with the term.
  for (size_t report = 0; report < reports.size(); ++report) {
    const auto count = [&](int term) {
      if (told_by[term] != report) ++counts_[term];
      told_by[term] = report;
    };
    for (const Sentence& sentence : reports[report].sentences) {
      std::for_each(sentence.terms.begin(), sentence.terms.end(), count);
      std::for_each(sentence.latin.begin(), sentence.latin.end(), count);
    }
    ForEachDistinct(ConceptsOf(reports[report]), [this](int index) { concepts_[index] += 1; });
  }
  const auto count = static_cast<double>(reports.size());
  RarityOfFrequency rarity_of(count);
  for (size_t i = 0; i < terms_.size(); ++i) {
    const double expected = kBackgroundReports * vocabulary.ShareOf(static_cast<int>(i));
    terms_[i] = rarity_of(expected + counts_[i]);
  }
  for (double& entry : concepts_) entry = InverseFrequency(count, entry);
}

SparseVector VectorOf(const std::vector<int>& terms, const Rarity& rarity) {
  std::vector<int> sorted = terms;
  std::sort(sorted.begin(), sorted.end());
  SparseVector vector;
  vector.entries.reserve(sorted.size());
  for (const int term : sorted) {
    const bool is_known = !vector.entries.empty() && vector.entries.back().first == term;
    if (is_known) {
      vector.entries.back().second += rarity.OfTerm(term);
    } else {
      vector.entries.emplace_back(term, rarity.OfTerm(term));
    }
  }
  vector.TakeNorm();
  return vector;
}

Features FeaturesOf(const Report& report, const Lexicon& lexicon, const Rarity& rarity) {
  const ConceptTable& table = lexicon.concepts;
  const Vocabulary& vocabulary = lexicon.vocabulary;
  Features features;
  features.terms = TermVector(report, rarity);
  features.concepts = ConceptVector(report, table, rarity);
  for (const auto& [index, weight] : features.concepts.entries) features.evidence += weight;
  const MainConcepts main(report, table);
  features.products = main.Of(topic::v1::CONCEPT_CLASS_PRODUCT);
  features.organizations = main.Of(topic::v1::CONCEPT_CLASS_ORGANIZATION);
  features.actions = main.Of(topic::v1::CONCEPT_CLASS_ACTION);
  for (const int action : features.actions) {
    const std::string& id = table.at(action).id;
    if (std::find(kOpposites.begin(), kOpposites.end(), id) != kOpposites.end()) {
      features.decisions.push_back(action);
    }
  }
  features.regulators = main.Of(topic::v1::CONCEPT_CLASS_REGULATOR);
  features.places = main.Of(topic::v1::CONCEPT_CLASS_PLACE);
  features.occasions = main.Of(topic::v1::CONCEPT_CLASS_OCCASION);
  for (const ConceptClass kind :
       {topic::v1::CONCEPT_CLASS_MODALITY, topic::v1::CONCEPT_CLASS_INDICATION,
        topic::v1::CONCEPT_CLASS_TARGET}) {
    for (const int index : main.Of(kind)) {
      if (rarity.OfConcept(index) >= kRareKind) features.kinds.push_back(index);
    }
  }
  std::sort(features.kinds.begin(), features.kinds.end());
  features.ranks = !main.Of(topic::v1::CONCEPT_CLASS_RANK).empty();
  for (const Sentence& sentence : report.sentences) {
    for (const Number& number : sentence.numbers) {
      const bool exact = number.kind == NumberKind::kMoney || number.kind == NumberKind::kPercent ||
                         number.kind == NumberKind::kRatio || number.kind == NumberKind::kMeasure ||
                         (number.kind == NumberKind::kCount && number.value.size() > 1);
      if (exact) features.numbers.push_back(KeyOf(number));
      if (number.kind == NumberKind::kMoney) features.amounts.push_back(KeyOf(number));
    }
  }
  SortUnique(&features.numbers);
  SortUnique(&features.amounts);
  ReadNames(report, rarity, vocabulary, &features);
  return features;
}

bool Share(const std::vector<int>& a, const std::vector<int>& b) {
  return std::any_of(a.begin(), a.end(),
                     [&b](int value) { return std::binary_search(b.begin(), b.end(), value); });
}

uint64_t KeyOf(const Number& number) {
  return Hash(absl::StrCat(static_cast<int>(number.kind), "|", CanonicalDecimal(number.value), "|",
                           number.unit));
}

}  // namespace sennight::summarization
