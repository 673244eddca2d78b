// One fault: what a client sees of it, and how long until all is well again.
#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/faults/fault_table.h"
#include "tests/faults/faulty_suite.h"

namespace sennight::testing {

struct Fault {
  std::string where;
  std::string name;
  Probe probe;

  // Breaks something, before the call.
  std::function<void()> begin = [] {};
  // Breaks something when the call is on its way.
  std::function<void()> meanwhile = [] {};
  // Mends what can only be mended from outside: nothing but the fault itself is undone, and nothing
  // else is restarted.
  std::function<void()> end = [] {};

  std::vector<absl::StatusCode> answers;  // Each of them would be right.
  // By default a second if that is to be waited for, or else as long as a busy machine may take.
  std::optional<absl::Duration> deadline = {};
  std::optional<absl::Duration> bound = {};  // For the answer; by default the deadline.
};

inline absl::Duration DeadlineOf(const Fault& fault) {
  if (fault.deadline.has_value()) return *fault.deadline;
  const auto& answers = fault.answers;
  const bool is_awaited = std::find(answers.begin(), answers.end(),
                                    absl::StatusCode::kDeadlineExceeded) != answers.end();
  return is_awaited ? kDeadline : kPatience;
}

// Breaks the suite, calls, mends it, waits until it works again, and notes what was seen.
inline void Observe(FaultySuite& suite, const Fault& fault) {
  suite.AwaitRecovery(fault.probe);
  const absl::Duration deadline = DeadlineOf(fault);
  fault.begin();
  const absl::Time begin = absl::Now();
  std::future<absl::Status> call =
      std::async(std::launch::async, [&] { return suite.Call(fault.probe, begin + deadline); });
  fault.meanwhile();
  const absl::Status answer = call.get();
  const absl::Duration answered_in = absl::Now() - begin;
  EXPECT_THAT(fault.answers, ::testing::Contains(answer.code())) << answer;
  EXPECT_LE(answered_in, fault.bound.value_or(deadline + kSlack));
  fault.end();
  FaultTable::OfThisProgram().Add({.where = fault.where,
                                   .fault = fault.name,
                                   .call = NameOf(fault.probe),
                                   .deadline = deadline,
                                   .answer = answer,
                                   .answered_in = answered_in,
                                   .recovered_in = suite.AwaitRecovery(fault.probe)});
}

}  // namespace sennight::testing
