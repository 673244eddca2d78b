#include "services/sennight/version.h"

#include "common/process/termination.h"
#include "services/sennight/commands/commands.h"

namespace sennight::commands {
namespace {

absl::StatusOr<int> Run(const cli::Arguments& /*arguments*/, cli::Console& console) {
  console.out << "sennight " << sennight::Version() << "\n";
  return process::kExitOk;
}

}  // namespace

cli::Command Version() {
  return {.usage = {.name = "version", .summary = "Prints the version.", .options = {}},
          .run = Run};
}

}  // namespace sennight::commands
