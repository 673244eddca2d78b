// The sample weeks as the event store would return them.
#pragma once

#include <string>
#include <vector>

#include "sennight/event/v1/event.pb.h"
#include "sennight/summarization/v1/summarization_service.pb.h"
#include "sennight/topic/v1/topic.pb.h"

namespace sennight::summarization::testing {

// Reads `deploy/topics/<name>.textproto`.
topic::v1::Topic ReadTopic(const std::string& name);

// Reads `deploy/samples/<name>.jsonl`: repaired as the importer does, with ids, positions and
// canonical addresses; a line that repeats an earlier report is left out.
std::vector<event::v1::Event> ReadSampleEvents(const std::string& name);

// Returns a start for the window [start, end) in the topic's time zone.
v1::SummarizeWindowStart MakeStart(const topic::v1::Topic& topic, const std::string& language,
                                   const std::string& start, const std::string& end);

// Returns the digest as a person reads it, with supports left out.
std::string Readable(const v1::SummarizeWindowResponse& response);

}  // namespace sennight::summarization::testing
