// What a command of the command line is.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/sennight/cli/arguments.h"

namespace sennight::cli {

// Where a command writes: results to `out`, progress and remarks to `err`.
struct Console {
  std::ostream& out;
  std::ostream& err;
  bool shows_progress = false;  // Whether `err` is a terminal, on which a line may be rewritten.
};

// A command; its name has one word or two. `run` returns the exit status (common/process); an error
// is written by the caller.
struct Command {
  Usage usage;
  absl::StatusOr<int> (*run)(const Arguments& arguments, Console& console);
};

// Runs `words`, a command's name and what follows it, and returns the exit status. Without words,
// or for `help`, `--help` and `--version`, answers itself.
int Run(const std::vector<Command>& commands, const std::vector<std::string>& words,
        Console& console);

// Writes an error for people: a line for each field that is wrong, or else the message.
void WriteError(const absl::Status& status, std::ostream& err);

}  // namespace sennight::cli
