// Matchers for absl::Status and absl::StatusOr; Debian's Abseil has none.
#pragma once

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sennight::testing {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

// Matches an OK status, and a StatusOr that holds a value.
MATCHER(IsOk, "is OK") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).ok();
}

// Matches a StatusOr whose value matches `matcher`.
MATCHER_P(IsOkAndHolds, matcher, "is OK and holds a value that matches") {
  if (!arg.ok()) {
    *result_listener << "is " << arg.status().ToString();
    return false;
  }
  return ::testing::ExplainMatchResult(matcher, *arg, result_listener);
}

// Matches an error of `code` whose message matches `message` (a matcher or a part of the text).
// There is deliberately no NotOk(): a test says which error it expects.
MATCHER_P2(StatusIs, code, message, "has the code and a message that matches") {
  const absl::Status& status = StatusOf(arg);
  *result_listener << "is " << status.ToString();
  return status.code() == code &&
         ::testing::ExplainMatchResult(::testing::HasSubstr(message),
                                       std::string(status.message()), result_listener);
}

}  // namespace sennight::testing
