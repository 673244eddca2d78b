#include "services/summarization/domain/figures.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "services/summarization/domain/tokens.h"

namespace sennight::summarization {
namespace {

// Two labels are the same if they share at least this much of the shorter one's terms.
constexpr double kSameLabel = 0.6;

bool IsFigure(const Number& number) {
  return number.kind == NumberKind::kMoney || number.kind == NumberKind::kPercent ||
         number.kind == NumberKind::kRatio || number.kind == NumberKind::kMeasure;
}

// The number of people that a rate of the sentence is about: the only one that is counted.
int64_t SubjectsOf(const Report& report, const Sentence& sentence, const Number& number) {
  if (number.kind != NumberKind::kPercent) return 0;
  const std::u32string& source = report.ShadowOf(sentence.field).source;
  const int from = std::max(sentence.range.start, number.range.start - 2);
  if (std::u32string_view(source).substr(from, 2) == U"其中") return 0;
  int64_t subjects = 0;
  for (const Number& other : sentence.numbers) {
    if (other.kind != NumberKind::kCount || other.value.size() < 2 || other.value.size() > 6) {
      continue;
    }
    if (other.value.find('.') != std::string::npos || subjects != 0) return 0;
    subjects = std::stoll(other.value);
  }
  return subjects;
}

std::string TimePointOf(const Report& report, const Sentence& sentence) {
  std::string time_point;
  for (const Number& number : sentence.numbers) {
    if (number.kind != NumberKind::kOrdinal || number.unit.empty()) continue;
    if (!time_point.empty()) return "";
    Range range = number.range;
    const std::u32string_view source = report.ShadowOf(sentence.field).source;
    if (range.start > 0 && source[range.start - 1] == U'第') --range.start;
    const int word = static_cast<int>(number.unit.size()) + 1;
    if (IsDigit(source[range.end - 1]) && range.start >= word) range.start -= word;
    time_point = TextOf(report, sentence.field, range);
  }
  return time_point;
}

event::v1::Metric ReadMetric(const Report& report, const Sentence& sentence, const Number& number,
                             const Range& label) {
  event::v1::Metric metric;
  metric.set_label(TextOf(report, sentence.field, label));
  metric.set_value(number.value);
  metric.set_unit(number.unit);
  metric.set_approximation(number.approximation);
  metric.set_n(SubjectsOf(report, sentence, number));
  metric.set_time_point(TimePointOf(report, sentence));
  *metric.mutable_span() = SpanOf(report, sentence.field, number.range);
  metric.set_text(TextOf(report, sentence.field, number.range));
  return metric;
}

// Returns the event's own metric that the number is, or null.
const event::v1::Metric* StructuredMetric(const Report& report, const Number& number) {
  for (const event::v1::Metric& metric : report.event->metrics()) {
    if (CanonicalDecimal(metric.value()) == CanonicalDecimal(number.value) &&
        (metric.unit() == number.unit || metric.unit().empty())) {
      return &metric;
    }
  }
  return nullptr;
}

using LabelTerms = std::vector<std::u32string>;

bool SameLabel(const LabelTerms& a, const LabelTerms& b) {
  if (a.empty() || b.empty()) return false;
  double shared = 0;
  for (const auto& term : a) shared += std::count(b.begin(), b.end(), term) > 0 ? 1 : 0;
  return shared / static_cast<double>(std::min(a.size(), b.size())) >= kSameLabel;
}

// A figure as one report states it.
struct Statement {
  int report = 0;
  const Sentence* sentence = nullptr;
  const Number* number = nullptr;
  std::set<int> labels;  // Key point labels of the sentence.
  std::optional<Range> label;
  LabelTerms terms;
};

std::vector<Statement> StatementsOf(const Draft& draft, const Material& material,
                                    const NameTrie& labels) {
  std::vector<Statement> statements;
  for (const int member : draft.members) {
    const Report& report = material.reports[member];
    for (const Sentence& sentence : report.sentences) {
      const Shadow& shadow = report.ShadowOf(sentence.field);
      const Range range = shadow.FromSource(sentence.range);
      std::set<int> named;
      for (const auto& match :
           labels.All(std::u32string_view(shadow.key()).substr(range.start, range.size()))) {
        if (material.topic->key_points(match.id).needs_number()) named.insert(match.id);
      }
      if (named.empty() || sentence.field == Field::kTitle) continue;
      for (const Number& number : sentence.numbers) {
        if (!IsFigure(number)) continue;
        Statement statement{member, &sentence, &number, named, {}, {}};
        statement.label = LabelOf(report, sentence, number, material.lexicon->concepts);
        if (statement.label) {
          const Range folded = shadow.FromSource(*statement.label);
          statement.terms = Terms(shadow.key(), folded);
        }
        statements.push_back(std::move(statement));
      }
    }
  }
  return statements;
}

bool SayTheSame(const Statement& a, const Statement& b) {
  return a.number->kind == b.number->kind && a.number->unit == b.number->unit &&
         CanonicalDecimal(a.number->value) == CanonicalDecimal(b.number->value);
}

bool MeasureTheSame(const Statement& a, const Statement& b, const Material& material) {
  if (a.number->kind != b.number->kind || a.number->unit != b.number->unit) return false;
  if (material.reports[a.report].language == material.reports[b.report].language) {
    return SameLabel(a.terms, b.terms);
  }
  // Labels of two languages cannot be compared; those of money often stand alone.
  return a.number->kind == NumberKind::kMoney &&
         std::any_of(a.labels.begin(), a.labels.end(),
                     [&](int label) { return b.labels.count(label) > 0; });
}

// Whether the report also states the value of `other`: then it does not differ.
bool ReportSays(std::span<const Statement> statements, int report, const Statement& other) {
  return std::any_of(statements.begin(), statements.end(), [&](const Statement& statement) {
    return statement.report == report && SayTheSame(statement, other);
  });
}

bool Differ(std::span<const Statement> statements, const Statement& a, const Statement& b) {
  return a.report != b.report && !SayTheSame(a, b) && !ReportSays(statements, a.report, b) &&
         !ReportSays(statements, b.report, a);
}

// Returns the sentence that states the value best: in the voice, plain, short.
std::optional<Candidate> BestStatement(std::span<const Statement> statements,
                                       const Statement& value, const Voice& voice,
                                       const Material& material) {
  std::optional<Candidate> best;
  double best_cost = 0;
  for (const Statement& statement : statements) {
    if (!SayTheSame(statement, value)) continue;
    const Report& report = material.reports[statement.report];
    if (!IsPrintable(report, *statement.sentence)) continue;
    if (OpeningOf(report, *statement.sentence) == Opening::kDependent) continue;
    const double cost = (report.language == voice.language ? 0 : 100) + statement.sentence->words;
    if (best && cost >= best_cost) continue;
    best = Candidate{};
    best->report = statement.report;
    best->sentence = statement.sentence;
    best->vector = VectorOf(statement.sentence->terms, *material.rarity);
    best->plain = VectorOf(statement.sentence->plain_terms, *material.rarity);
    best_cost = cost;
  }
  return best;
}

}  // namespace

std::vector<event::v1::Metric> MetricsOf(std::span<const Candidate> sentences,
                                         const Material& material) {
  std::vector<event::v1::Metric> metrics;
  std::set<std::tuple<std::string, std::string, std::string>> known;
  for (const Candidate& candidate : sentences) {
    const Report& report = material.reports[candidate.report];
    for (const Number& number : candidate.sentence->numbers) {
      if (static_cast<int>(metrics.size()) >= kMaxMetrics) return metrics;
      event::v1::Metric metric;
      if (const event::v1::Metric* structured = StructuredMetric(report, number)) {
        metric = *structured;
        *metric.mutable_span() = SpanOf(report, candidate.sentence->field, number.range);
        metric.set_text(TextOf(report, candidate.sentence->field, number.range));
      } else {
        const auto label = IsFigure(number) ? LabelOf(report, *candidate.sentence, number,
                                                      material.lexicon->concepts)
                                            : std::nullopt;
        if (!label) continue;
        metric = ReadMetric(report, *candidate.sentence, number, *label);
      }
      if (known.emplace(metric.label(), metric.value(), metric.unit()).second) {
        metrics.push_back(std::move(metric));
      }
    }
  }
  return metrics;
}

std::vector<Disagreement> FindDisagreements(const Draft& draft, const Voice& voice,
                                            const Material& material, const NameTrie& labels) {
  std::vector<Disagreement> disagreements;
  const std::vector<Statement> statements = StatementsOf(draft, material, labels);
  std::set<size_t> settled;
  for (size_t i = 0; i < statements.size(); ++i) {
    if (settled.count(i) > 0 || !statements[i].label) continue;
    std::vector<const Statement*> values = {&statements[i]};
    for (size_t j = i + 1; j < statements.size(); ++j) {
      if (!MeasureTheSame(statements[i], statements[j], material)) continue;
      if (SayTheSame(statements[i], statements[j])) settled.insert(j);
      if (!Differ(statements, statements[i], statements[j])) continue;
      settled.insert(j);
      const bool new_value =
          std::none_of(values.begin(), values.end(),
                       [&](const Statement* known) { return SayTheSame(*known, statements[j]); });
      if (new_value) values.push_back(&statements[j]);
    }
    if (values.size() < 2) continue;
    // The label stands in the voice's language if a report has one of the values there.
    const auto named = std::find_if(statements.begin(), statements.end(), [&](const auto& other) {
      return other.label && material.reports[other.report].language == voice.language &&
             std::any_of(values.begin(), values.end(), [&](const Statement* value) {
               return SayTheSame(*value, other) && MeasureTheSame(*value, other, material);
             });
    });
    const Statement& labelled = named == statements.end() ? statements[i] : *named;
    Disagreement disagreement{labelled.report, labelled.sentence->field, *labelled.label, {}};
    for (const Statement* value : values) {
      if (auto best = BestStatement(statements, *value, voice, material)) {
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
