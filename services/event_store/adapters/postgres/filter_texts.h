// Makes the filters that searches of texts ask before they look at the texts.
#pragma once

#include <cstdint>

#include "services/event_store/adapters/postgres/transaction.h"

namespace sennight::event_store {

// Makes the filters of the events of (after, last], which have none yet.
void FilterTexts(Transaction& transaction, int64_t after, int64_t last);

}  // namespace sennight::event_store
