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

// Sets the period of a request: `--week`, or `--from` and `--to`, or nothing.
//
// Errors: those of ReadDays; kInvalidArgument for both or half a period.
template <typename Request>
absl::Status SetPeriod(const Arguments& arguments, Request* request) {
  const bool has_days = arguments.Has("from") || arguments.Has("to");
  if (has_days && arguments.Has("week")) {
    return absl::InvalidArgumentError("--week: does not go with --from and --to");
  }
  if (has_days && !(arguments.Has("from") && arguments.Has("to"))) {
    return absl::InvalidArgumentError("--from and --to: want both or neither");
  }
  if (has_days) {
    const absl::StatusOr<event::v1::Window> days = ReadDays(arguments);
    if (!days.ok()) return days.status();
    *request->mutable_window() = *days;
  }
  if (arguments.Has("week")) request->set_week(arguments.Text("week"));
  return absl::OkStatus();
}

}  // namespace sennight::cli
