// One fault: what a client sees of it, and how long until all is well again.
#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <future>
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
  absl::Duration deadline = kDeadline;
  absl::Duration bound = kDeadline + kSlack;  // For the answer.
};

// Breaks the suite, calls, mends it, waits until it works again, and notes what was seen.
inline void Observe(FaultySuite& suite, const Fault& fault) {
  suite.AwaitRecovery(fault.probe);
  fault.begin();
  const absl::Time begin = absl::Now();
  std::future<absl::Status> call = std::async(
      std::launch::async, [&] { return suite.Call(fault.probe, begin + fault.deadline); });
  fault.meanwhile();
  const absl::Status answer = call.get();
  const absl::Duration answered_in = absl::Now() - begin;
  EXPECT_THAT(fault.answers, ::testing::Contains(answer.code())) << answer;
  EXPECT_LE(answered_in, fault.bound);
  fault.end();
  FaultTable::OfThisProgram().Add({.where = fault.where,
                                   .fault = fault.name,
                                   .call = NameOf(fault.probe),
                                   .deadline = fault.deadline,
                                   .answer = answer,
                                   .answered_in = answered_in,
                                   .recovered_in = suite.AwaitRecovery(fault.probe)});
}

}  // namespace sennight::testing
