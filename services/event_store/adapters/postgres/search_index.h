// Sorts titles into the index of search terms, after their events have been stored, and makes
// events searchable that were stored before search was there.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "services/event_store/adapters/postgres/transaction.h"

namespace sennight::event_store {

// Most events that one call sorts in.
inline constexpr int64_t kEventsIndexedAtOnce = 1000;

struct IndexProgress {
  int64_t indexed_to = 0;  // Positions up to here are sorted in.
  int64_t head = 0;
  bool may_filter = true;  // Whether the role may make filters of texts.
};

// Sorts in the next events. Of several programs that do so at the same time, one does. A role whose
// privileges are of before migration 10 sorts titles in, and leaves texts without filters.
absl::StatusOr<IndexProgress> IndexForSearch(Transaction& transaction);

}  // namespace sennight::event_store
