// The guard's rules of single words and phrases: denials, directions, opposites, degrees.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/summarization/domain/guard.h"
#include "services/summarization/domain/guard_words.h"
#include "services/summarization/domain/tokens.h"

namespace sennight::summarization {
namespace {

// So many source sentences say in which direction things go.
constexpr size_t kDirections = 3;
// Source sentences that are taken together as one window, and what each further one must add.
// Of a sentence's content: what says again what a source sentence says.
constexpr double kSaidAgain = 0.8;

}  // namespace

bool Guard::SaysDegree(const Window& window, const std::u32string& word) const {
  for (const std::u32string& same : DegreesLike(word)) {
    if (Has(window, same)) return true;
  }
  return false;
}

void Guard::CheckWords(const GuardedText& sentence, const Window& window,
                       std::vector<Doubt>* doubts) const {
  bool rises = false;
  bool falls = false;
  bool denies = false;
  const auto read = [&](const Known& known) {
    for (const std::u32string& word : known.text.words) {
      rises = rises || IsRise(word);
      falls = falls || IsFall(word);
      denies = denies || IsDenial(word);
    }
  };
  for (size_t i = window.first; i < window.last; ++i) read(known_[i]);
  for (const size_t i : MostAlike(sentence, kDirections)) read(known_[i]);
  std::vector<std::u32string> words(sentence.words.begin(), sentence.words.end());
  std::sort(words.begin(), words.end());
  for (const std::u32string& word : words) {
    const std::u32string stem = StemWord(word);
    if (IsDenial(word) && !denies) {
      doubts->push_back({"GRD-NEGATION", ToUtf8(word)});
      denies = true;  // Said once.
    }
    if (Has(window, word) || Has(window, stem)) continue;
    if (IsDegree(word) && !SaysDegree(window, word)) {
      doubts->push_back({"GRD-DEGREE", ToUtf8(word)});
    }
    if ((IsRise(stem) && !rises && falls) || (IsFall(stem) && !falls && rises)) {
      doubts->push_back({"GRD-POLARITY", ToUtf8(word)});
      continue;
    }
    if (SaysAnywhere(word) || SaysAnywhere(stem)) continue;
    for (const std::u32string& opposite : OppositesOf(stem)) {
      if (!Has(window, opposite)) continue;
      doubts->push_back({"GRD-POLARITY", absl::StrCat(ToUtf8(word), " / ", ToUtf8(opposite))});
      break;
    }
  }
}

void Guard::CheckLostDenial(const GuardedText& sentence, const Window& window,
                            std::vector<Doubt>* doubts) const {
  if (window.last - window.first != 1 || window.covered < kSaidAgain) return;
  if (std::any_of(sentence.words.begin(), sentence.words.end(), IsDenial)) return;
  const std::unordered_set<std::u32string>& told = known_[window.first].text.words;
  std::u32string first;  // In the order of words, so that it is always the same one.
  for (const std::u32string& word : told) {
    if (IsDenial(word) && (first.empty() || word < first)) first = word;
  }
  if (!first.empty()) doubts->push_back({"GRD-NEGATION", ToUtf8(first)});
}

void Guard::CheckPhrases(const GuardedText& sentence, const Window& window,
                         std::vector<Doubt>* doubts) const {
  std::u32string source;
  for (size_t i = window.first; i < window.last; ++i) {
    source.append(known_[i].text.key).push_back(U'\n');
  }
  const auto says = [](std::u32string_view text, std::u32string_view phrase) {
    return text.find(phrase) != std::u32string_view::npos;
  };
  const auto doubt = [&](const char* rule, std::u32string_view phrase) {
    doubts->push_back({rule, ToUtf8(phrase)});
  };
  for (const OppositePhrases& pair : ChineseOpposites()) {
    for (const auto& [said, opposite] :
         {std::pair(pair.first, pair.second), std::pair(pair.second, pair.first)}) {
      if (says(sentence.key, said) && !says(source, said) && says(source, opposite)) {
        doubt("GRD-POLARITY", said);
      }
    }
  }
  const auto denial_in = [&says](std::u32string_view text) {
    const auto denials = ChineseDenials();
    return std::find_if(denials.begin(), denials.end(),
                        [&](std::u32string_view phrase) { return says(text, phrase); });
  };
  const auto printed = denial_in(sentence.key);
  const auto told = denial_in(source);
  if (printed != ChineseDenials().end() && told == ChineseDenials().end()) {
    doubt("GRD-NEGATION", *printed);
  } else if (told != ChineseDenials().end() && printed == ChineseDenials().end() &&
             window.last - window.first == 1) {
    doubt("GRD-NEGATION", *told);
  }
  for (const std::u32string_view phrase : ChineseDegrees()) {
    if (says(sentence.key, phrase) && !says(source, phrase)) doubt("GRD-DEGREE", phrase);
  }
}

}  // namespace sennight::summarization
