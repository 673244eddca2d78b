// The groups of checks. Each looks at one side of a digest and knows nothing of the others.
#pragma once

#include "sennight/digest/v1/digest.pb.h"
#include "sennight/topic/v1/topic.pb.h"
#include "services/gateway/domain/checks/findings.h"

namespace sennight::gateway::checks {

// Title, highlights, sections, stories and disclaimers are there and fit one another.
void CheckStructure(const digest::v1::Digest& digest, const topic::v1::Topic& topic,
                    Findings* findings);

// Citations and references fit one another, and what needs a citation has one.
void CheckCitations(const digest::v1::Digest& digest, Findings* findings);

// References are complete, dated as they can be, and none stands there twice.
void CheckReferences(const digest::v1::Digest& digest, Findings* findings);

// Addresses are such as may be printed.
void CheckUrls(const digest::v1::Digest& digest, Findings* findings);

// Stories lie in the window, or are marked as late ones.
void CheckDates(const digest::v1::Digest& digest, const topic::v1::Topic& topic,
                Findings* findings);

// Figures can be true, and say of how many.
void CheckNumbers(const digest::v1::Digest& digest, Findings* findings);

// Characters are such as belong into print.
void CheckTypography(const digest::v1::Digest& digest, Findings* findings);

}  // namespace sennight::gateway::checks
