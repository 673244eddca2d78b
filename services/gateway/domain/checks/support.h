// What the summarization service says of a digest's sentences, as findings.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "sennight/digest/v1/digest.pb.h"
#include "sennight/digest/v1/finding.pb.h"
#include "sennight/summarization/v1/summarization_service.pb.h"

namespace sennight::gateway::checks {

// Returns the events that the digest tells from or cites, each once, in the order of their first
// place. What is no id of an event is left out: the verifier says of it that there is none.
std::vector<std::string> EventsOf(const digest::v1::Digest& digest);

// Returns what was verified as findings: one for each claim, and the verifier's own, but for those
// that say of a claim's sentence only that it is not what its support says.
std::vector<digest::v1::Finding> FindingsOf(
    const digest::v1::Digest& digest, const summarization::v1::VerifyDigestResponse& verified);

}  // namespace sennight::gateway::checks
