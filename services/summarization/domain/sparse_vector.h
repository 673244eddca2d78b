// Vectors of terms and concepts, and how alike two of them are.
#pragma once

#include <utility>
#include <vector>

namespace sennight::summarization {

// A vector of few entries, sorted by id.
struct SparseVector {
  std::vector<std::pair<int, double>> entries;
  double norm = 0;

  // Adds up equal ids, sorts and takes the norm.
  static SparseVector Of(std::vector<std::pair<int, double>> entries);

  // Sets the norm to that of the entries.
  void TakeNorm();
};

// Returns the weight of an id, 0 if it is not there.
double WeightIn(const SparseVector& vector, int id);

double Dot(const SparseVector& a, const SparseVector& b);
double Cosine(const SparseVector& a, const SparseVector& b);

// A vector laid out by id, for comparing many with it.
class WideVector {
 public:
  // Takes the place of the vector before.
  void Set(const SparseVector& vector);

  // Returns what Cosine of both would.
  double CosineWith(const SparseVector& other) const;

 private:
  std::vector<double> weights_;  // By id; 0 for those it has not.
  SparseVector set_;
};

}  // namespace sennight::summarization
