#include "services/gateway/domain/checks/support.h"

#include <iterator>
#include <unordered_set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/gateway/domain/checks/findings.h"

namespace sennight::gateway::checks {
namespace {

void Append(std::vector<digest::v1::Finding> found, std::vector<digest::v1::Finding>* findings) {
  findings->insert(findings->end(), std::make_move_iterator(found.begin()),
                   std::make_move_iterator(found.end()));
}

}  // namespace

std::vector<std::string> EventsOf(const digest::v1::Digest& digest) {
  std::vector<std::string> event_ids;
  std::unordered_set<std::string> known;
  const auto add = [&](const EventIds& ids) {
    for (const std::string& id : ids) {
      if (event_ids.size() < kMaxVerifiedEvents && known.insert(id).second) {
        event_ids.push_back(id);
      }
    }
  };
  for (const digest::v1::Section& section : digest.sections()) {
    for (const digest::v1::Story& story : section.stories()) add(story.event_ids());
  }
  for (const digest::v1::BriefStory& brief : digest.in_brief()) add(brief.event_ids());
  for (const digest::v1::Reference& reference : digest.references()) add(reference.event_ids());
  return event_ids;
}

void AddVerified(const digest::v1::Digest& digest,
                 const summarization::v1::VerifyDigestResponse& verified,
                 std::vector<digest::v1::Finding>* findings) {
  findings->insert(findings->end(), verified.findings().begin(), verified.findings().end());
  Findings found(digest.language());
  for (const summarization::v1::DoubtfulClaim& claim : verified.claims()) {
    const std::string reasons =
        claim.reasons().empty() ? "" : absl::StrCat(absl::StrJoin(claim.reasons(), ", "), ": ");
    found.Add(claim.is_checked() ? kClaimChecked : kClaimUnsupported, claim.path(),
              absl::StrCat(reasons, claim.text()));
  }
  Append(found.Take(), findings);
}

void AddNotVerified(const digest::v1::Digest& digest, std::vector<digest::v1::Finding>* findings) {
  Findings found(digest.language());
  found.Add(kNotVerified, "");
  Append(found.Take(), findings);
}

}  // namespace sennight::gateway::checks
