// What every event log must do. A program that links event_log_conformance.cc names its logs:
//
//   INSTANTIATE_TEST_SUITE_P(InMemory, EventLogConformance, Values(LogFactory{…}));
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "services/event_store/domain/event_log.h"

namespace sennight::event_store {

// A new, empty log with what it needs to live.
class LogUnderTest {
 public:
  virtual ~LogUnderTest() = default;
  virtual EventLog& log() = 0;
};

struct LogFactory {
  std::string name;
  std::function<std::unique_ptr<LogUnderTest>()> make;
};

inline void PrintTo(const LogFactory& factory, std::ostream* out) { *out << factory.name; }

class EventLogConformance : public ::testing::TestWithParam<LogFactory> {
 public:
  std::unique_ptr<LogUnderTest> under_test_ = GetParam().make();
  EventLog& log_ = under_test_->log();
  absl::Time deadline_ = absl::Now() + absl::Seconds(30);
};

}  // namespace sennight::event_store
