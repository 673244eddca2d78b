// Whatever is done to the suite, none of its processes crashes.
#include <gmock/gmock.h>

#include "tests/faults/faulty_suite.h"

namespace sennight::testing {
namespace {

// Looks after every test, not only after the last.
class NothingCrashes final : public ::testing::EmptyTestEventListener {
  void OnTestEnd(const ::testing::TestInfo& /*test*/) override {
    FourServices& services = FaultySuite::OfThisProgram().services();
    for (const char* name : {kGateway, kEventStore, kSummarization, kRendering}) {
      EXPECT_TRUE(services.Runs(name)) << name << " has ended:\n" << services.LogOf(name);
      EXPECT_THAT(services.LogOf(name), ::testing::Not(::testing::HasSubstr("exception"))) << name;
    }
  }
  void OnTestProgramEnd(const ::testing::UnitTest& /*program*/) override { FaultySuite::End(); }
};

[[maybe_unused]] const bool kIsLooking = [] {
  ::testing::UnitTest::GetInstance()->listeners().Append(new NothingCrashes);
  return true;
}();

}  // namespace
}  // namespace sennight::testing
