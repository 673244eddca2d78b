#include "services/summarization/domain/vocabulary.h"

#include <algorithm>

#include "services/summarization/domain/common_words.h"
#include "services/summarization/domain/shadow.h"

namespace sennight::summarization {
namespace {

constexpr size_t kShort = 3;

}  // namespace

int Vocabulary::Intern(std::u32string_view term) {
  const int number = terms_.Add(term);
  if (number == static_cast<int>(shares_.size())) {
    shares_.push_back(BackgroundShare(term));
    short_.push_back(term.size() <= kShort && std::none_of(term.begin(), term.end(), IsDigit));
  }
  return number;
}

}  // namespace sennight::summarization
