// What is said about a composed digest.
#pragma once

#include <string>

#include "sennight/gateway/v1/digest_service.pb.h"

namespace sennight::cli {

using Findings = google::protobuf::RepeatedPtrField<digest::v1::Finding>;

// Returns what a digest was made from: events read, stories, sections, references.
std::string CountsOf(const digest::v1::Digest& digest);

// Returns the findings by severity, such as `0 errors, 2 warnings, 1 remark`.
std::string FindingCountsOf(const Findings& findings);

// Returns the rules of the errors and warnings, such as `DATE-OUT-WINDOW, REF-NO-URL (2)`; empty if
// there are none.
std::string GraveRulesOf(const Findings& findings);

// Returns the errors and warnings, one a line.
std::string GraveFindingsOf(const Findings& findings);

// Returns the events that are not in the digest by reason, such as `3 off topic, 2 out of window`.
std::string LeftOutCountsOf(const gateway::v1::ComposeDigestResponse& composed);

// Returns the milliseconds of each step, such as `reading events 3.1, summarizing 8.0`.
std::string StepTimesOf(const gateway::v1::ComposeDigestResponse& composed);

// Returns `count` and the noun, with an s unless it is one.
std::string Counted(int64_t count, const std::string& noun);

}  // namespace sennight::cli
