#include "services/summarization/domain/figures.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace sennight::summarization {
namespace {

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

}  // namespace

bool IsFigure(const Number& number) {
  if (number.is_bound) return false;  // Without its words it would say something else.
  return number.kind == NumberKind::kMoney || number.kind == NumberKind::kPercent ||
         number.kind == NumberKind::kRatio || number.kind == NumberKind::kMeasure;
}

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

std::set<uint64_t> UntoldFigures(const Voice& voice, std::span<const Candidate> told,
                                 const Material& material) {
  std::set<uint64_t> untold;
  std::set<uint64_t> known;
  for (const Candidate& sentence : told) {
    for (const uint64_t key : NumberKeys(*sentence.sentence, false)) known.insert(key);
  }
  const size_t best = std::min(voice.reports.size(), kBestSources);
  for (const Candidate& candidate : voice.sentences) {
    if (std::find(voice.reports.begin(), voice.reports.begin() + best, candidate.report) ==
        voice.reports.begin() + best) {
      continue;
    }
    const Report& report = material.reports[candidate.report];
    for (const Number& number : candidate.sentence->numbers) {
      if (!IsFigure(number)) continue;
      const bool labelled =
          LabelOf(report, *candidate.sentence, number, material.lexicon->concepts).has_value();
      (labelled ? known : untold).insert(KeyOf(number));
    }
  }
  std::erase_if(untold, [&known](uint64_t key) { return known.count(key) > 0; });
  return untold;
}

int CountFigures(const std::set<uint64_t>& figures, const Sentence& sentence) {
  const std::vector<uint64_t> keys = NumberKeys(sentence, false);
  return static_cast<int>(std::count_if(
      keys.begin(), keys.end(), [&figures](uint64_t key) { return figures.count(key) > 0; }));
}

}  // namespace sennight::summarization
