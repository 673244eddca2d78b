#include "services/summarization/domain/relevance.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace sennight::summarization {

RelevanceJudge::RelevanceJudge(const topic::v1::Topic& topic)
    : threshold_(topic.relevance().has_threshold() ? topic.relevance().threshold()
                                                   : kDefaultRelevanceThreshold) {
  const auto add = [this](const topic::v1::RelevanceTerm& term, double sign) {
    names_.Add(term.text(), static_cast<int>(words_.size()));
    words_.push_back({term.text(), sign * (term.has_weight() ? term.weight() : 1)});
  };
  for (const auto& term : topic.relevance().terms()) add(term, 1);
  for (const auto& term : topic.relevance().off_topic_terms()) add(term, -1);
}

Relevance RelevanceJudge::Judge(const Report& report) const {
  std::vector<double> factors(words_.size(), 0);
  for (const NameTrie::Match& match : names_.All(report.body.key())) factors[match.id] = 1;
  for (const NameTrie::Match& match : names_.All(report.title.key())) {
    factors[match.id] = kTitleFactor;
  }
  Relevance relevance;
  std::vector<std::string> off_topic;
  for (size_t i = 0; i < words_.size(); ++i) {
    relevance.score += factors[i] * words_[i].weight;
    if (factors[i] > 0 && words_[i].weight < 0) off_topic.push_back(words_[i].text);
  }
  relevance.relevant = relevance.score >= threshold_;
  if (!relevance.relevant) {
    relevance.evidence = absl::StrFormat("score %g of %g", relevance.score, threshold_);
    if (!off_topic.empty()) {
      absl::StrAppend(&relevance.evidence, "; off topic: ", absl::StrJoin(off_topic, ", "));
    }
  }
  return relevance;
}

}  // namespace sennight::summarization
