#include "services/summarization/domain/common_words.h"

#include <cmath>
#include <span>
#include <string>
#include <unordered_map>

#include "common/text/utf8.h"
#include "services/summarization/domain/shadow.h"

namespace sennight::summarization {
namespace {

using Shares = std::unordered_map<std::u32string, double>;

void AddEnglish(std::span<const CommonWords> table, Shares* shares) {
  for (const CommonWords& words : table) {
    const std::u32string terms = text::ToCodePoints(words.terms);
    for (size_t start = 0; start < terms.size();) {
      const size_t end = terms.find(U' ', start);
      shares->emplace(terms.substr(start, end - start), std::ldexp(1.0, -words.level));
      start = end + 1;
    }
  }
}

void AddChinese(std::span<const CommonWords> table, Shares* shares) {
  for (const CommonWords& words : table) {
    const std::u32string terms = text::ToCodePoints(words.terms);
    for (size_t start = 0; start + 1 < terms.size(); start += 2) {
      // The dictionary is simplified, as shadows are.
      shares->emplace(terms.substr(start, 2), std::ldexp(1.0, -words.level));
    }
  }
}

}  // namespace

double BackgroundShare(std::u32string_view term) {
  static const Shares& shares = *[] {
    auto* all = new Shares;
    AddEnglish(kCommonEnglish, all);
    AddEnglish(kRareEnglish, all);
    AddChinese(kCommonChinese, all);
    return all;
  }();
  const auto found = shares.find(std::u32string(term));
  return found == shares.end() ? kUncommon : found->second;
}

}  // namespace sennight::summarization
