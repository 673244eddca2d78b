// Where the events of a window are.
#pragma once

#include <cstdint>

#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/domain/event_log.h"

namespace sennight::event_store {

// Returns the window as of `position`, which is not after the head; `epoch` is the log's.
WindowContents SelectWindow(Transaction& transaction, const WindowQuery& query, int64_t position,
                            int32_t epoch);

}  // namespace sennight::event_store
