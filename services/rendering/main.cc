// The rendering service as a process of its own.
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/config/reader.h"
#include "common/log/log.h"
#include "common/process/termination.h"
#include "common/rpc/server.h"
#include "services/rendering/config.h"
#include "services/rendering/wiring.h"

int main(int argc, char** argv) {
  using namespace sennight;
  process::Termination termination;  // Before any thread, so that no thread takes the signal.
  log::SetService("rendering");

  config::Reader read("SENNIGHT_RENDERING", std::vector<std::string>(argv + 1, argv + argc),
                      config::ProcessEnvironment);
  rendering::Config config;
  const absl::Status valid = rendering::ReadConfig(read, config);
  if (read.WantsHelp()) {
    std::cout << read.Help();
    return EXIT_SUCCESS;
  }
  if (!valid.ok()) return process::Fail(valid);

  rendering::Rendering rendering(config.options);
  const absl::StatusOr<std::unique_ptr<rpc::Server>> server =
      rpc::Server::Start({.address = config.listen_address,
                          .service_names = {rendering::kServiceName},
                          .debug_services = config.debug_services,
                          .address_file = config.address_file,
                          .drain_grace = config.drain_grace},
                         {&rendering.service()});
  if (!server.ok()) return process::Fail(server.status());
  (*server)->SetReady(true);
  log::Info("listening", {{"address", (*server)->address()}});
  termination.Wait();
  (*server)->Drain();
  return EXIT_SUCCESS;
}
