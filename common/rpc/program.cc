#include "common/rpc/program.h"

#include <malloc.h>

#include <iostream>
#include <utility>

#include "common/log/log.h"

namespace sennight::rpc {
namespace {

// The C library keeps freed blocks for their next use, and by itself raises the size up to which it
// does so to 32 MiB: a burst of large requests would leave its memory in every thread's arena.
// (mallopt(3), M_MMAP_THRESHOLD: to set it ends its raising.)
void GiveLargeBlocksBack() {
  constexpr int kLargeBytes = 1 << 20;
  mallopt(M_MMAP_THRESHOLD, kLargeBytes);
}

// By itself the C library makes eight arenas for each processor, and each keeps what threads once
// needed in it. (M_ARENA_MAX; few threads work at a time.)
void ShareArenas() {
  constexpr int kArenas = 4;
  mallopt(M_ARENA_MAX, kArenas);
}

}  // namespace

int RunProgram(std::string_view service, std::string_view variable_prefix,
               std::vector<std::string> arguments,
               const std::function<absl::Status(config::Reader&)>& read_config,
               const ServerOptions& server, const std::function<int(Program&)>& run) {
  GiveLargeBlocksBack();
  ShareArenas();
  process::Termination termination;  // Before any thread, so that no thread takes the signal.
  log::SetService(service);
  config::Reader read(variable_prefix, std::move(arguments), config::ProcessEnvironment());
  const absl::Status valid = read_config(read);
  if (read.WantsHelp()) {
    std::cout << read.Help();
    return process::kExitOk;
  }
  if (!valid.ok()) return process::Fail(valid);
  const absl::StatusOr<std::unique_ptr<Access>> access = Access::Make(server.access);
  if (!access.ok()) return process::Fail(access.status());
  if (server.check_only) {
    std::cout << "the settings are right\n";
    return process::kExitOk;
  }
  log::SetLevel(server.log_level);
  telemetry::Metrics metrics{std::string(service)};
  Program program{.termination = termination, .access = **access, .metrics = metrics};
  return run(program);
}

}  // namespace sennight::rpc
