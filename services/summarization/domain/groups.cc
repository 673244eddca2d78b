#include "services/summarization/domain/groups.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

namespace sennight::summarization {
namespace {

constexpr std::array<std::string_view, 5> kDecisions = {"approve", "reject", "hold", "withdraw",
                                                        "recall"};
constexpr std::array<std::string_view, 4> kDeals = {"finance", "acquire", "license", "ipo"};

template <size_t N>
bool IsOneOf(int action, const std::array<std::string_view, N>& ids, const Material& material) {
  if (action < 0) return false;
  const std::string& id = material.lexicon->concepts.at(action).id;
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

bool AreOneKindOfDecision(const Draft& a, const Draft& b, const Material& material) {
  return IsOneOf(a.action, kDecisions, material) && a.action == b.action &&
         a.category == b.category && a.regulator >= 0 && a.regulator == b.regulator &&
         !a.names.empty() && !b.names.empty() && std::abs(a.day - b.day) <= kDecisionDays;
}

bool AreRelated(const Draft& a, const Draft& b, const Material& material) {
  if (std::abs(a.day - b.day) > kRelatedDays) return false;
  if (Share(a.occasions, b.occasions) || Share(a.organizations, b.organizations)) return true;
  return IsOneOf(a.action, kDeals, material) && a.action == b.action && Share(a.kinds, b.kinds);
}

// What two stories that belong together have in common, by kind: one of these at least.
enum class KeyKind { kOccasion, kOrganization, kDeal, kDecision };
using Key = std::tuple<KeyKind, int, int>;

std::vector<Key> KeysOf(const Draft& draft) {
  std::vector<Key> keys;
  for (const int occasion : draft.occasions) keys.emplace_back(KeyKind::kOccasion, occasion, 0);
  for (const int name : draft.organizations) keys.emplace_back(KeyKind::kOrganization, name, 0);
  for (const int kind : draft.kinds) keys.emplace_back(KeyKind::kDeal, draft.action, kind);
  if (draft.action >= 0 && draft.regulator >= 0) {
    keys.emplace_back(KeyKind::kDecision, draft.action, draft.regulator);
  }
  return keys;
}

// Puts each story into the first group whose first story it belongs to.
template <typename Belong>
std::vector<std::vector<int>> GroupBy(std::span<const Draft> drafts, size_t most, Belong belong) {
  std::vector<std::vector<int>> groups;
  std::map<Key, std::set<int>> open;  // The groups whose first story has the key.
  for (int i = 0; i < static_cast<int>(drafts.size()); ++i) {
    const std::vector<Key> keys = KeysOf(drafts[i]);
    std::set<int> candidates;
    for (const Key& key : keys) {
      const auto known = open.find(key);
      if (known != open.end()) candidates.insert(known->second.begin(), known->second.end());
    }
    const auto home = std::find_if(candidates.begin(), candidates.end(), [&](int group) {
      return belong(drafts[groups[group].front()], drafts[i]);
    });
    if (home == candidates.end()) {
      if (most > 1) {
        for (const Key& key : keys) open[key].insert(static_cast<int>(groups.size()));
      }
      groups.push_back({i});
      continue;
    }
    std::vector<int>& group = groups[*home];
    group.push_back(i);
    if (group.size() < most) continue;
    for (const Key& key : KeysOf(drafts[group.front()])) open[key].erase(*home);
  }
  return groups;
}

}  // namespace

std::vector<std::vector<int>> GroupStories(std::span<const Draft> drafts,
                                           const Material& material) {
  return GroupBy(drafts, drafts.size(), [&material](const Draft& a, const Draft& b) {
    return AreOneKindOfDecision(a, b, material) || AreRelated(a, b, material);
  });
}

std::vector<std::vector<int>> GroupIntoSections(std::span<const Draft> drafts,
                                                const Material& material, int max_stories) {
  const auto belong = [&material](const Draft& a, const Draft& b) {
    if (AreOneKindOfDecision(a, b, material)) return true;
    // The heading of decisions says who decided what: it is true of decisions only.
    return a.category == b.category && !IsOneOf(a.action, kDecisions, material) &&
           !IsOneOf(b.action, kDecisions, material) && AreRelated(a, b, material);
  };
  return GroupBy(drafts, static_cast<size_t>(max_stories), belong);
}

}  // namespace sennight::summarization
