// The gateway as a process of its own.
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
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "services/gateway/config.h"
#include "services/gateway/wiring.h"

namespace sennight::gateway {
namespace {

int Run(std::vector<std::string> arguments) {
  process::Termination termination;  // Before any thread, so that no thread takes the signal.
  log::SetService("gateway");

  config::Reader read("SENNIGHT_GATEWAY", std::move(arguments), config::ProcessEnvironment);
  Config config;
  const absl::Status valid = ReadConfig(read, config);
  if (read.WantsHelp()) {
    std::cout << read.Help();
    return EXIT_SUCCESS;
  }
  if (!valid.ok()) return process::Fail(valid);

  const absl::StatusOr<std::unique_ptr<Gateway>> gateway =
      Gateway::Make(config.options, {.event_store = rpc::Connect(config.event_store_address),
                                     .summarization = rpc::Connect(config.summarization_address),
                                     .rendering = rpc::Connect(config.rendering_address)});
  if (!gateway.ok()) return process::Fail(gateway.status());

  const absl::StatusOr<std::unique_ptr<rpc::Server>> server =
      rpc::Server::Start({.address = config.listen_address,
                          .service_names = Gateway::service_names(),
                          .debug_services = config.debug_services,
                          .address_file = config.address_file,
                          .drain_grace = config.drain_grace},
                         (*gateway)->services(), &(*gateway)->event_store_proxy());
  if (!server.ok()) return process::Fail(server.status());
  (*server)->SetReady(true);
  log::Info("listening", {{"address", (*server)->address()}});
  termination.Wait();
  (*server)->Drain();
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace sennight::gateway

int main(int argc, char** argv) {
  return sennight::gateway::Run(std::vector<std::string>(argv + 1, argv + argc));
}
