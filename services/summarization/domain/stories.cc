#include "services/summarization/domain/stories.h"

#include <algorithm>
#include <map>
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

// Returns the reports that share most keys; of equals the latest.
std::vector<int> MostShared(const std::unordered_map<int, int>& shared) {
  std::vector<std::pair<int, int>> ordered;
  for (const auto& [report, keys] : shared) ordered.emplace_back(-keys, -report);
  std::sort(ordered.begin(), ordered.end());
  if (ordered.size() > kMaxCandidates) ordered.resize(kMaxCandidates);
  std::vector<int> reports;
  for (const auto& [keys, report] : ordered) reports.push_back(-report);
  return reports;
}

// Returns the pairs of reports that share a key, compared.
std::vector<Edge> FindEdges(std::span<const MergeItem> items, const ConceptTable& table,
                            const Rarity& rarity) {
  std::map<Key, std::vector<int>> postings;
  std::vector<Edge> edges;
  for (int i = 0; i < static_cast<int>(items.size()); ++i) {
    std::unordered_map<int, int> shared;  // How many keys a report shares.
    for (const Key& key : KeysOf(items[i], table, rarity)) {
      std::vector<int>& posting = postings[key];
      const size_t first = posting.size() > kMaxPosting ? posting.size() - kMaxPosting : 0;
      for (size_t place = first; place < posting.size(); ++place) ++shared[posting[place]];
      posting.push_back(i);
    }
    for (const int other : MostShared(shared)) {
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
  explicit Groups(std::span<const MergeItem> items)
      : items_(items), of_(items.size()), members_(items.size()) {
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
        if (AreOpposed(items_[a[i]], items_[b[j]])) return false;
        sum += Similarity(items_[a[i]], items_[b[j]]);
        ++pairs;
      }
    }
    return sum / pairs >= kSameStoryAverage;
  }

  std::span<const MergeItem> items_;
  std::unordered_map<uint64_t, std::pair<size_t, size_t>> refused_;
  std::vector<int> of_;
  std::vector<std::vector<int>> members_;
};

}  // namespace

std::vector<std::vector<int>> MergeStories(std::span<const MergeItem> items,
                                           const ConceptTable& table, const Rarity& rarity) {
  Groups groups(items);
  for (const Edge& edge : FindEdges(items, table, rarity)) groups.Join(edge);
  return groups.Take();
}

}  // namespace sennight::summarization
