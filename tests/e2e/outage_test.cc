// What happens when a part of the suite is gone: the right code in bounded time, and recovery
// without restarting the others.
#include <gmock/gmock.h>
#include <signal.h>

#include <chrono>

#include "tests/e2e/four_services.h"
#include "tests/support/checkout.h"

namespace sennight::testing {
namespace {

using ::testing::HasSubstr;

constexpr char kTopic[] = "--topic=cell-gene-therapy";
constexpr int kUnavailable = 3;

class Outage : public ::testing::Test {
 protected:
  Outage() {
    const Ended imported = services_.Run(
        {"import", kTopic,
         std::string(SENNIGHT_SOURCE_DIR) + "/deploy/samples/cell-gene-therapy-2025-W50.jsonl"});
    EXPECT_EQ(imported.status, 0) << imported.err;
  }

  // A position makes a digest that the gateway has not composed before, so that no cache answers.
  Ended Compose() {
    return services_.Run({"compose", kTopic, "--week=2025-W50", "--format=json", "--timeout=10s",
                          "--as-of=" + std::to_string(--position_)});
  }

  bool ComposesAgain() {
    return Eventually([&] {
      const Ended composed = services_.Run({"compose", kTopic, "--week=2025-W50", "--as-of=30"});
      return composed.status == 0;
    });
  }

  std::string Events() { return services_.Run({"events", kTopic, "--json"}).out; }

  FourServices services_;
  int position_ = 36;
};

class KilledService : public Outage, public ::testing::WithParamInterface<const char*> {};

TEST_P(KilledService, IsUnavailableInBoundedTimeAndHealsWhenItIsBack) {
  services_.End(GetParam(), SIGKILL);

  const Ended composed = Compose();

  EXPECT_EQ(composed.status, kUnavailable) << composed.err;
  services_.Start(GetParam());
  EXPECT_TRUE(ComposesAgain()) << services_.LogOf(GetParam());
}

std::string NameOf(const ::testing::TestParamInfo<const char*>& name) {
  std::string text(name.param);
  text.erase(0, text.find('-') + 1);
  if (const size_t dash = text.find('-'); dash != std::string::npos) text[dash] = '_';
  return text;
}

INSTANTIATE_TEST_SUITE_P(Each, KilledService,
                         ::testing::Values(kEventStore, kSummarization, kRendering, kGateway),
                         NameOf);

TEST_F(Outage, OfTheDatabaseIsUnavailableAndHeals) {
  const std::string before = Events();
  services_.StopDatabase();

  const Ended listed = services_.Run({"events", kTopic, "--timeout=10s"});

  EXPECT_EQ(listed.status, kUnavailable) << listed.err;
  EXPECT_TRUE(Eventually([&] { return !services_.IsReady(kEventStore); }));
  services_.StartDatabase();
  EXPECT_TRUE(Eventually([&] { return services_.IsReady(kEventStore); }));
  EXPECT_EQ(Events(), before);
}

TEST_F(Outage, LosesNothingThatWasAcknowledged) {
  const std::string before = Events();
  ASSERT_THAT(before, HasSubstr("eventId"));

  services_.KillDatabase();
  services_.End(kEventStore, SIGKILL);
  services_.Start(kEventStore);

  EXPECT_TRUE(Eventually([&] { return services_.IsReady(kEventStore); }));
  EXPECT_EQ(Events(), before);
}

TEST_F(Outage, OfTheStoreCutsAnImportWhichTellsWhatIsKnown) {
  const pid_t store = services_.PidOf(kEventStore);
  ASSERT_EQ(kill(store, SIGSTOP), 0);

  const Ended imported = services_.Run(
      {"import", kTopic, "--timeout=2s",
       std::string(SENNIGHT_SOURCE_DIR) + "/deploy/samples/cell-gene-therapy-2025-W50.jsonl"});

  kill(store, SIGCONT);
  EXPECT_EQ(imported.status, kUnavailable);
  EXPECT_EQ(imported.out, "");
  EXPECT_THAT(imported.err, HasSubstr("as far as is known: 37 reports read: 0 stored, "));
  EXPECT_THAT(imported.err, HasSubstr("of 37 reports it is not known: some may be stored"));
  EXPECT_THAT(imported.err, HasSubstr("is what --timeout says"));
}

TEST(Endpoint, ThatNobodyServesIsNamedInBoundedTime) {
  const TestFolder folder;
  const auto start = std::chrono::steady_clock::now();

  const Ended ended = RunProgram(
      "sennight", {"topics", "--endpoint=unix:" + (folder.path() / "nobody.sock").string()},
      folder.path());

  EXPECT_EQ(ended.status, kUnavailable);
  EXPECT_THAT(ended.err, HasSubstr("nobody answers at unix:"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(Endpoint, ThatIsNotGivenTheTimeToAnswerIsNotBlamed) {
  const TestFolder folder;

  const Ended ended = RunProgram(
      "sennight",
      {"topics", "--timeout=1ms", "--endpoint=unix:" + (folder.path() / "nobody.sock").string()},
      folder.path());

  EXPECT_EQ(ended.status, kUnavailable);
  EXPECT_THAT(ended.err, HasSubstr("within 1ms, which --timeout allows"));
}

}  // namespace
}  // namespace sennight::testing
