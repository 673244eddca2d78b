#include "common/rpc/program.h"

#include <iostream>
#include <utility>

#include "common/log/log.h"

// How jemalloc works in a program (jemalloc(3), TUNING): blocks of a mebibyte and more go back to
// the system at once, and what else a burst has left behind after a while, by a thread of its own,
// also when nothing is allocated any more. Programs that are built for a sanitizer, which brings
// its own allocator, do not read this.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "background_thread:true,narenas:4,oversize_threshold:1048576";
}

namespace sennight::rpc {

int RunProgram(std::string_view service, std::string_view variable_prefix,
               std::vector<std::string> arguments,
               const std::function<absl::Status(config::Reader&)>& read_config,
               const ServerOptions& server, const std::function<int(Program&)>& run) {
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
