// The event store as a process of its own.
#include <optional>

#include "common/rpc/program.h"
#include "services/event_store/config.h"
#include "services/event_store/wiring.h"

namespace sennight::event_store {
namespace {

constexpr absl::Duration kMigrateOnlyPatience = absl::Minutes(5);

int Run(const Config& config, rpc::Program& program) {
  if (config.migrate_only) {
    const absl::Status migrated = MigrateDatabase(
        config.store.database, config.store.roles, absl::Now() + kMigrateOnlyPatience,
        [&program] { return program.termination.Requested(); });
    return migrated.ok() ? process::kExitOk : process::Fail(migrated);
  }
  EventStore store(config.store, program.access, &program.metrics);
  std::optional<DatabaseWatch> watch;
  return rpc::Serve(program.termination, config.server,
                    {.services = {&store.service()}, .metrics = &program.metrics},
                    {.start =
                         [&](rpc::Server& server) {
                           watch.emplace(store,
                                         [&server](bool is_ready) { server.SetReady(is_ready); });
                         },
                     .stop = [&] { watch.reset(); },
                     .drain = [&](absl::Duration) { store.EndSubscriptions(); }});
}

}  // namespace
}  // namespace sennight::event_store

int main(int argc, char** argv) {
  namespace event_store = sennight::event_store;

  event_store::Config config;
  return sennight::rpc::RunProgram(
      "event-store", "SENNIGHT_EVENT_STORE", {argv + 1, argv + argc},
      [&config](sennight::config::Reader& read) { return event_store::ReadConfig(read, config); },
      config.server,
      [&config](sennight::rpc::Program& program) { return event_store::Run(config, program); });
}
