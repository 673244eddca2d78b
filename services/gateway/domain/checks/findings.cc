#include "services/gateway/domain/checks/findings.h"

#include <algorithm>
#include <charconv>
#include <tuple>
#include <utility>

#include "common/text/utf8.h"

namespace sennight::gateway::checks {
namespace {

std::string Cut(std::string_view evidence) {
  if (text::CodePointCount(evidence) <= kMaxEvidence) return std::string(evidence);
  return text::Slice(evidence, 0, kMaxEvidence - 1) + "…";
}

// A path's parts, so that /sections/10 comes after /sections/2.
std::vector<std::pair<int, std::string_view>> PartsOf(std::string_view path) {
  std::vector<std::pair<int, std::string_view>> parts;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view part = path.substr(0, path.find('/'));
    int number = -1;
    std::from_chars(part.data(), part.data() + part.size(), number);
    parts.emplace_back(number, part);
    path.remove_prefix(part.size());
  }
  return parts;
}

// The gravest first; what has no severity comes last.
int Rank(const digest::v1::Finding& finding) {
  return finding.severity() == digest::v1::SEVERITY_UNSPECIFIED
             ? digest::v1::Severity_MAX + 1
             : static_cast<int>(finding.severity());
}

bool IsGraver(const digest::v1::Finding& a, const digest::v1::Finding& b) {
  const auto a_parts = PartsOf(a.path());
  const auto b_parts = PartsOf(b.path());
  return std::forward_as_tuple(Rank(a), a_parts, a.rule_id(), a.evidence()) <
         std::forward_as_tuple(Rank(b), b_parts, b.rule_id(), b.evidence());
}

}  // namespace

void Findings::Add(const Rule& rule, std::string_view path, std::string_view evidence,
                   const EventIds& event_ids) {
  if (found_.size() >= kMaxFindings) return;
  const std::string short_evidence = Cut(evidence);
  digest::v1::Finding& finding =
      found_.emplace_back(findings::Broken(rule, language_, path, {short_evidence}));
  finding.set_evidence(short_evidence);
  const int named = std::min(event_ids.size(), kMaxFindingEvents);
  finding.mutable_event_ids()->Assign(event_ids.begin(), event_ids.begin() + named);
}

void SortByGravity(std::vector<digest::v1::Finding>* findings) {
  std::stable_sort(findings->begin(), findings->end(), IsGraver);
}

namespace internal {

std::string PathPart(std::string_view name) { return "/" + std::string(name); }

std::string PathPart(int index) { return "/" + std::to_string(index); }

}  // namespace internal
}  // namespace sennight::gateway::checks
