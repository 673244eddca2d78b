#include "services/summarization/domain/common_words.h"

#include <cmath>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/text/utf8.h"
#include "services/summarization/domain/term_table.h"

namespace sennight::summarization {
namespace {

// The terms of the tables with their shares.
class Shares {
 public:
  void AddEnglish(std::span<const CommonWords> table) {
    for (const CommonWords& words : table) {
      const std::u32string terms = text::ToCodePoints(words.terms);
      for (size_t start = 0; start < terms.size();) {
        const size_t end = terms.find(U' ', start);
        Add(std::u32string_view(terms).substr(start, end - start), words.level);
        start = end + 1;
      }
    }
  }

  void AddChinese(std::span<const CommonWords> table) {
    for (const CommonWords& words : table) {
      const std::u32string terms = text::ToCodePoints(words.terms);
      for (size_t start = 0; start + 1 < terms.size(); start += 2) {
        // The dictionary is simplified, as shadows are.
        Add(std::u32string_view(terms).substr(start, 2), words.level);
      }
    }
  }

  double Of(std::u32string_view term) const {
    const int known = terms_.Find(term);
    return known == TermTable::kNone ? kUncommon : shares_[known];
  }

 private:
  // The first table that has a term decides.
  void Add(std::u32string_view term, int level) {
    if (terms_.Add(term) == static_cast<int>(shares_.size())) {
      shares_.push_back(std::ldexp(1.0, -level));
    }
  }

  TermTable terms_;
  std::vector<double> shares_;
};

}  // namespace

double BackgroundShare(std::u32string_view term) {
  static const Shares& shares = *[] {
    auto* all = new Shares;
    all->AddEnglish(kCommonEnglish);
    all->AddEnglish(kRareEnglish);
    all->AddChinese(kCommonChinese);
    return all;
  }();
  return shares.Of(term);
}

}  // namespace sennight::summarization
