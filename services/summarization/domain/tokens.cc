#include "services/summarization/domain/tokens.h"

#include <libstemmer.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <memory>
#include <string>

#include "services/summarization/domain/term_table.h"

namespace sennight::summarization {
namespace {

constexpr auto kStopWords = std::to_array<std::string_view>(
    {"a",        "about",  "above",   "after",  "again",  "against", "all",       "also",
     "although", "am",     "among",   "an",     "and",    "any",     "are",       "as",
     "at",       "be",     "because", "been",   "before", "being",   "below",     "between",
     "both",     "but",    "by",      "can",    "could",  "did",     "do",        "does",
     "doing",    "down",   "during",  "each",   "few",    "for",     "from",      "further",
     "had",      "has",    "have",    "having", "he",     "her",     "here",      "hers",
     "him",      "his",    "how",     "i",      "if",     "in",      "including", "into",
     "is",       "it",     "its",     "itself", "just",   "last",    "made",      "many",
     "may",      "me",     "more",    "most",   "mr",     "mrs",     "ms",        "much",
     "my",       "new",    "no",      "nor",    "not",    "now",     "of",        "off",
     "on",       "once",   "one",     "only",   "or",     "other",   "our",       "out",
     "over",     "own",    "per",     "s",      "said",   "same",    "say",       "says",
     "she",      "should", "since",   "so",     "some",   "such",    "t",         "than",
     "that",     "the",    "their",   "them",   "then",   "there",   "these",     "they",
     "this",     "those",  "through", "to",     "too",    "two",     "under",     "until",
     "up",       "us",     "very",    "was",    "we",     "were",    "what",      "when",
     "where",    "which",  "while",   "who",    "whom",   "why",     "will",      "with",
     "within",   "would",  "year",    "years",  "you",    "your"});

// The characters of Chinese that say nothing alone, from U+4E00 on.
using StopCharacters = std::bitset<0x5200>;
constexpr char32_t kFirstHan = 0x4E00;

bool IsStopCharacter(char32_t c) {
  static const StopCharacters& characters = *new StopCharacters([] {
    StopCharacters made;
    for (const char32_t stop :
         U"的了在是和与及或等也都就还而但被把对为以于其这那该此将已并从向到由中上下之所有个一不"
         U"我你他她它们") {
      if (stop >= kFirstHan) made.set(stop - kFirstHan);
    }
    return made;
  }());
  return c >= kFirstHan && c - kFirstHan < characters.size() && characters[c - kFirstHan];
}

struct Stemmed {
  std::u32string_view stem;
  bool is_stop = false;  // A word that all texts have.
};

// Knows the stems of words. The Snowball stemmer keeps a buffer, so each thread has its own.
class Stemmer {
 public:
  // Returns the stem of `word`, until the next call.
  Stemmed Of(std::u32string_view word) {
    // A text has few words and has them often. What is remembered is forgotten as a whole.
    constexpr int kMostKnown = 1 << 15;
    constexpr size_t kLongestKnown = 32;
    if (known_.size() >= kMostKnown) Forget();
    if (word.size() > kLongestKnown) {
      unknown_.clear();
      return Append(word, &unknown_).In(unknown_);
    }
    const int number = known_.Add(word);
    if (number == static_cast<int>(places_.size())) places_.push_back(Append(word, &stems_));
    return places_[number].In(stems_);
  }

 private:
  // Where a stem stands.
  struct Place {
    uint32_t begin = 0;
    uint32_t size = 0;
    bool is_stop = false;

    Stemmed In(std::u32string_view stems) const { return {stems.substr(begin, size), is_stop}; }
  };
  struct Delete {
    void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
  };

