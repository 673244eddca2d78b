// What was told in the weeks before of what a story is about.
#pragma once

#include <unordered_map>
#include <vector>

#include "services/summarization/domain/draft.h"

namespace sennight::summarization {

// Finds reports of before the window by what their titles name.
class EarlierReports {
 public:
  // Reads the material, which must live as long.
  explicit EarlierReports(const Material& material);

  // Returns the report of before the window, in the digest's language, that tells of what the story
  // tells of: of its product, or of its organisation and much the same. The most alike, of equals
  // the latest; -1 if there is none.
  int LastOf(const Draft& draft) const;

 private:
  struct Rank;

  void Add(int report);
  Rank RankOf(int report, const Draft& draft) const;

  const Material& material_;
  std::unordered_map<int, std::vector<int>> by_concept_;
  std::unordered_map<int, std::vector<int>> by_name_;  // Names that no concept explains.
};

}  // namespace sennight::summarization
