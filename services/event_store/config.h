// The settings of the event store.
#pragma once

#include "absl/status/status.h"
#include "common/config/reader.h"
#include "common/rpc/server.h"
#include "services/event_store/wiring.h"

namespace sennight::event_store {

struct Config {
  rpc::ServerOptions server;
  EventStoreOptions store;
  bool migrate_only = false;
};

// Reads the settings: flags, or variables with the prefix SENNIGHT_EVENT_STORE.
//
// Errors: kInvalidArgument, which names every mistake.
absl::Status ReadConfig(config::Reader& read, Config& config);

}  // namespace sennight::event_store
