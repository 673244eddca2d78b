// What the commands that revise events have in common.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "services/sennight/cli/arguments.h"

namespace sennight::commands {

// The option `--expected-revision`.
cli::Option ExpectedRevisionOption();

// Returns its value.
//
// Errors: kInvalidArgument.
absl::StatusOr<int32_t> ReadExpectedRevision(const cli::Arguments& arguments);

}  // namespace sennight::commands
