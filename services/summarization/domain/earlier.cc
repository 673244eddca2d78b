#include "services/summarization/domain/earlier.h"

#include <algorithm>
#include <compare>
#include <set>

#include "services/summarization/domain/quality.h"

namespace sennight::summarization {
namespace {

// How much of a title's words a story must say for both to tell of one matter: where they name the
// same product, and where they only name the same organisation.
constexpr double kAlikeProduct = 0.15;
constexpr double kAlikeOther = 0.45;

// Returns how much of what `title` says, by rarity, `report` says too.
double ShareSaid(const SparseVector& title, const SparseVector& report) {
  double said = 0;
  for (const auto& [term, weight] : title.entries) {
    if (WeightIn(report, term) > 0) said += weight * weight;
  }
  return title.norm > 0 ? said / (title.norm * title.norm) : 0;
}

bool ShareProduct(const Features& a, const Features& b) { return Share(a.products, b.products); }

}  // namespace

struct EarlierReports::Rank {
  bool same_product = false;
  double said = 0;
  absl::CivilDay day;

  friend bool operator<(const Rank& a, const Rank& b) {
    if (a.same_product != b.same_product) return b.same_product;
    if (a.said != b.said) return a.said < b.said;
    return a.day < b.day;
  }
};

EarlierReports::EarlierReports(const Material& material) : material_(material) {
  for (size_t i = 0; i < material.reports.size(); ++i) {
    const bool is_earlier =
        i >= material.first_earlier || material.times[i].timing == Timing::kBackground;
    if (is_earlier) Add(static_cast<int>(i));
  }
}

void EarlierReports::Add(int report) {
  const Report& read = material_.reports[report];
  const EventTime& time = material_.times[report];
  const bool is_before = material_.window != nullptr &&
                         time.reported.value_or(time.day) < material_.window->start() &&
                         time.day < material_.window->start();
  if (!is_before || read.language != material_.language) return;
  if (!IsPrintable(read, read.sentences.front())) return;
  const Features& features = material_.features[report];
  for (const int name : features.products) by_concept_[name].push_back(report);
  for (const int name : features.organizations) by_concept_[name].push_back(report);
  for (const int name : read.sentences.front().free_names) by_name_[name].push_back(report);
}

EarlierReports::Rank EarlierReports::RankOf(int report, const Draft& draft) const {
  const Features& earlier = material_.features[report];
  Rank rank{.day = material_.times[report].day};
  for (const int member : draft.members) {
    const Features& features = material_.features[member];
    rank.same_product = rank.same_product || ShareProduct(earlier, features);
    rank.said = std::max(rank.said, ShareSaid(earlier.terms, features.terms));
  }
  return rank;
}

int EarlierReports::LastOf(const Draft& draft) const {
  std::set<int> candidates;
  const auto collect = [&](const std::unordered_map<int, std::vector<int>>& index, int name) {
    const auto found = index.find(name);
    if (found != index.end()) candidates.insert(found->second.begin(), found->second.end());
  };
  for (const int name : draft.names) collect(by_concept_, name);
  for (const int member : draft.members) {
    for (const int name : material_.reports[member].sentences.front().free_names) {
      collect(by_name_, name);
    }
  }
  int best = -1;
  Rank best_rank;
  for (const int report : candidates) {
    const Rank rank = RankOf(report, draft);
    if (rank.said < (rank.same_product ? kAlikeProduct : kAlikeOther)) continue;
    if (best >= 0 && !(best_rank < rank)) continue;
    best = report;
    best_rank = rank;
  }
  return best;
}

}  // namespace sennight::summarization
