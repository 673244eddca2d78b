// Erasure of an event on legal demand, in one transaction.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/event_store/adapters/postgres/transaction.h"

namespace sennight::event_store {

// That an event was erased, by whom and why.
struct Erasure {
  std::string event_id;
  std::string topic = {};
  int64_t position = 0;  // Of the revision that says so to those who follow the log.
  int revisions = 0;     // How many were erased.
  absl::Time erased_at;
  std::string erased_by;
  std::string reason;
  bool is_new = false;  // Erased by this call, not before.
};

// Records the erasure and leaves tombstones of all revisions of the event; its search terms, folded
// texts, content keys and sketches go. Appends a revision that says that it was erased, so that
// whoever follows the log learns of it. If it was erased already, returns what was recorded then.
// Connected as the owner of the schema.
//
// Errors: kNotFound, reason EVENT_NOT_FOUND.
absl::StatusOr<Erasure> EraseEvent(Transaction& transaction, const std::string& event_id,
                                   const std::string& by, const std::string& reason,
                                   absl::Time now);

// Returns the erasures by position.
std::vector<Erasure> ListErasures(Transaction& transaction);

}  // namespace sennight::event_store
