#include "services/gateway/domain/checks/support.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <unordered_set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/gateway/domain/checks/findings.h"
#include "services/gateway/domain/request_form.h"

namespace sennight::gateway::checks {
namespace {

// What the verifier says of a sentence by itself; of each such sentence there is a claim, which has
// compared it with all words of its story.
constexpr std::string_view kOfOneSentence[] = {"CIT-SUPPORT", "CIT-NUMBER", "CIT-NAME"};

// The store knows ids in lower case only.
bool IsEventId(const std::string& id) {
  return IsUuid(id) && std::none_of(id.begin(), id.end(), absl::ascii_isupper);
}

bool IsOfOneSentence(const digest::v1::Finding& finding) {
  return std::find(std::begin(kOfOneSentence), std::end(kOfOneSentence), finding.rule_id()) !=
         std::end(kOfOneSentence);
}

}  // namespace

std::vector<std::string> EventsOf(const digest::v1::Digest& digest) {
  std::vector<std::string> event_ids;
  std::unordered_set<std::string> known;
  const auto add = [&](const EventIds& ids) {
    for (const std::string& id : ids) {
      if (IsEventId(id) && known.insert(id).second) event_ids.push_back(id);
    }
  };
  for (const digest::v1::Section& section : digest.sections()) {
    for (const digest::v1::Story& story : section.stories()) add(story.event_ids());
  }
  for (const digest::v1::BriefStory& brief : digest.in_brief()) add(brief.event_ids());
  for (const digest::v1::Reference& reference : digest.references()) add(reference.event_ids());
  return event_ids;
}

std::vector<digest::v1::Finding> FindingsOf(
    const digest::v1::Digest& digest, const summarization::v1::VerifyDigestResponse& verified) {
  Findings found(digest.language());
  std::unordered_set<std::string> claimed;  // Paths.
  for (const summarization::v1::DoubtfulClaim& claim : verified.claims()) {
    const std::string reasons =
        claim.reasons().empty() ? "" : absl::StrCat(absl::StrJoin(claim.reasons(), ", "), ": ");
    found.Add(claim.is_checked() ? kClaimChecked : kClaimUnsupported, claim.path(),
              absl::StrCat(reasons, claim.text()));
    claimed.insert(claim.path());
  }
  std::vector<digest::v1::Finding> findings = found.Take();
  for (const digest::v1::Finding& finding : verified.findings()) {
    const bool is_told = IsOfOneSentence(finding) && claimed.count(finding.path()) > 0;
    if (!is_told) findings.push_back(finding);
  }
  return findings;
}

}  // namespace sennight::gateway::checks
