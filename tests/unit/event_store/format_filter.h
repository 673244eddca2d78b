// What a filter was read as.
#pragma once

#include <string>

#include "services/event_store/domain/filter.h"

namespace sennight::event_store {

// Writes a filter so that ParseFilter reads the same again; an empty kAnd is the empty text.
std::string FormatFilter(const Filter& filter);

}  // namespace sennight::event_store