  // Appends the stem of `word` to `stems`.
  Place Append(std::u32string_view word, std::u32string* stems) const {
    const std::string utf8 = ToUtf8(word);
    const bool is_stop = std::binary_search(kStopWords.begin(), kStopWords.end(), utf8);
    const auto begin = static_cast<uint32_t>(stems->size());
    const sb_symbol* stem =
        sb_stemmer_stem(stemmer_.get(), reinterpret_cast<const sb_symbol*>(utf8.data()),
                        static_cast<int>(utf8.size()));
    if (stem == nullptr) {
      stems->append(word);
    } else {
      stems->append(text::ToCodePoints({reinterpret_cast<const char*>(stem),
                                        static_cast<size_t>(sb_stemmer_length(stemmer_.get()))}));
    }
    return {begin, static_cast<uint32_t>(stems->size()) - begin, is_stop};
  }

  void Forget() {
    known_.Clear();
    places_.clear();
    stems_.clear();
  }

  const std::unique_ptr<sb_stemmer, Delete> stemmer_{sb_stemmer_new("english", "UTF_8")};
  TermTable known_;
  std::vector<Place> places_;  // By the number of the word.
  std::u32string stems_;
  std::u32string unknown_;
};

Stemmed Stem(std::u32string_view word) {
  thread_local Stemmer stemmer;
  return stemmer.Of(word);
}

void TakeWord(std::u32string_view word, TakeTerm take) {
  const Stemmed stemmed = Stem(word);
  if (!stemmed.is_stop && !stemmed.stem.empty()) take(stemmed.stem);
}

// What stands together in a text and is read as a whole.
enum class RunKind { kNone, kLatin, kHan, kOther };

RunKind KindOf(char32_t c) {
  if (c < 0x80) return IsWordChar(c) ? RunKind::kLatin : RunKind::kNone;
  if (IsHan(c)) return RunKind::kHan;
  if (IsWordChar(c)) return RunKind::kLatin;
  return IsOtherLetter(c) ? RunKind::kOther : RunKind::kNone;
}

// A word in Latin letters or a number, with the marks that join its parts: "car-t", "1,980.5%".
struct LatinRun {
  int end = 0;
  bool has_digit = false;
  bool is_compound = false;
};

bool JoinsWord(std::u32string_view text, int at, int end) {
  return (text[at] == U'-' || text[at] == U'.' || text[at] == U',' || text[at] == U'/') &&
         at + 1 < end && IsWordChar(text[at + 1]);
}

LatinRun LatinRunAt(std::u32string_view text, int at, int end) {
  LatinRun run;
  for (; at < end; ++at) {
    if (IsDigit(text[at])) {
      run.has_digit = true;
    } else if (!IsWordChar(text[at])) {
      if (!JoinsWord(text, at, end)) break;
      run.is_compound = true;
    }
  }
  if (at < end && text[at] == U'%') {
    run.is_compound = true;
    ++at;
  }
  run.end = at;
  return run;
}

// Returns the end of the run of `kind` at `at`, which is no Latin one.
int EndOfRun(std::u32string_view text, int at, int end, RunKind kind) {
  while (at < end && KindOf(text[at]) == kind) ++at;
  return at;
}

// A name or number stays whole; a compound of plain words also counts in its parts.
void TakeLatin(std::u32string_view word, const LatinRun& run, TakeTerm take) {
  if (!run.has_digit && !run.is_compound) {
    TakeWord(word, take);
    return;
  }
  take(word);
  if (run.has_digit) return;
  for (size_t start = 0; start < word.size();) {
    size_t end = start;
    while (end < word.size() && IsWordChar(word[end])) ++end;
    if (end - start > 2) TakeWord(word.substr(start, end - start), take);
    start = end + 1;
  }
}

void TakeHan(std::u32string_view run, TakeTerm take) {
  bool stops = IsStopCharacter(run[0]);
  if (run.size() == 1 && !stops) take(run);
  for (size_t i = 0; i + 1 < run.size(); ++i) {
    const bool next_stops = IsStopCharacter(run[i + 1]);
    if (!stops && !next_stops) take(run.substr(i, 2));
    stops = next_stops;
  }
}

bool IsVersion(std::u32string_view word) {
  return word.find(U'.') != std::u32string_view::npos && IsDigit(word.front()) &&
         std::none_of(word.begin(), word.end(), IsLatinLetter);
}

// Takes a part of a run that has no hyphen.
void TakePart(std::u32string_view part, TakeTerm take) {
  if (part.size() < 2) return;
  const auto digit = std::find_if(part.begin(), part.end(), IsDigit);
  if (digit == part.end()) {
    TakeWord(part, take);
    return;
  }
  if (!std::any_of(part.begin(), part.end(), IsLatinLetter)) {
    if (IsVersion(part)) take(part);
    return;
  }
  take(part);
  const std::u32string_view letters = part.substr(0, digit - part.begin());
  if (letters.size() > 1) TakeWord(letters, take);
}

// Takes a run and its parts; returns the last of these.
std::u32string_view TakeLatinWords(std::u32string_view word, const LatinRun& run, TakeTerm take) {
  if (!run.is_compound && !run.has_digit) {
    if (word.size() > 1) TakeWord(word, take);
    return word;
  }
  const auto joins = [](char32_t c) { return c == U'-' || c == U'/'; };
  if (std::none_of(word.begin(), word.end(), joins)) {
    TakePart(word, take);
    return word;
  }
  take(word);
  std::u32string_view last;
  for (auto start = word.begin(); start < word.end();) {
    const auto end = std::find_if(start, word.end(), joins);
    last = {start, end};
    TakePart(last, take);
    start = end == word.end() ? end : end + 1;
  }
  return last;
}

}  // namespace

int ForEachTerm(std::u32string_view shadow, const Range& within, TakeTerm take) {
  int words = 0;
  for (int at = within.start; at < within.end;) {
    const RunKind kind = KindOf(shadow[at]);
    if (kind == RunKind::kNone) {
      ++at;
      continue;
    }
    if (kind == RunKind::kLatin) {
      const LatinRun run = LatinRunAt(shadow, at, within.end);
      TakeLatin(shadow.substr(at, run.end - at), run, take);
      ++words;
      at = run.end;
      continue;
    }
    const int end = EndOfRun(shadow, at, within.end, kind);
    const std::u32string_view run = shadow.substr(at, end - at);
    if (kind == RunKind::kHan) {
      TakeHan(run, take);
      words += end - at;
    } else {
      take(run);
      ++words;
    }
    at = end;
  }
  return words;
}

void ForEachLatinWord(std::u32string_view shadow, const Range& within, TakeLatinWord take) {
  for (int at = within.start; at < within.end;) {
    if (!IsWordChar(shadow[at])) {
      ++at;
      continue;
    }
    const LatinRun run = LatinRunAt(shadow, at, within.end);
    const std::u32string_view last = TakeLatinWords(
        shadow.substr(at, run.end - at), run, [&](std::u32string_view word) { take(word, at); });
    at = run.end;
    // The version that stands behind it.
    const int begin = at < within.end && IsSpace(shadow[at]) ? at + 1 : at;
    int end = begin;
    while (end < within.end && (IsDigit(shadow[end]) || JoinsWord(shadow, end, within.end))) ++end;
    const bool is_version = end > begin && (end >= within.end || !IsWordChar(shadow[end]));
    if (is_version && !last.empty() && IsLatinLetter(last.back())) {
      take(std::u32string(last).append(shadow.substr(begin, end - begin)), std::nullopt);
    }
  }
}

std::vector<std::u32string> Terms(std::u32string_view shadow, const Range& within) {
  std::vector<std::u32string> terms;
  ForEachTerm(shadow, within, [&terms](std::u32string_view term) { terms.emplace_back(term); });
  return terms;
}

std::u32string StemWord(std::u32string_view word) { return std::u32string(Stem(word).stem); }

int CountWords(std::u32string_view shadow, const Range& within) {
  int words = 0;
  for (int at = within.start; at < within.end;) {
    const RunKind kind = KindOf(shadow[at]);
    const int start = at;
    at = kind == RunKind::kLatin ? LatinRunAt(shadow, at, within.end).end
                                 : EndOfRun(shadow, at, within.end, kind);
    if (kind == RunKind::kHan) words += at - start;
    if (kind == RunKind::kLatin || kind == RunKind::kOther) ++words;
  }
  return words;
}

}  // namespace sennight::summarization
