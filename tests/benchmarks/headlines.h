// Made-up weeks of headlines, as large as a benchmark wants.
#pragma once

#include <vector>

#include "sennight/event/v1/event.pb.h"

namespace sennight::benchmarks {

// Returns `count` reports of title, lead and entities from 9 to 15 December 2025, as a busy field
// has them: stories of 1 to 40 reports, most of them small; near-duplicates, which differ in some
// words; organisations that many stories share; two languages. The same number gives the same
// reports.
std::vector<event::v1::Event> MakeHeadlines(int count);

}  // namespace sennight::benchmarks
