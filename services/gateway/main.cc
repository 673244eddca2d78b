// The gateway as a process of its own.
#include <memory>

#include "absl/status/statusor.h"
#include "common/rpc/channel.h"
#include "common/rpc/program.h"
#include "services/gateway/config.h"
#include "services/gateway/wiring.h"

namespace sennight::gateway {
namespace {

int Run(const Config& config, rpc::Program& program) {
  const auto connect = [&config](const std::string& address) {
    return rpc::Connect(address, config.upstream);
  };
  const absl::StatusOr<std::unique_ptr<Gateway>> gateway =
      Gateway::Make(config.options,
                    {.event_store = connect(config.event_store_address),
                     .summarization = connect(config.summarization_address),
                     .rendering = connect(config.rendering_address)},
                    program.access, &program.metrics);
  if (!gateway.ok()) return process::Fail(gateway.status());
  return rpc::Serve(program.termination, config.server,
                    {.services = (*gateway)->services(),
                     .generic = &(*gateway)->event_store_proxy(),
                     .metrics = &program.metrics});
}

}  // namespace
}  // namespace sennight::gateway

int main(int argc, char** argv) {
  namespace gateway = sennight::gateway;

  gateway::Config config;
  return sennight::rpc::RunProgram(
      "gateway", "SENNIGHT_GATEWAY", {argv + 1, argv + argc},
      [&config](sennight::config::Reader& read) { return gateway::ReadConfig(read, config); },
      config.server,
      [&config](sennight::rpc::Program& program) { return gateway::Run(config, program); });
}
