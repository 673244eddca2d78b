// The event store as a process of its own.
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/config/reader.h"
#include "common/log/log.h"
#include "common/process/termination.h"
#include "common/rpc/server.h"
#include "services/event_store/config.h"
#include "services/event_store/wiring.h"

namespace sennight::event_store {
namespace {

constexpr absl::Duration kMigrateOnlyPatience = absl::Minutes(5);

int Run(std::vector<std::string> arguments) {
  process::Termination termination;  // Before any thread, so that no thread takes the signal.
  log::SetService("event-store");

  config::Reader read("SENNIGHT_EVENT_STORE", std::move(arguments), config::ProcessEnvironment);
  Config config;
  const absl::Status valid = ReadConfig(read, config);
  if (read.WantsHelp()) {
    std::cout << read.Help();
    return EXIT_SUCCESS;
  }
  if (!valid.ok()) return process::Fail(valid);
  if (config.migrate_only) {
    const absl::Status migrated =
        MigrateDatabase(config.database, absl::Now() + kMigrateOnlyPatience);
    return migrated.ok() ? EXIT_SUCCESS : process::Fail(migrated);
  }

  EventStore store({.database = config.database,
                    .connections = config.connections,
                    .queue = config.queue,
                    .migrate = config.migrate});
  const absl::StatusOr<std::unique_ptr<rpc::Server>> server =
      rpc::Server::Start({.address = config.listen_address,
                          .service_names = {kServiceName},
                          .debug_services = config.debug_services,
                          .address_file = config.address_file,
                          .drain_grace = config.drain_grace},
                         {&store.service()});
  if (!server.ok()) return process::Fail(server.status());
  log::Info("listening", {{"address", (*server)->address()}});
  DatabaseWatch watch(store, [&server](bool is_ready) { (*server)->SetReady(is_ready); });
  termination.Wait();
  (*server)->Drain();
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace sennight::event_store

int main(int argc, char** argv) {
  return sennight::event_store::Run(std::vector<std::string>(argv + 1, argv + argc));
}
