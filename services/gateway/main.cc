// The gateway as a process of its own.
#include <memory>
#include <utility>

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

  rpc::ServerOptions options = config.server;
  rpc::Beside beside;
  std::unique_ptr<HttpPort> http;
  if (!config.http.address.empty()) {
    absl::StatusOr<std::unique_ptr<HttpPort>> bound = HttpPort::Bind(config.http);
    if (!bound.ok()) return process::Fail(bound.status());
    http = *std::move(bound);
    options.more_addresses.push_back("http " + http->address());
    beside.start = [&](rpc::Server& server) {
      http->Serve(server.InProcessChannel(), program.access, config.options.now);
      server.SetReady(true);
    };
  }
  beside.drain = [&](absl::Duration grace) {
    (*gateway)->EndSubscriptions();
    if (http != nullptr) http->Drain(grace);
  };
  return rpc::Serve(program.termination, options,
                    {.services = (*gateway)->services(),
                     .generic = &(*gateway)->event_store_proxy(),
                     .metrics = &program.metrics},
                    beside);
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
