// Days on the command line: both inclusive; on the wire the end is exclusive.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

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

// Says which digest a request is about: `--topic`, `--language`, the period, `--as-of`.
//
// Errors: those of SetPeriod; kInvalidArgument for a position that is none.
template <typename Request>
absl::Status SetDigest(const Arguments& arguments, Request* request) {
  request->set_topic(arguments.Text("topic"));
  request->set_language(arguments.Text("language"));
  if (absl::Status status = SetPeriod(arguments, request); !status.ok()) return status;
  const absl::StatusOr<int64_t> as_of = arguments.Number("as-of", 0, 1, INT64_MAX);
  if (!as_of.ok()) return as_of.status();
  request->set_as_of_position(*as_of);
  return absl::OkStatus();
}

// The options that SetDigest reads; `week` is what help says of `--week`.
std::vector<Option> DigestOptions(std::string week);

}  // namespace sennight::cli
