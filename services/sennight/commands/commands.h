// The commands, one file each.
#pragma once

#include <vector>

#include "services/sennight/cli/command.h"

namespace sennight::commands {

cli::Command Serve();
cli::Command Demo();
cli::Command Import();
cli::Command Compose();
cli::Command Explain();
cli::Command Verify();
cli::Command Render();
cli::Command Events();
cli::Command Event();
cli::Command Revise();
cli::Command Retract();
cli::Command Search();
cli::Command Subscribe();
cli::Command Topics();
cli::Command StoreCheck();
cli::Command StoreErase();
cli::Command StoreErasures();
cli::Command Backup();
cli::Command Restore();
cli::Command Eval();
cli::Command Health();
cli::Command Version();

// Returns all, in the order of help.
std::vector<cli::Command> All();

}  // namespace sennight::commands
