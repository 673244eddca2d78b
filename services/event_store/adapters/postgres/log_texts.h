// The texts of the log, read for near duplicates.
#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/domain/near_duplicates.h"

namespace sennight::event_store {

// A log whose row the transaction has locked.
struct LockedLog {
  int64_t head = 0;
  std::string head_event_id = {};  // Of the event at the head, if it is known.
  int32_t epoch = 1;
  absl::Time recorded_at = absl::InfinitePast();
};

// Brings `texts` to the head of the log: withdraws what was not stored after all, and reads what
// others have stored. The first time it reads up to kRememberedTexts rows.
void CatchUp(Transaction& transaction, const LockedLog& log, NearDuplicates& texts);

}  // namespace sennight::event_store
