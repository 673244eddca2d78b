#include "services/summarization/domain/groups.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

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

template <typename Belong>
std::vector<std::vector<int>> GroupBy(std::span<const Draft> drafts, size_t most, Belong belong) {
  std::vector<std::vector<int>> groups;
  for (int i = 0; i < static_cast<int>(drafts.size()); ++i) {
    const auto home = std::find_if(groups.begin(), groups.end(), [&](const auto& group) {
      return group.size() < most && belong(drafts[group.front()], drafts[i]);
    });
    if (home != groups.end()) {
      home->push_back(i);
    } else {
      groups.push_back({i});
    }
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
