// Whether a report belongs to the topic.
#pragma once

#include <string>
#include <vector>

#include "sennight/topic/v1/topic.pb.h"
#include "services/summarization/domain/name_trie.h"
#include "services/summarization/domain/report.h"

namespace sennight::summarization {

// What a report needs where the topic does not say.
inline constexpr double kDefaultRelevanceThreshold = 1;
// How much more a word counts in the title.
inline constexpr double kTitleFactor = 2;

struct Relevance {
  bool relevant = false;
  double score = 0;
  std::string evidence;  // Why not: the off-topic words, or the score.
};

// Adds up the topic's words, each once. Safe for concurrent use.
class RelevanceJudge {
 public:
  explicit RelevanceJudge(const topic::v1::Topic& topic);

  Relevance Judge(const Report& report) const;

 private:
  struct Word {
    std::string text;
    double weight = 1;  // Negative for off-topic words.
  };

  NameTrie names_;
  std::vector<Word> words_;
  double threshold_;
};

}  // namespace sennight::summarization
