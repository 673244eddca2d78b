// The summarization service as a process of its own.
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
#include "services/summarization/config.h"
#include "services/summarization/wiring.h"

int main(int argc, char** argv) {
  namespace config = sennight::config;
  namespace summarization = sennight::summarization;
  namespace rpc = sennight::rpc;
  sennight::process::Termination
      termination;  // Before any thread, so that no thread takes the signal.
  sennight::log::SetService("summarization");

  config::Reader read("SENNIGHT_SUMMARIZATION", std::vector<std::string>(argv + 1, argv + argc),
                      config::ProcessEnvironment);
  summarization::Config settings;
  const absl::Status valid = summarization::ReadConfig(read, settings);
  if (read.WantsHelp()) {
    std::cout << read.Help();
    return EXIT_SUCCESS;
  }
  if (!valid.ok()) return sennight::process::Fail(valid);

  summarization::Summarization service(settings.options);
  const absl::StatusOr<std::unique_ptr<rpc::Server>> server =
      rpc::Server::Start({.address = settings.listen_address,
                          .service_names = {summarization::kServiceName},
                          .debug_services = settings.debug_services,
                          .address_file = settings.address_file,
                          .drain_grace = settings.drain_grace},
                         {&service.service()});
  if (!server.ok()) return sennight::process::Fail(server.status());
  (*server)->SetReady(true);
  sennight::log::Info("listening", {{"address", (*server)->address()}});
  termination.Wait();
  (*server)->Drain();
  return EXIT_SUCCESS;
}
