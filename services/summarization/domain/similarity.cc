#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "services/summarization/domain/stories.h"

namespace sennight::summarization {
namespace {

// How much evidence concepts must give to count fully.
constexpr double kFullEvidence = 6;
// How much rarity shared names of two languages must have to count fully.
constexpr double kFullNames = 12;
constexpr double kSharedNumber = 0.08;
constexpr int kMaxSharedNumbers = 3;
// What an amount of money that both name adds: two deals of one size in a week are rare.
constexpr double kSharedAmount = 0.12;
// What it adds that both name one product or organisation and one action.
constexpr double kSameDoing = 0.18;
constexpr double kOtherNames = 0.4;
constexpr double kOtherAction = 0.7;
constexpr double kDaysDecay = 4;

// Decisions that exclude each other.
constexpr std::array<std::string_view, 4> kOpposites = {"approve", "reject", "hold", "withdraw"};

int CountShared(const std::vector<uint64_t>& a, const std::vector<uint64_t>& b, int most) {
  int shared = 0;
  for (const uint64_t number : a) {
    shared += std::binary_search(b.begin(), b.end(), number) ? 1 : 0;
  }
  return std::min(shared, most);
}

// Returns how much rarity the names have that both reports write in the same letters: the Chinese
// one of two has few other Latin words.
double SharedNames(const SparseVector& a, const SparseVector& b) {
  double rare = 0;
  auto at_b = b.entries.begin();
  for (const auto& [name, rarity] : a.entries) {
    while (at_b != b.entries.end() && at_b->first < name) ++at_b;
    if (at_b != b.entries.end() && at_b->first == name) rare += rarity;
  }
  return std::min(1.0, rare / kFullNames);
}

int DaysApart(const EventTime& a, const EventTime& b) {
  const auto first_a = a.occurred ? a.occurred->first : a.day;
  const auto first_b = b.occurred ? b.occurred->first : b.day;
  if (first_a <= b.day && first_b <= a.day) return 0;
  return static_cast<int>(std::min(std::abs(a.day - first_b), std::abs(b.day - first_a)));
}

bool NameOthers(const std::vector<int>& a, const std::vector<int>& b) {
  return !a.empty() && !b.empty() && !Share(a, b);
}

}  // namespace

double Similarity(const MergeItem& a, const MergeItem& b) {
  const Features& x = *a.features;
  const Features& y = *b.features;
  const bool same_language = a.report->language == b.report->language;
  const double words = same_language ? Cosine(x.terms, y.terms) : SharedNames(x.names, y.names);
  const double evidence = std::min(1.0, std::min(x.evidence, y.evidence) / kFullEvidence);
  double similarity = 0.5 * words + 0.5 * Cosine(x.concepts, y.concepts) * evidence;
  similarity += kSharedNumber * CountShared(x.numbers, y.numbers, kMaxSharedNumbers);
  similarity += kSharedAmount * CountShared(x.amounts, y.amounts, 1);
  if (same_language && words >= kSameWords) similarity = std::max(similarity, words);
  const bool shares_name = Share(x.products, y.products) || Share(x.organizations, y.organizations);
  const bool shares_action = Share(x.actions, y.actions);
  if (shares_name && shares_action) similarity += kSameDoing;
  if (!shares_name &&
      (NameOthers(x.products, y.products) || NameOthers(x.organizations, y.organizations))) {
    similarity *= kOtherNames;
  }
  if (NameOthers(x.actions, y.actions)) similarity *= kOtherAction;
  return similarity * std::exp(-std::max(0, DaysApart(*a.time, *b.time) - 1) / kDaysDecay);
}

bool AreOpposed(const MergeItem& a, const MergeItem& b, const ConceptTable& table) {
  if (NameOthers(a.features->products, b.features->products)) return true;
  if (DaysApart(*a.time, *b.time) > kMaxDaysApart) return true;
  const auto opposite = [&table](int action) {
    return std::find(kOpposites.begin(), kOpposites.end(), table.at(action).id) != kOpposites.end();
  };
  std::vector<int> first;
  std::vector<int> second;
  std::copy_if(a.features->actions.begin(), a.features->actions.end(), std::back_inserter(first),
               opposite);
  std::copy_if(b.features->actions.begin(), b.features->actions.end(), std::back_inserter(second),
               opposite);
  return NameOthers(first, second);
}

}  // namespace sennight::summarization
