#include "services/summarization/domain/tokens.h"

#include <libstemmer.h>

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_map>

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

// Sorted, for binary search over code points.
std::u32string SortedStopCharacters() {
  std::u32string characters =
      U"的了在是和与及或等也都就还而但被把对为以于其这那该此将已并从向到由中上下之所有个一不我你他"
      U"她它们";
  std::sort(characters.begin(), characters.end());
  return characters;
}

bool IsStopCharacter(char32_t c) {
  static const std::u32string& characters = *new std::u32string(SortedStopCharacters());
  return std::binary_search(characters.begin(), characters.end(), c);
}

// The Snowball stemmer keeps a buffer, so each thread has its own.
std::string Stem(const std::string& word) {
  struct Delete {
    void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
  };
  thread_local const std::unique_ptr<sb_stemmer, Delete> stemmer(
      sb_stemmer_new("english", "UTF_8"));
  const auto* bytes = reinterpret_cast<const sb_symbol*>(word.data());
  const sb_symbol* stem = sb_stemmer_stem(stemmer.get(), bytes, static_cast<int>(word.size()));
  if (stem == nullptr) return word;
  return {reinterpret_cast<const char*>(stem),
          static_cast<size_t>(sb_stemmer_length(stemmer.get()))};
}

bool JoinsWord(std::u32string_view text, int at, int end) {
  return (text[at] == U'-' || text[at] == U'.' || text[at] == U',' || text[at] == U'/') &&
         at + 1 < end && IsWordChar(text[at + 1]);
}

int EndOfWord(std::u32string_view text, int at, int end) {
  while (at < end && (IsWordChar(text[at]) || JoinsWord(text, at, end))) ++at;
  if (at < end && text[at] == U'%') ++at;
  return at;
}

// Returns the stem of a word; empty if it is a stop word.
std::u32string TermOf(std::u32string_view word) {
  const std::string utf8 = ToUtf8(word);
  if (std::binary_search(kStopWords.begin(), kStopWords.end(), std::string_view(utf8))) return U"";
  return text::ToCodePoints(Stem(utf8));
}

void AddWord(std::u32string_view word, std::vector<std::u32string>* terms) {
  // A text has few words and has them often. What is remembered is forgotten as a whole.
  constexpr size_t kMostKnown = 1 << 15;
  constexpr size_t kLongestKnown = 32;
  if (word.size() > kLongestKnown) {
    if (std::u32string term = TermOf(word); !term.empty()) terms->push_back(std::move(term));
    return;
  }
  thread_local std::unordered_map<std::u32string, std::u32string> known;
  const std::u32string key(word);
  auto found = known.find(key);
  if (found == known.end()) {
    if (known.size() >= kMostKnown) known.clear();
    found = known.emplace(key, TermOf(word)).first;
  }
  if (!found->second.empty()) terms->push_back(found->second);
}

// A name or number stays whole; a compound of plain words also counts in its parts.
void AddLatin(std::u32string_view run, std::vector<std::u32string>* terms) {
  const bool has_digit = std::any_of(run.begin(), run.end(), IsDigit);
  const bool compound =
      std::any_of(run.begin(), run.end(), [](char32_t c) { return !IsWordChar(c); });
  if (has_digit) {
    terms->emplace_back(run);
    return;
  }
  if (!compound) {
    AddWord(run, terms);
    return;
  }
  terms->emplace_back(run);
  for (size_t start = 0; start < run.size();) {
    size_t end = start;
    while (end < run.size() && IsWordChar(run[end])) ++end;
    if (end - start > 2) AddWord(run.substr(start, end - start), terms);
    start = end + 1;
  }
}

void AddHan(std::u32string_view run, std::vector<std::u32string>* terms) {
  if (run.size() == 1 && !IsStopCharacter(run[0])) terms->emplace_back(run);
  for (size_t i = 0; i + 1 < run.size(); ++i) {
    if (IsStopCharacter(run[i]) || IsStopCharacter(run[i + 1])) continue;
    terms->emplace_back(run.substr(i, 2));
  }
}

