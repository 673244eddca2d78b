// The texts of the log, read for near duplicates.
#pragma once

#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/domain/event_log.h"
#include "services/event_store/domain/near_duplicates.h"

namespace sennight::event_store {

// Brings `texts` to the head of the log, whose row is locked: withdraws what was not stored after
// all, and reads what others have stored. The first time it reads up to kRememberedTexts rows.
void CatchUp(Transaction& transaction, const Head& head, NearDuplicates& texts);

}  // namespace sennight::event_store
