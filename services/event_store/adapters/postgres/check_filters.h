// Finds filters of texts by which a search would miss what it looks for.
#pragma once

#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/domain/store_check.h"

namespace sennight::event_store {

// Makes every filter again from its texts and tells of those that differ, with the first of their
// positions. Memory for a few hundred texts.
void CheckFilters(Transaction& transaction, const FindingSink& sink);

}  // namespace sennight::event_store
