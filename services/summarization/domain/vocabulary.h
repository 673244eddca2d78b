// The terms of a window's texts, by number.
#pragma once

#include <string_view>
#include <vector>

#include "services/summarization/domain/term_table.h"

namespace sennight::summarization {

// Numbers the terms of a window's texts in the order in which they are first seen.
class Vocabulary {
 public:
  int Intern(std::u32string_view term);
  int size() const { return terms_.size(); }

  // The share of ordinary texts that hold the term.
  double ShareOf(int term) const { return shares_[term]; }

  // Whether the term has three letters or fewer and no digit.
  bool IsShort(int term) const { return short_[term]; }

 private:
  TermTable terms_;
  std::vector<double> shares_;
  std::vector<bool> short_;
};

}  // namespace sennight::summarization
