// Work that returns a value, done by what does work that returns a status.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sennight::event_store {

// Has `run` do `work`, as InTransaction does, and returns the value of the last time that it was
// done, or the error of `run`.
template <typename T, typename Run, typename Work>
absl::StatusOr<T> ValueOf(const Run& run, const Work& work) {
  absl::StatusOr<T> value = absl::UnknownError("");  // Takes no memory.
  const absl::Status status = run([&value, &work](auto&... argument) {
    value = work(argument...);
    return value.status();
  });
  if (!status.ok()) return status;
  return value;
}

}  // namespace sennight::event_store
