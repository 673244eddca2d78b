// Whether a sentence that a person edited or a model wrote says no more than its sources do.
//
// It compares words, not meanings: what passes has been checked, not proved. The rules of a
// sentence, each against the one to three source sentences that it agrees with most:
//
//   GRD-NUMBER    a figure that stands nowhere beside what the sentence talks about
//   GRD-DATE      a day that no source names
//   GRD-NAME      a name that no source has
//   GRD-NEGATION  a denial, or none where the source denies
//   GRD-POLARITY  the opposite of what the source says: rises for falls, after for before
//   GRD-DEGREE    how much or how surely, where the source does not say so: significant, all, only
//   GRD-QUOTE     quotation marks around words that no source has
//   GRD-TUPLE     a name beside an action that no source sentence tells of it
//   GRD-HEDGE     what the source plans, expects or holds possible, said as a fact
//   GRD-COVERAGE  a sentence that the sources hardly talk about
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "services/summarization/domain/guard_tuples.h"
#include "services/summarization/domain/numbers.h"
#include "services/summarization/domain/shadow.h"

namespace sennight::summarization {

// Why a sentence is not supported.
struct Doubt {
  std::string rule;
  std::string evidence;  // What is printed and what decided it.
};

// The words of a text that the rules look at.
struct GuardedText {
  std::unordered_set<std::u32string> words;  // In lower case, and their stems.
  std::vector<std::u32string> content;       // Terms, each once.
  std::vector<Number> numbers;
  Doing doing;
  std::u32string key;
};

GuardedText ReadGuarded(const Shadow& shadow, const Range& source_range);

// Checks sentences against source texts. Safe for concurrent use once built.
class Guard {
 public:
  // A sentence of a source: the text that was added, and the range in it.
  struct Place {
    int text = 0;
    Range range;
  };

  // Adds a source text, such as an event's title or body; returns its number, from 0.
  int Add(std::string_view utf8);

  // Returns how many source sentences there are: comparing one takes time for each.
  size_t size() const { return known_.size(); }

  // Returns what is doubtful about a sentence; empty if it is supported.
  std::vector<Doubt> Check(std::string_view sentence) const;

  // Returns the source sentence that says most of it, if any says some.
  std::optional<Place> Nearest(std::string_view sentence) const;

 private:
  struct Known {
    Place place;
    GuardedText text;
  };
  // Source sentences [first, last) of one text.
  struct Window {
    size_t first = 0;
    size_t last = 0;
    double covered = 0;  // Of the sentence's content, 0 to 1.
  };

  Window Align(const GuardedText& sentence, size_t longest) const;
  bool Has(const Window& window, const std::u32string& word) const;
  bool SaysDegree(const Window& window, const std::u32string& word) const;
  std::vector<size_t> MostAlike(const GuardedText& sentence, size_t most) const;
  bool SaysAnywhere(const std::u32string& word) const;
  bool Supports(const Number& number, const GuardedText& sentence) const;
  void CheckNumbers(const GuardedText& sentence, std::vector<Doubt>* doubts) const;
  void CheckNames(const Shadow& shadow, std::vector<Doubt>* doubts) const;
  void CheckQuotes(const Shadow& shadow, std::vector<Doubt>* doubts) const;
  void CheckHedges(const GuardedText& sentence, const Window& window,
                   std::vector<Doubt>* doubts) const;
  void CheckTuples(const GuardedText& sentence, std::vector<Doubt>* doubts) const;
  void CheckWords(const GuardedText& sentence, const Window& window,
                  std::vector<Doubt>* doubts) const;
  // A sentence that says again what one source sentence says, but for its denial.
  void CheckLostDenial(const GuardedText& sentence, const Window& window,
                       std::vector<Doubt>* doubts) const;
  void CheckPhrases(const GuardedText& sentence, const Window& window,
                    std::vector<Doubt>* doubts) const;

  int texts_ = 0;
  std::vector<Known> known_;
  std::unordered_set<std::u32string> words_;     // Of all sources.
  std::unordered_set<std::u32string> prefixes_;  // The beginnings of long ones.
  std::u32string all_;                           // All sources, one after the other.
};

}  // namespace sennight::summarization
