// Goes through a whole store and finds what is not as it must be.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/domain/store_check.h"

namespace sennight::event_store {

// Most findings that are listed; all are counted.
inline constexpr size_t kMostListedFindings = 1000;

// What a store is, and what is wrong with it.
struct StoreReport {
  int32_t epoch = 0;
  int64_t head = 0;
  int64_t revisions = 0;  // That are there.
  std::string log_hash;   // RevisionChecks::log_hash.
  int64_t finding_count = 0;
  std::vector<Finding> findings;  // The first kMostListedFindings.
};

// Checks all that `transaction` sees, which must be one snapshot, up to `last_position`. Reads
// everything once, a few hundred revisions at a time.
//
// The hash of the log is one without the events `left_out`.
StoreReport CheckStore(Transaction& transaction, int64_t last_position,
                       const std::set<std::string>& left_out = {});

}  // namespace sennight::event_store
