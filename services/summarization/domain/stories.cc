#include "services/summarization/domain/stories.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "services/summarization/domain/id_table.h"
#include "services/summarization/domain/sort_unique.h"

namespace sennight::summarization {
namespace {

// How many of a report's rarest words are keys.
constexpr size_t kRarestTerms = 8;
// How many of the rarest words in Latin letters, in the title and at the beginning.
constexpr size_t kRarestLatin = 4;

struct Edge {
  double similarity = 0;
  int a = 0;
  int b = 0;
};

// What leads from one report to others: an id with its kind in the upper bits.
enum class KeyKind : uint64_t { kTerm, kConcept, kPair, kNumber };
constexpr int kKindBits = 2;

uint64_t KeyOf(KeyKind kind, uint64_t id) {
  constexpr int kIdBits = 64 - kKindBits;
  return static_cast<uint64_t>(kind) << kIdBits | (id & ((uint64_t{1} << kIdBits) - 1));
}

// Finds the keys of reports. Room is kept from one to the next.
class KeyReader {
 public:
  KeyReader(const ConceptTable& table, const Rarity& rarity) : table_(table), rarity_(rarity) {}

  // Returns the keys of a report, each once, until the next call.
  std::span<const uint64_t> Read(const Features& features) {
    keys_.clear();
    AddRarest(features.terms, kRarestTerms);
    AddRarest(features.title_latin, kRarestLatin);
    AddRarest(features.head_latin, kRarestLatin);
    for (const int name : features.products) Add(KeyKind::kConcept, name);
    for (const int name : features.organizations) Add(KeyKind::kConcept, name);
    for (const auto& [index, weight] : features.concepts.entries) {
      if (table_.at(index).concept_class != topic::v1::CONCEPT_CLASS_INDICATION) continue;
      for (const int action : features.actions) Add(KeyKind::kPair, PairOf(action, index));
    }
    for (const uint64_t number : features.numbers) Add(KeyKind::kNumber, number);
    SortUnique(&keys_);
    return keys_;
  }

 private:
  void Add(KeyKind kind, uint64_t id) { keys_.push_back(KeyOf(kind, id)); }

  // Adds the rarest of the words that another report has too.
  void AddRarest(const SparseVector& words, size_t most) {
    ranked_.clear();
    for (const auto& [term, weight] : words.entries) {
      if (rarity_.IsShared(term)) ranked_.emplace_back(-weight * rarity_.OfTerm(term), term);
    }
    if (ranked_.size() > most) {
      std::nth_element(ranked_.begin(), ranked_.begin() + static_cast<int64_t>(most),
                       ranked_.end());
      ranked_.resize(most);
    }
    for (const auto& [rank, term] : ranked_) Add(KeyKind::kTerm, term);
  }

  const ConceptTable& table_;
  const Rarity& rarity_;
  std::vector<std::pair<double, int>> ranked_;
  std::vector<uint64_t> keys_;
};

// The reports that have each key, one list behind another.
class Postings {
 public:
  Postings(std::span<const MergeItem> items, const ConceptTable& table, const Rarity& rarity) {
    KeyReader reader(table, rarity);
    IdTable keys;
    first_key_.reserve(items.size() + 1);
    for (const MergeItem& item : items) {
      first_key_.push_back(keys_.size());
      for (const uint64_t key : reader.Read(*item.features)) keys_.push_back(keys.Add(key));
    }
    first_key_.push_back(keys_.size());
    begins_.assign(keys.size() + 1, 0);
    for (const int key : keys_) ++begins_[key + 1];
    std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
    ends_.assign(begins_.begin(), begins_.end() - 1);
    reports_.resize(keys_.size());
  }

  // Calls visit(earlier) for the reports before `report` that share a key with it, the latest
  // kMaxPosting of each, once for each key; to be called for each report in their order.
  template <typename Visit>
  void ForEachBefore(int report, Visit visit) {
    for (size_t i = first_key_[report]; i < first_key_[report + 1]; ++i) {
      const int key = keys_[i];
      int& end = ends_[key];
      for (int at = std::max(begins_[key], end - kMaxPosting); at < end; ++at) visit(reports_[at]);
      reports_[end++] = report;
    }
  }

 private:
  std::vector<int> keys_;          // Of each report, one list behind another,
  std::vector<size_t> first_key_;  // and where each begins; last the end.
  std::vector<int> begins_;        // By key: where its reports begin,
  std::vector<int> ends_;          // and where those that have come end.
  std::vector<int> reports_;
};

// Counts how many keys the reports before one share with it.
class SharedKeys {
 public:
  explicit SharedKeys(size_t reports) : counts_(reports, 0) {}

  void Count(int report) {
    if (counts_[report]++ == 0) touched_.push_back(report);
  }

