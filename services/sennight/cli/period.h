// Days on the command line: both inclusive; on the wire the end is exclusive.
#pragma once

#include "absl/status/statusor.h"
#include "sennight/event/v1/event.pb.h"
#include "services/sennight/cli/arguments.h"

namespace sennight::cli {

// Returns the days `--from` to `--to` as a window without a time zone; an end that was not given
// stays empty.
//
// Errors: kInvalidArgument if a day is none or the last lies before the first.
absl::StatusOr<event::v1::Window> ReadDays(const Arguments& arguments);

}  // namespace sennight::cli
