// What the summarization service says of a digest's sentences, as findings.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "sennight/digest/v1/digest.pb.h"
#include "sennight/digest/v1/finding.pb.h"
#include "sennight/summarization/v1/summarization_service.pb.h"

namespace sennight::gateway::checks {

// Most events that a digest is verified with.
inline constexpr size_t kMaxVerifiedEvents = 2000;

// Returns the events that the digest tells from or cites, each once, in the order of their first
// place; no more than kMaxVerifiedEvents.
std::vector<std::string> EventsOf(const digest::v1::Digest& digest);

// Adds what was verified to `findings`: findings as they are, and a finding for each claim.
void AddVerified(const digest::v1::Digest& digest,
                 const summarization::v1::VerifyDigestResponse& verified,
                 std::vector<digest::v1::Finding>* findings);

// Adds that the digest was not verified, because the service cannot.
void AddNotVerified(const digest::v1::Digest& digest, std::vector<digest::v1::Finding>* findings);

}  // namespace sennight::gateway::checks
