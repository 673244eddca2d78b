// What administrators do with a store, beside its service. `database` is as libpq takes it; its
// schema must be this program's own.
//
// Errors of all: kUnavailable if the database cannot be reached; kFailedPrecondition if the schema
// is another one, or the role has not the right.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/event_store/adapters/postgres/check_store.h"

namespace sennight::event_store {

// Checks everything that the store holds, as it is at one moment; needs a role that reads. The
// service goes on meanwhile.
absl::StatusOr<StoreReport> CheckStore(const std::string& database);

}  // namespace sennight::event_store
