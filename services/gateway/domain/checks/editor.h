// The checks that an editor makes before a digest is published.
#pragma once

#include <vector>

#include "sennight/digest/v1/digest.pb.h"
#include "sennight/digest/v1/finding.pb.h"
#include "sennight/topic/v1/topic.pb.h"

namespace sennight::gateway::checks {

// Adds what the checks of all groups find in a digest of `topic` to `findings`, which may hold
// some already, and sorts them: the gravest first, then by place.
void CheckLikeAnEditor(const digest::v1::Digest& digest, const topic::v1::Topic& topic,
                       std::vector<digest::v1::Finding>* findings);

}  // namespace sennight::gateway::checks
