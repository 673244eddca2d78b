// Makes the filters that searches of texts ask before they look at the texts.
#pragma once

#include <cstdint>

#include "services/event_store/adapters/postgres/transaction.h"

namespace sennight::event_store {

// A filter's last position is less than this behind its first: so searches find those of a range.
// Filters are stored, so this must never grow.
inline constexpr int64_t kMostFilterSpan = 1000;

// Makes the filters of the events of (after, last], at most kMostFilterSpan, which have none yet.
void FilterTexts(Transaction& transaction, int64_t after, int64_t last);

}  // namespace sennight::event_store
