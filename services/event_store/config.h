// The settings of the event store.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "common/config/reader.h"
#include "common/rpc/server.h"
#include "services/event_store/adapters/postgres/privileges.h"

namespace sennight::event_store {

struct Config {
  rpc::ServerOptions server;
  std::string database;  // As libpq takes it.
  int connections = 16;  // Connections to the database, and threads that use them.
  int queue = 1024;      // Most calls that wait for a thread.
  bool migrate = true;   // Bring the schema up to date at the start.
  bool migrate_only = false;
  StoreRoles roles;  // Who is given privileges after migrating.
};

// Reads the settings: flags, or variables with the prefix SENNIGHT_EVENT_STORE.
//
// Errors: kInvalidArgument, which names every mistake.
absl::Status ReadConfig(config::Reader& read, Config& config);

}  // namespace sennight::event_store