bool IsVersion(std::u32string_view word) {
  return word.find(U'.') != std::u32string_view::npos && IsDigit(word.front()) &&
         std::none_of(word.begin(), word.end(), IsLatinLetter);
}

// Adds a part of a run that has no hyphen.
void AddPart(std::u32string_view part, std::vector<std::u32string>* words) {
  if (part.size() < 2) return;
  const auto digit = std::find_if(part.begin(), part.end(), IsDigit);
  if (digit == part.end()) {
    AddWord(part, words);
    return;
  }
  if (!std::any_of(part.begin(), part.end(), IsLatinLetter)) {
    if (IsVersion(part)) words->emplace_back(part);
    return;
  }
  words->emplace_back(part);
  const std::u32string_view letters = part.substr(0, digit - part.begin());
  if (letters.size() > 1) AddWord(letters, words);
}

// Adds a run and its parts; `version` is the number that stands behind it, if one does.
void AddLatinWords(std::u32string_view run, std::u32string_view version,
                   std::vector<std::u32string>* words) {
  std::u32string_view last = run;
  const size_t hyphen = run.find_first_of(U"-/");
  if (hyphen != std::u32string_view::npos) {
    words->emplace_back(run);
    for (size_t start = 0; start < run.size();) {
      const size_t end = std::min(run.find_first_of(U"-/", start), run.size());
      last = run.substr(start, end - start);
      AddPart(last, words);
      start = end + 1;
    }
  } else {
    AddPart(run, words);
  }
  if (!version.empty() && !last.empty() && IsLatinLetter(last.back())) {
    words->push_back(std::u32string(last).append(version));
  }
}

}  // namespace

std::vector<std::u32string> LatinWords(std::u32string_view shadow, const Range& within) {
  std::vector<std::u32string> words;
  for (int at = within.start; at < within.end;) {
    if (!IsWordChar(shadow[at])) {
      ++at;
      continue;
    }
    const int end = EndOfWord(shadow, at, within.end);
    const int next = end < within.end && IsSpace(shadow[end]) ? end + 1 : end;
    int last = next;
    while (last < within.end && (IsDigit(shadow[last]) || JoinsWord(shadow, last, within.end))) {
      ++last;
    }
    const bool is_version = last > next && (last >= within.end || !IsWordChar(shadow[last]));
    AddLatinWords(shadow.substr(at, end - at),
                  is_version ? shadow.substr(next, last - next) : std::u32string_view(), &words);
    at = end;
  }
  return words;
}

std::vector<std::u32string> Terms(std::u32string_view shadow, const Range& within) {
  std::vector<std::u32string> terms;
  for (int at = within.start; at < within.end;) {
    int end = at;
    if (IsHan(shadow[at])) {
      while (end < within.end && IsHan(shadow[end])) ++end;
      AddHan(shadow.substr(at, end - at), &terms);
    } else if (IsWordChar(shadow[at])) {
      end = EndOfWord(shadow, at, within.end);
      AddLatin(shadow.substr(at, end - at), &terms);
    } else if (IsOtherLetter(shadow[at])) {
      while (end < within.end && IsOtherLetter(shadow[end])) ++end;
      terms.emplace_back(shadow.substr(at, end - at));
    } else {
      ++end;
    }
    at = end;
  }
  return terms;
}

std::u32string StemWord(std::u32string_view word) { return text::ToCodePoints(Stem(ToUtf8(word))); }

int CountWords(std::u32string_view shadow, const Range& within) {
  int words = 0;
  for (int at = within.start; at < within.end;) {
    if (IsWordChar(shadow[at])) {
      at = EndOfWord(shadow, at, within.end);
      ++words;
      continue;
    }
    if (IsOtherLetter(shadow[at])) {
      while (at < within.end && IsOtherLetter(shadow[at])) ++at;
      ++words;
      continue;
    }
    if (IsHan(shadow[at])) ++words;
    ++at;
  }
  return words;
}

}  // namespace sennight::summarization
