// What an editor asks of an analysis.
#pragma once

#include <string>

#include "sennight/gateway/v1/digest_service.pb.h"
#include "sennight/summarization/v1/summarization_service.pb.h"

namespace sennight::gateway {

// Returns the analysis, or what of it concerns `event_id` if it is not empty.
gateway::v1::ExplainDigestResponse Explanation(const std::string& event_id,
                                               summarization::v1::AnalyzeEventsResponse analysis);

}  // namespace sennight::gateway
