#include "services/summarization/domain/guard.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/text/sentences.h"
#include "services/summarization/domain/common_words.h"
#include "services/summarization/domain/hedges.h"
#include "services/summarization/domain/sort_unique.h"
#include "services/summarization/domain/tokens.h"

namespace sennight::summarization {
namespace {

constexpr size_t kLongestWindow = 3;
constexpr double kFurtherSentence = 0.6;
// A sentence must share so much of its content with its window.
constexpr double kLeastCovered = 0.3;
// A sentence of fewer terms can be put in other words altogether.
constexpr size_t kFewestCovered = 6;
// A source sentence that holds a figure must share so many other terms with what is printed.
constexpr int kNeighbours = 2;
// A hedge makes so many words uncertain, at least.
constexpr size_t kHedged = 3;
// Names with a common beginning of so many letters are one: Russia, Russian.
constexpr size_t kPrefix = 5;

// A run of letters and digits of a text, where it stands in the source.
struct Word {
  std::u32string text;
  Range key;
};

std::vector<Word> WordsOf(std::u32string_view key, const Range& within) {
  std::vector<Word> words;
  ForEachRun(key, within, [&](const Range& run) {
    words.push_back({std::u32string(text::Slice(key, run)), run});
  });
  return words;
}

// Whether a sentence may begin at `at`: behind a full stop, a colon or a quotation mark.
bool BeginsAt(std::u32string_view key, int at) {
  while (at > 0 && IsSpace(key[at - 1])) --at;
  return at == 0 || !(IsWordChar(key[at - 1]) || IsHan(key[at - 1]) || key[at - 1] == U',');
}

// Whether a term is the figure itself as it is printed, or a part of it.
bool IsOwnTerm(std::u32string_view term, std::u32string_view printed) {
  return std::any_of(term.begin(), term.end(), IsDigit) &&
         (printed.find(term) != std::u32string_view::npos ||
          term.find(printed) != std::u32string_view::npos);
}

bool Contains(const std::vector<int>& sorted, int value) {
  return std::binary_search(sorted.begin(), sorted.end(), value);
}

// A number whose kind the text does not tell says the same as one whose kind it does.
bool Agree(const Number& a, const Number& b) {
  const bool plain = a.kind == NumberKind::kPlain || b.kind == NumberKind::kPlain ||
                     a.kind == NumberKind::kCount || b.kind == NumberKind::kCount ||
                     a.kind == NumberKind::kOrdinal || b.kind == NumberKind::kOrdinal;
  if (a.kind == NumberKind::kDate && b.kind == NumberKind::kDate) {
    return a.value.find(b.value) != std::string::npos || b.value.find(a.value) != std::string::npos;
  }
  if (CanonicalDecimal(a.value) != CanonicalDecimal(b.value)) return false;
  return plain || (a.kind == b.kind && a.unit == b.unit);
}

}  // namespace

GuardedText ReadGuarded(const Shadow& shadow, const Range& source_range) {
  GuardedText made;
  const Range within = shadow.FromSource(source_range);
  for (const Word& word : WordsOf(shadow.key(), within)) {
    made.words.insert(StemWord(word.text));
    made.words.insert(word.text);
  }
  made.content = Terms(shadow.key(), within);
  SortUnique(&made.content);
  made.numbers = FindNumbers(shadow.key(), within);
  made.doing = ReadDoing(shadow, within);
  made.key = shadow.key().substr(within.start, within.size());
  return made;
}

int Guard::Add(std::string_view utf8) {
  const Shadow shadow = MakeShadow(utf8);
  for (const Range& range : text::Sentences(shadow.source)) {
    Known known;
    known.place = {texts_, range};
    known.text = ReadGuarded(shadow, range);
    for (const std::u32string& word : known.text.words) {
      words_.insert(word);
      if (word.size() >= kPrefix) prefixes_.insert(word.substr(0, kPrefix));
    }
    known_.push_back(std::move(known));
  }
  all_.append(shadow.key()).push_back(U'\n');
  return texts_++;
}

Guard::Window Guard::Align(const GuardedText& sentence, size_t longest) const {
  Window best;
  double best_score = -1;
  for (size_t first = 0; first < known_.size(); ++first) {
    std::vector<bool> has(sentence.content.size(), false);
    double covered = 0;
    for (size_t last = first; last < known_.size() && last < first + longest; ++last) {
      if (known_[last].place.text != known_[first].place.text) break;
      const std::vector<std::u32string>& content = known_[last].text.content;
      for (size_t i = 0; i < has.size(); ++i) {
        if (has[i] || !std::binary_search(content.begin(), content.end(), sentence.content[i])) {
          continue;
        }
        has[i] = true;
        covered += 1;
      }
      const double score = covered - kFurtherSentence * static_cast<double>(last - first);
      if (score > best_score) {
        best_score = score;
        best = {first, last + 1, has.empty() ? 1 : covered / static_cast<double>(has.size())};
      }
    }
  }
  return best;
}

std::vector<size_t> Guard::MostAlike(const GuardedText& sentence, size_t most) const {
  std::vector<std::pair<int, size_t>> ranked;
  for (size_t i = 0; i < known_.size(); ++i) {
    int shared = 0;
    for (const std::u32string& term : sentence.content) {
      shared -=
          std::binary_search(known_[i].text.content.begin(), known_[i].text.content.end(), term);
    }
    if (shared < 0) ranked.emplace_back(shared, i);
  }
  std::sort(ranked.begin(), ranked.end());
  if (ranked.size() > most) ranked.resize(most);
  std::vector<size_t> places;
  for (const auto& [shared, place] : ranked) places.push_back(place);
  return places;
}

bool Guard::Has(const Window& window, const std::u32string& word) const {
  for (size_t i = window.first; i < window.last; ++i) {
    if (known_[i].text.words.count(word) > 0) return true;
  }
  return false;
}

bool Guard::SaysAnywhere(const std::u32string& word) const { return words_.count(word) > 0; }

bool Guard::Supports(const Number& number, const GuardedText& sentence) const {
  const std::u32string_view printed = text::Slice(std::u32string_view(sentence.key), number.range);
  for (const Known& known : known_) {
    const bool stated = std::any_of(known.text.numbers.begin(), known.text.numbers.end(),
                                    [&](const Number& other) { return Agree(number, other); });
    if (!stated) continue;
    int neighbours = 0;
    int others = 0;
    for (const std::u32string& term : sentence.content) {
      if (IsOwnTerm(term, printed)) continue;
      ++others;
      neighbours += std::binary_search(known.text.content.begin(), known.text.content.end(), term);
    }
    if (neighbours >= std::min(kNeighbours, others)) return true;
  }
  return false;
}

void Guard::CheckNumbers(const GuardedText& sentence, std::vector<Doubt>* doubts) const {
  for (const Number& number : sentence.numbers) {
    if (Supports(number, sentence)) continue;
    const char* kind = number.kind == NumberKind::kDate ? "GRD-DATE" : "GRD-NUMBER";
    doubts->push_back(
        {kind, absl::StrCat(number.value, number.unit.empty() ? "" : " ", number.unit)});
  }
}

void Guard::CheckNames(const Shadow& shadow, std::vector<Doubt>* doubts) const {
  const Range all{0, static_cast<int>(shadow.key().size())};
  for (const Word& word : WordsOf(shadow.key(), all)) {
    const Range source = shadow.ToSource(word.key);
    const bool capital = text::IsUpper(shadow.source[source.start]);
    const bool begins = BeginsAt(shadow.key(), word.key.start);
    if (word.text.size() < 2 || IsDigit(word.text.front()) || !capital) continue;
    const std::u32string stem = StemWord(word.text);
    // A sentence begins with a capital, whatever the word.
    if (begins && BackgroundShare(stem) > kUncommon) continue;
    if (SaysAnywhere(word.text) || SaysAnywhere(stem) ||
        Terms(word.text, {0, word.key.size()}).empty())
      continue;
    if (word.text.size() >= kPrefix && prefixes_.count(word.text.substr(0, kPrefix)) > 0) continue;
    doubts->push_back(
        {"GRD-NAME", ToUtf8(text::Slice(std::u32string_view(shadow.source), source))});
  }
}

void Guard::CheckQuotes(const Shadow& shadow, std::vector<Doubt>* doubts) const {
  const std::u32string_view key = shadow.key();
  size_t open = std::u32string_view::npos;
  for (size_t at = 0; at < key.size(); ++at) {
    const bool opens = key[at] == U'“' || key[at] == U'「';
    const bool closes = key[at] == U'”' || key[at] == U'」';
    if (key[at] == U'"' && open == std::u32string_view::npos) {
      open = at + 1;
    } else if (opens) {
      open = at + 1;
    } else if ((closes || key[at] == U'"') && open != std::u32string_view::npos) {
      std::u32string_view quoted = key.substr(open, at - open);
      // The full stop of the sentence around it may stand inside.
      if (!quoted.empty() && (quoted.back() == U'.' || quoted.back() == U','))
        quoted.remove_suffix(1);
      if (all_.find(quoted) == std::u32string::npos) {
        doubts->push_back({"GRD-QUOTE", ToUtf8(quoted)});
      }
      open = std::u32string_view::npos;
    }
  }
}

void Guard::CheckTuples(const GuardedText& sentence, std::vector<Doubt>* doubts) const {
  for (const int action : sentence.doing.actions) {
    std::vector<const GuardedText*> telling;
    for (const Known& known : known_) {
      if (Contains(known.text.doing.actions, action)) telling.push_back(&known.text);
    }
    if (telling.empty()) continue;  // It may be put in words that are not known.
    const auto doubt = [&](const std::string& who) {
      doubts->push_back({"GRD-TUPLE", absl::StrCat(who, " + ", NameOf(action))});
    };
    for (const std::u32string& name : sentence.doing.names) {
      const bool told = std::any_of(telling.begin(), telling.end(), [&](const GuardedText* text) {
        return text->words.count(name);
      });
      // A name that no source has is a doubt of its own.
      if (SaysAnywhere(name) && !told) doubt(ToUtf8(name));
    }
    for (const int actor : sentence.doing.actors) {
      const auto tells = [actor](const GuardedText& text) {
        return Contains(text.doing.actors, actor);
      };
      const bool known = std::any_of(known_.begin(), known_.end(),
                                     [&](const Known& source) { return tells(source.text); });
      const bool told = std::any_of(telling.begin(), telling.end(),
                                    [&](const GuardedText* text) { return tells(*text); });
      if (known && !told) doubt(NameOf(actor));
    }
  }
}

void Guard::CheckHedges(const GuardedText& sentence, const Window& window,
                        std::vector<Doubt>* doubts) const {
  if (!HedgesOf(sentence.key).empty()) return;
  for (size_t i = window.first; i < window.last; ++i) {
    for (const Hedge& hedge : HedgesOf(known_[i].text.key)) {
      const bool repeats = std::all_of(
          hedge.terms.begin(), hedge.terms.end(), [&sentence](const std::u32string& term) {
            return std::binary_search(sentence.content.begin(), sentence.content.end(), term);
          });
      if (hedge.terms.size() >= kHedged && repeats) {
        doubts->push_back({"GRD-HEDGE", ToUtf8(hedge.word)});
        return;
      }
    }
  }
}

std::vector<Doubt> Guard::Check(std::string_view sentence) const {
  const Shadow shadow = MakeShadow(sentence);
  const GuardedText text = ReadGuarded(shadow, {0, static_cast<int>(shadow.source.size())});
  std::vector<Doubt> doubts;
  Window window = Align(text, kLongestWindow);
  const bool is_alien = !text.content.empty() && window.covered == 0;
  if (is_alien || (window.covered < kLeastCovered && text.content.size() >= kFewestCovered)) {
    doubts.push_back({"GRD-COVERAGE", absl::StrCat(static_cast<int>(100 * window.covered), "%")});
  }
  CheckNumbers(text, &doubts);
  CheckNames(shadow, &doubts);
  CheckQuotes(shadow, &doubts);
  CheckTuples(text, &doubts);
  // What stands around the window gives words their meaning.
  const auto is_beside = [&](size_t a, size_t b) {
    return known_[a].place.text == known_[b].place.text;
  };
  Window wide = window;
  if (wide.first > 0 && wide.last > 0 && is_beside(wide.first - 1, wide.first)) --wide.first;
  if (wide.last > 0 && wide.last < known_.size() && is_beside(wide.last, wide.last - 1)) {
    ++wide.last;
  }
  CheckWords(text, wide, &doubts);
  CheckLostDenial(text, window, &doubts);
  CheckPhrases(text, window, &doubts);
  CheckHedges(text, window, &doubts);
  return doubts;
}

std::optional<Guard::Place> Guard::Nearest(std::string_view sentence) const {
  const Shadow shadow = MakeShadow(sentence);
  const GuardedText text = ReadGuarded(shadow, {0, static_cast<int>(shadow.source.size())});
  const Window window = Align(text, 1);
  if (window.last == window.first || window.covered <= 0) return std::nullopt;
  return known_[window.first].place;
}

}  // namespace sennight::summarization
