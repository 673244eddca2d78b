// Figures that sentences state, with what they measure, and figures on which sources differ.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <vector>

#include "services/summarization/domain/voice.h"

namespace sennight::summarization {

inline constexpr int kMaxMetrics = 16;
// The sources of a story of which all figures are told, if there is room: the best.
inline constexpr size_t kBestSources = 2;
inline constexpr int kMaxConflicts = 4;

// Whether the number measures something: money, a rate, a size.
bool IsFigure(const Number& number);

// Returns what the number measures, as the sentence says it: 客观缓解率, "objective response rate".
std::optional<Range> LabelOf(const Report& report, const Sentence& sentence, const Number& number,
                             const ConceptTable& table);

// Returns the figures of the sentences, at most kMaxMetrics. Figures that a report's event brings
// (with n, time and comparison) are taken before those that are read from the sentences.
std::vector<event::v1::Metric> MetricsOf(std::span<const Candidate> sentences,
                                         const Material& material);

// Returns the keys of the figures of the voice's best reports that nothing tells: none of the
// sentences `told` states them, and no label stands beside them with which they could stand alone.
std::set<uint64_t> UntoldFigures(const Voice& voice, std::span<const Candidate> told,
                                 const Material& material);

// Returns how many of the figures the sentence states.
int CountFigures(const std::set<uint64_t>& figures, const Sentence& sentence);

// A figure with two values or more.
struct Disagreement {
  int report = 0;                     // Where the label stands: a place in Material,
  Field field = Field::kBody;         // the field
  Range label;                        // and the range.
  std::vector<Candidate> statements;  // One for each value, the most stated first.
};

// Returns the figures on which the draft's reports differ: the same label and unit, other values.
// Statements are taken from the voice where it has them.
std::vector<Disagreement> FindDisagreements(const Draft& draft, const Voice& voice,
                                            const Material& material, const NameTrie& labels);

}  // namespace sennight::summarization
