// What the roles of the database may do. The migrator owns the schema and gives the others their
// privileges; what was recorded is protected from the owner's mistakes by triggers.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/event_store/adapters/postgres/cutter.h"

namespace sennight::event_store {

// Names of roles that are there already; empty: none.
struct StoreRoles {
  std::string writer;  // Of the service: appends, and moves the head on.
  std::string reader;  // Of who only looks: backups, checks, people.
};

// Finds out whether GrantPrivileges would take the roles, also before there is a schema; changes
// nothing.
absl::Status CheckRoles(const std::string& connection_string, const StoreRoles& roles,
                        Cutter& cutter, absl::Time deadline);

// Gives `roles` the privileges that they need on the schema as it is, and takes all others on it
// from them and from everybody. To be repeated after each migration: what is new is nobody's.
// Connects as the migrator; waits for one that migrates until `deadline`.
//
// Errors: kUnavailable if the database cannot be reached; kFailedPrecondition if a role is not
// there or could do everything anyway, being a superuser or a member of the schema's owner, or if
// who connects may not give privileges.
absl::Status GrantPrivileges(const std::string& connection_string, const StoreRoles& roles,
                             Cutter& cutter, absl::Time deadline);

}  // namespace sennight::event_store
