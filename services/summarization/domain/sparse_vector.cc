#include "services/summarization/domain/sparse_vector.h"

#include <algorithm>
#include <cmath>

namespace sennight::summarization {

SparseVector SparseVector::Of(std::vector<std::pair<int, double>> entries) {
  std::sort(entries.begin(), entries.end());
  SparseVector vector;
  vector.entries = std::move(entries);
  size_t last = 0;
  for (size_t i = 1; i < vector.entries.size(); ++i) {
    if (vector.entries[i].first == vector.entries[last].first) {
      vector.entries[last].second += vector.entries[i].second;
    } else {
      vector.entries[++last] = vector.entries[i];
    }
  }
  if (!vector.entries.empty()) vector.entries.resize(last + 1);
  vector.TakeNorm();
  return vector;
}

void SparseVector::TakeNorm() {
  double squares = 0;
  for (const auto& [id, weight] : entries) squares += weight * weight;
  norm = std::sqrt(squares);
}

double Dot(const SparseVector& a, const SparseVector& b) {
  double sum = 0;
  auto at_a = a.entries.begin();
  auto at_b = b.entries.begin();
  while (at_a != a.entries.end() && at_b != b.entries.end()) {
    if (at_a->first < at_b->first) {
      ++at_a;
    } else if (at_b->first < at_a->first) {
      ++at_b;
    } else {
      sum += (at_a++)->second * (at_b++)->second;
    }
  }
  return sum;
}

double WeightIn(const SparseVector& vector, int id) {
  const auto found =
      std::lower_bound(vector.entries.begin(), vector.entries.end(), id,
                       [](const auto& entry, int wanted) { return entry.first < wanted; });
  return found != vector.entries.end() && found->first == id ? found->second : 0;
}

double Cosine(const SparseVector& a, const SparseVector& b) {
  return a.norm > 0 && b.norm > 0 ? Dot(a, b) / (a.norm * b.norm) : 0;
}

void WideVector::Set(const SparseVector& vector) {
  for (const auto& [id, weight] : set_.entries) weights_[id] = 0;
  set_ = vector;
  for (const auto& [id, weight] : set_.entries) {
    if (static_cast<size_t>(id) >= weights_.size()) weights_.resize(id + 1, 0);
    weights_[id] = weight;
  }
}

double WideVector::CosineWith(const SparseVector& other) const {
  if (set_.norm <= 0 || other.norm <= 0) return 0;
  double dot = 0;
  for (const auto& [id, weight] : other.entries) {
    if (static_cast<size_t>(id) >= weights_.size()) break;
    dot += weights_[id] * weight;
  }
  return dot / (set_.norm * other.norm);
}

}  // namespace sennight::summarization
