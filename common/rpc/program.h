// What the programs of all services have in common.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/config/reader.h"
#include "common/rpc/server.h"

namespace sennight::rpc {

// What a service's main knows when its settings have been read.
struct Program {
  process::Termination& termination;
  const Access& access;  // Outlives what `run` makes, and so do the metrics.
  telemetry::Metrics& metrics;
};

// Runs a program: reads its settings by `read_config` (`server` is where it puts those of the
// server), answers `--help` and `--check-config`, and leaves the rest to `run`. Returns the exit
// status. To be called first in main, before any thread is started.
//
//   int main(int argc, char** argv) {
//     Config config;
//     return rpc::RunProgram("rendering", "SENNIGHT_RENDERING", {argv + 1, argv + argc},
//         [&](config::Reader& read) { return ReadConfig(read, config); }, config.server,
//         [&](rpc::Program& program) {
//           Rendering service(config.options, program.access, &program.metrics);
//           return rpc::Serve(program.termination, config.server,
//                             {.services = {&service.service()}, .metrics = &program.metrics});
//         });
//   }
int RunProgram(std::string_view service, std::string_view variable_prefix,
               std::vector<std::string> arguments,
               const std::function<absl::Status(config::Reader&)>& read_config,
               const ServerOptions& server, const std::function<int(Program&)>& run);

}  // namespace sennight::rpc