  // Returns the reports that share most keys, of equals the latest, and forgets the counts.
  std::vector<int> TakeMost() {
    // Most share one key only: those that share more are found by how many share how many.
    std::vector<int> sharing;
    for (const int report : touched_) {
      const auto keys = static_cast<size_t>(counts_[report]);
      if (keys >= sharing.size()) sharing.resize(keys + 1, 0);
      ++sharing[keys];
    }
    size_t least = sharing.size();
    for (size_t found = 0; least > 1 && found < kMaxCandidates;) found += sharing[--least];
    std::vector<int> most;
    for (const int report : touched_) {
      if (counts_[report] >= static_cast<int>(least)) most.push_back(report);
    }
    const auto before = [this](int a, int b) {
      return counts_[a] != counts_[b] ? counts_[a] > counts_[b] : a > b;
    };
    if (most.size() > kMaxCandidates) {
      std::nth_element(most.begin(), most.begin() + kMaxCandidates, most.end(), before);
      most.resize(kMaxCandidates);
    }
    std::sort(most.begin(), most.end(), before);
    for (const int report : touched_) counts_[report] = 0;
    touched_.clear();
    return most;
  }

 private:
  std::vector<int> counts_;
  std::vector<int> touched_;
};

// Returns the pairs of reports that share a key, compared.
std::vector<Edge> FindEdges(std::span<const MergeItem> items, const ConceptTable& table,
                            const Rarity& rarity) {
  Postings postings(items, table, rarity);
  SharedKeys shared(items.size());
  std::vector<Edge> edges;
  for (int i = 0; i < static_cast<int>(items.size()); ++i) {
    postings.ForEachBefore(i, [&shared](int other) { shared.Count(other); });
    for (const int other : shared.TakeMost()) {
      if (AreOpposed(items[other], items[i])) continue;
      const double similarity = Similarity(items[other], items[i]);
      if (similarity >= kSameStoryPair) {
        edges.push_back({similarity, other, i});
      }
    }
  }
  std::sort(edges.begin(), edges.end(), [](const Edge& x, const Edge& y) {
    if (x.similarity != y.similarity) return x.similarity > y.similarity;
    return std::pair(x.a, x.b) < std::pair(y.a, y.b);
  });
  return edges;
}

// Groups of reports that grow together.
class Groups {
 public:
  Groups(std::span<const MergeItem> items, std::span<const Edge> edges)
      : items_(items), edges_(edges), of_(items.size()), members_(items.size()) {
    known_.Reserve(edges.size());
    for (const Edge& edge : edges) known_.Add(PairOf(edge.a, edge.b));
    for (int i = 0; i < static_cast<int>(items.size()); ++i) {
      of_[i] = i;
      members_[i] = {i};
    }
  }

  // Joins the groups of both ends if they belong together as wholes.
  void Join(const Edge& edge) {
    const int a = std::min(of_[edge.a], of_[edge.b]);
    const int b = std::max(of_[edge.a], of_[edge.b]);
    if (a == b) return;
    // Groups that were refused are not asked again before they have grown.
    const auto sizes = std::pair(members_[a].size(), members_[b].size());
    const auto asked = static_cast<size_t>(asked_.Add(PairOf(a, b)));
    if (asked == refused_.size()) refused_.emplace_back();
    std::pair<size_t, size_t>& refused = refused_[asked];
    if (refused == sizes) return;
    if (!BelongTogether(members_[a], members_[b])) {
      refused = sizes;
      return;
    }
    for (const int member : members_[b]) of_[member] = a;
    members_[a].insert(members_[a].end(), members_[b].begin(), members_[b].end());
    members_[b].clear();
  }

  std::vector<std::vector<int>> Take() {
    std::vector<std::vector<int>> groups;
    for (std::vector<int>& members : members_) {
      if (members.empty()) continue;
      std::sort(members.begin(), members.end());
      groups.push_back(std::move(members));
    }
    return groups;
  }

 private:
  bool BelongTogether(const std::vector<int>& a, const std::vector<int>& b) const {
    double sum = 0;
    int pairs = 0;
    for (size_t i = 0; i < a.size() && i < kMaxCompared; ++i) {
      for (size_t j = 0; j < b.size() && j < kMaxCompared; ++j) {
        ++pairs;
        const int known = known_.Find(PairOf(std::min(a[i], b[j]), std::max(a[i], b[j])));
        if (known != IdTable::kNone) {
          sum += edges_[known].similarity;
          continue;
        }
        if (AreOpposed(items_[a[i]], items_[b[j]])) return false;
        sum += Similarity(items_[a[i]], items_[b[j]]);
      }
    }
    return sum / pairs >= kSameStoryAverage;
  }

  std::span<const MergeItem> items_;
  std::span<const Edge> edges_;
  IdTable known_;  // The ends of the edges, numbered as these are.
  IdTable asked_;  // Groups of which it was asked whether they belong together,
  std::vector<std::pair<size_t, size_t>> refused_;  // and how large they were when they did not.
  std::vector<int> of_;
  std::vector<std::vector<int>> members_;
};

}  // namespace

std::vector<std::vector<int>> MergeStories(std::span<const MergeItem> items,
                                           const ConceptTable& table, const Rarity& rarity) {
  const std::vector<Edge> edges = FindEdges(items, table, rarity);
  Groups groups(items, edges);
  for (const Edge& edge : edges) groups.Join(edge);
  return groups.Take();
}

}  // namespace sennight::summarization
