// Made-up reports, as many as a benchmark wants.
#pragma once

#include <vector>

#include "sennight/event/v1/event.pb.h"

namespace sennight::benchmarks {

// Returns `count` valid reports of the topic cell-gene-therapy, about 1.2 KB each, two in English
// and one in Chinese of each story; all fall into the week from 9 to 15 December 2025. The same
// numbers give the same reports; `first` tells those of one call from those of another.
std::vector<event::v1::Event> MakeReports(int count, int first = 0);

}  // namespace sennight::benchmarks
