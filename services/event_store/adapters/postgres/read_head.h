// The log's own row.
#pragma once

#include <string>

#include <pqxx/result>

#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/domain/event_log.h"

namespace sennight::event_store {

// A log whose row the transaction has locked.
struct LockedLog : Head {
  std::string head_event_id = {};  // Of the event at the head, if it is known.
};

// Reads `head`, `epoch` and `recorded_us` from a row that has them.
Head HeadOf(const pqxx::row& row);

Head SelectHead(Transaction& transaction);

// Locks the log until the transaction ends: whoever writes to it begins with this.
LockedLog LockLog(Transaction& transaction);

}  // namespace sennight::event_store
