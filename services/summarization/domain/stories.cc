#include "services/summarization/domain/stories.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <utility>

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

// What leads from one report to others, by kind and id.
enum class KeyKind { kTerm, kConcept, kPair, kNumber };
using Key = std::pair<KeyKind, uint64_t>;

struct KeyHash {
  size_t operator()(const Key& key) const {
    // Fibonacci hashing: ids are small numbers and pairs of such.
    const uint64_t mixed = (key.second ^ (key.second >> 29)) * 0x9E3779B97F4A7C15ULL;
    return static_cast<size_t>((mixed ^ (mixed >> 32)) + static_cast<uint64_t>(key.first));
  }
};

uint64_t PairOf(int a, int b) {
  return (static_cast<uint64_t>(a) << 32) | static_cast<uint32_t>(b);
}

// Adds the rarest of the words that another report has too.
void AddRarest(const SparseVector& words, size_t most, const Rarity& rarity,
               std::vector<Key>* keys) {
  std::vector<std::pair<double, int>> ranked;
  for (const auto& [term, weight] : words.entries) {
    if (rarity.IsShared(term)) ranked.emplace_back(-weight * rarity.OfTerm(term), term);
  }
  std::sort(ranked.begin(), ranked.end());
  for (size_t i = 0; i < ranked.size() && i < most; ++i) {
    keys->emplace_back(KeyKind::kTerm, ranked[i].second);
  }
}

std::vector<Key> KeysOf(const MergeItem& item, const ConceptTable& table, const Rarity& rarity) {
  std::vector<Key> keys;
  AddRarest(item.features->terms, kRarestTerms, rarity, &keys);
  AddRarest(item.features->title_latin, kRarestLatin, rarity, &keys);
  AddRarest(item.features->head_latin, kRarestLatin, rarity, &keys);
  std::vector<int> indications;
  for (const auto& [index, weight] : item.features->concepts.entries) {
    const auto concept_class = table.at(index).concept_class;
    if (concept_class == topic::v1::CONCEPT_CLASS_INDICATION) indications.push_back(index);
  }
  for (const int name : item.features->products) keys.emplace_back(KeyKind::kConcept, name);
  for (const int name : item.features->organizations) keys.emplace_back(KeyKind::kConcept, name);
  for (const int action : item.features->actions) {
    for (const int indication : indications) {
      keys.emplace_back(KeyKind::kPair, PairOf(action, indication));
    }
  }
  for (const uint64_t number : item.features->numbers) keys.emplace_back(KeyKind::kNumber, number);
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

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
  std::unordered_map<Key, std::vector<int>, KeyHash> postings;
  SharedKeys shared(items.size());
  std::vector<Edge> edges;
  for (int i = 0; i < static_cast<int>(items.size()); ++i) {
    for (const Key& key : KeysOf(items[i], table, rarity)) {
      std::vector<int>& posting = postings[key];
      const size_t first = posting.size() > kMaxPosting ? posting.size() - kMaxPosting : 0;
      for (size_t place = first; place < posting.size(); ++place) shared.Count(posting[place]);
      posting.push_back(i);
    }
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
      : items_(items), of_(items.size()), members_(items.size()) {
    known_.reserve(edges.size());
    for (const Edge& edge : edges) known_.emplace(PairOf(edge.a, edge.b), edge.similarity);
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
    std::pair<size_t, size_t>& refused = refused_[PairOf(a, b)];
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
        const auto known = known_.find(PairOf(std::min(a[i], b[j]), std::max(a[i], b[j])));
        if (known != known_.end()) {
          sum += known->second;
          continue;
        }
        if (AreOpposed(items_[a[i]], items_[b[j]])) return false;
        sum += Similarity(items_[a[i]], items_[b[j]]);
      }
    }
    return sum / pairs >= kSameStoryAverage;
  }

  std::span<const MergeItem> items_;
  std::unordered_map<uint64_t, double> known_;  // How similar the ends of the edges are.
  std::unordered_map<uint64_t, std::pair<size_t, size_t>> refused_;
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
