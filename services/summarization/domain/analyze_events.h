// The stories of a window's events, before anything is written.
#pragma once

#include <vector>

#include "sennight/summarization/v1/summarization_service.pb.h"

namespace sennight::summarization {

// Puts the events in the store's order and keeps the latest revision of each.
void PutInOrder(std::vector<event::v1::Event>* events);

// Tells which stories the events make, how they rank and which belong together; `earlier` are the
// events of the weeks before. `start` must have passed CheckStart.
v1::AnalyzeEventsResponse AnalyzeEvents(const v1::SummarizeWindowStart& start,
                                        std::vector<event::v1::Event> events,
                                        std::vector<event::v1::Event> earlier = {});

}  // namespace sennight::summarization
