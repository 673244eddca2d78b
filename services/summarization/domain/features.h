// What two reports are compared by.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "services/summarization/domain/report.h"
#include "services/summarization/domain/sparse_vector.h"
#include "services/summarization/domain/timing.h"

namespace sennight::summarization {

// How rare terms and concepts are: among the reports of a window, before a background of ordinary
// reports, so that a small window does not make every word rare or common.
class Rarity {
 public:
  Rarity(std::span<const Report> reports, const Vocabulary& vocabulary, int concepts);

  double OfTerm(int term) const { return terms_[term]; }
  double OfConcept(int index) const { return concepts_[index]; }

  // Whether more than one report has the term: others lead from none to another.
  bool IsShared(int term) const { return counts_[term] > 1; }

 private:
  std::vector<int> counts_;
  std::vector<double> terms_;
  std::vector<double> concepts_;
};

// Returns the TF-IDF vector of the terms of a sentence.
SparseVector VectorOf(const std::vector<int>& terms, const Rarity& rarity);

// What a report is about, for merging.
struct Features {
  SparseVector terms;
  SparseVector concepts;
  double evidence = 0;        // How much the concepts say.
  std::vector<int> products;  // Concepts, sorted: what the title names, else the beginning.
  std::vector<int> organizations;
  std::vector<int> actions;
  std::vector<int> decisions;  // Those of the actions that exclude each other.
  std::vector<int> regulators;
  std::vector<int> places;
  std::vector<int> occasions;
  std::vector<int> kinds;       // Modalities, indications and targets that not every report names.
  SparseVector title_latin;     // Words in Latin letters by rarity: of the title,
  SparseVector head_latin;      // and of the title and the beginning.
  std::vector<int> head_names;  // Rare names that no concept explains, sorted: of the beginning,
  std::vector<int> main_names;  // and the most told of them.
  std::vector<uint64_t> numbers;  // Hashes of figures with a unit, sorted.
  std::vector<uint64_t> amounts;  // Those of them that are money.
  bool ranks = false;             // Claims a rank: the first, the only one.
};

Features FeaturesOf(const Report& report, const Lexicon& lexicon, const Rarity& rarity);

// Whether two sorted lists share an element.
bool Share(const std::vector<int>& a, const std::vector<int>& b);

// Returns a hash of what the figure says: equal figures of two languages have equal hashes.
uint64_t KeyOf(const Number& number);

}  // namespace sennight::summarization
