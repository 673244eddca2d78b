// Searches in SQL: an index of terms offers titles, or the events of a range of days are looked
// through; which of them are hits is decided by the domain.
#pragma once

#include "absl/status/statusor.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/domain/event_log.h"

namespace sennight::event_store {

// Most events of a range that are looked through for one page.
inline constexpr int kMaxSearchedEvents = 100'000;

// Returns a page of hits as of `as_of`, a position up to the head.
//
// Errors: as EventLog::Search.
absl::StatusOr<SearchPage> SearchEvents(Transaction& transaction, const SearchQuery& query,
                                        int64_t as_of, int32_t epoch);

}  // namespace sennight::event_store
