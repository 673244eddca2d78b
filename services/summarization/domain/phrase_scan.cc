#include "services/summarization/domain/phrase_scan.h"

#include "services/summarization/domain/shadow.h"
#include "services/summarization/domain/tokens.h"

namespace sennight::summarization {

void PhraseScan::Add(int phrase_class, std::span<const std::u32string_view> phrases) {
  for (const std::u32string_view phrase : phrases) {
    Add({.text = phrase, .classes = Classes{1} << phrase_class});
  }
}

void PhraseScan::AddWords(int phrase_class, std::span<const std::u32string_view> words) {
  for (const std::u32string_view word : words) {
    Add({.text = word, .classes = Classes{1} << phrase_class, .is_word = true});
  }
}

void PhraseScan::Add(Phrase phrase) {
  const std::size_t place = Beginnings::PlaceOf(phrase.text[0], phrase.text[1]);
  beginnings_.Add(place);
  phrases_.push_back(phrase);
  next_.push_back(first_[place]);
  first_[place] = static_cast<std::uint16_t>(phrases_.size());
}

PhraseScan::Classes PhraseScan::ClassesIn(std::u32string_view text) const {
  Classes found = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const std::size_t place = Beginnings::PlaceOf(text[i], text[i + 1]);
    if (!beginnings_.Holds(place)) continue;
    for (std::size_t at = first_[place]; at > 0; at = next_[at - 1]) {
      const Phrase& phrase = phrases_[at - 1];
      if ((found & phrase.classes) == phrase.classes || !text.substr(i).starts_with(phrase.text)) {
        continue;
      }
      if (!phrase.is_word || StandsAlone(text, i, i + phrase.text.size())) found |= phrase.classes;
    }
  }
  return found;
}

}  // namespace sennight::summarization
