// What the network does to each link of the suite: the right code in bounded time, and recovery
// without restarting anything.
#include <gmock/gmock.h>

#include <functional>
#include <ostream>
#include <string>
#include <tuple>
#include <vector>

#include "tests/faults/observe.h"

namespace sennight::testing {
namespace {

using absl::StatusCode;
using std::chrono::milliseconds;

struct Link {
  const char* to;
  const char* name;
  Probe probe;
};

void PrintTo(const Link& link, std::ostream* out) { *out << link.name; }

const std::vector<Link>& Links() {
  static const auto& links = *new std::vector<Link>{
      {kGateway, "ClientToGateway", Probe::kCompose},
      {kEventStore, "GatewayToEventStore", Probe::kCompose},
      {kSummarization, "GatewayToSummarization", Probe::kCompose},
      {kRendering, "GatewayToRendering", Probe::kRender},
      {kDatabase, "EventStoreToDatabase", Probe::kAppend},
  };
  return links;
}

struct NetworkFault {
  const char* name;
  const char* words;
  std::function<void(ChaosProxy&)> begin;
  std::function<void(ChaosProxy&)> meanwhile;
  std::vector<StatusCode> answers;
};

void PrintTo(const NetworkFault& fault, std::ostream* out) { *out << fault.name; }

void Nothing(ChaosProxy& /*link*/) {}

// Cuts when the request has passed and the answer is on its way.
void CutTheCall(ChaosProxy& link) {
  const size_t before = link.passed();
  EXPECT_TRUE(Eventually([&] { return link.passed() > before; }));
  link.Cut();
}

// A call that is lost before it was answered is repeated by the channel, so that a short fault need
// not be seen at all.
const std::vector<NetworkFault>& NetworkFaults() {
  static const auto& faults = *new std::vector<NetworkFault>{
      {"Slow",
       "each chunk 20 ms later",
       [](ChaosProxy& link) { link.Delay(milliseconds(20)); },
       Nothing,
       {StatusCode::kOk}},
      {"TooSlow",
       "each chunk 2 s later",
       [](ChaosProxy& link) { link.Delay(milliseconds(2000)); },
       Nothing,
       {StatusCode::kDeadlineExceeded}},
      {"InPieces",
       "in pieces of 64 bytes",
       [](ChaosProxy& link) { link.Pieces(64); },
       Nothing,
       {StatusCode::kOk}},
      {"CutBefore",
       "reset before the call",
       [](ChaosProxy& link) { link.Cut(); },
       Nothing,
       {StatusCode::kOk, StatusCode::kUnavailable}},
      {"CutMeanwhile",
       "reset during the call",
       [](ChaosProxy& link) { link.Delay(milliseconds(10)); },
       CutTheCall,
       {StatusCode::kOk, StatusCode::kUnavailable}},
      {"CutInTheMessage",
       "reset after 600 bytes",
       [](ChaosProxy& link) { link.CutAfter(600); },
       Nothing,
       {StatusCode::kOk, StatusCode::kUnavailable}},
      {"EndedByTheServer",
       "half-closed by the server",
       [](ChaosProxy& link) { link.HalfClose(ChaosProxy::Sender::kServer); },
       Nothing,
       {StatusCode::kOk, StatusCode::kUnavailable}},
      {"EndedByTheClient",
       "half-closed by the client",
       [](ChaosProxy& link) { link.HalfClose(ChaosProxy::Sender::kClient); },
       Nothing,
       {StatusCode::kOk, StatusCode::kUnavailable}},
      {"Refused",
       "connections refused",
       [](ChaosProxy& link) { link.Refuse(); },
       Nothing,
       {StatusCode::kUnavailable}},
      {"Frozen",
       "frozen (black hole that heals)",
       [](ChaosProxy& link) { link.Freeze(); },
       Nothing,
       {StatusCode::kDeadlineExceeded, StatusCode::kUnavailable}},
  };
  return faults;
}

class OfTheNetwork : public ::testing::TestWithParam<std::tuple<Link, NetworkFault>> {};

TEST_P(OfTheNetwork, IsAnsweredInBoundedTimeAndGetsOver) {
  const auto& [link, fault] = GetParam();
  FaultySuite& suite = FaultySuite::OfThisProgram();
  ChaosProxy& proxy = suite.link(link.to);
  for (int round = 0; round < Rounds(1, 5); ++round) {
    Observe(suite, {.where = link.name,
                    .name = fault.words,
                    .probe = link.probe,
                    .begin = [&, &begin = fault.begin] { begin(proxy); },
                    .meanwhile = [&, &meanwhile = fault.meanwhile] { meanwhile(proxy); },
                    .end = [&] { proxy.Pass(); },
                    .answers = fault.answers});
  }
}

INSTANTIATE_TEST_SUITE_P(Fault, OfTheNetwork,
                         ::testing::Combine(::testing::ValuesIn(Links()),
                                            ::testing::ValuesIn(NetworkFaults())),
                         [](const auto& test) {
                           return std::string(std::get<0>(test.param).name) +
                                  std::get<1>(test.param).name;
                         });

// Connections that die without a word: neither side is told, and the network works again for new
// ones. A caller with a minute of time is told long before that, whichever link it was.
class DeadConnection : public ::testing::TestWithParam<Link> {};

TEST_P(DeadConnection, IsNoticedLongBeforeAPatientCallersDeadline) {
  const Link& link = GetParam();
  FaultySuite& suite = FaultySuite::OfThisProgram();
  ChaosProxy& proxy = suite.link(link.to);
  Observe(suite, {.where = link.name,
                  .name = "swallowed (black hole for ever)",
                  .probe = link.probe,
                  .begin = [&] { proxy.Swallow(); },
                  .end = [&] { proxy.Pass(); },
                  .answers = {StatusCode::kUnavailable},
                  .deadline = absl::Minutes(1),
                  .bound = kDeadPeerNoticed});
}

TEST_P(DeadConnection, IsReplacedWhenTheNetworkWorksAgain) {
  if (Rounds(0, 1) == 0) return;
  const Link& link = GetParam();
  FaultySuite& suite = FaultySuite::OfThisProgram();
  ChaosProxy& proxy = suite.link(link.to);
  Observe(suite, {.where = link.name,
                  .name = "connections forgotten, new ones work",
                  .probe = link.probe,
                  .begin =
                      [&] {
                        proxy.Swallow();
                        proxy.Pass();
                      },
                  .answers = {StatusCode::kOk, StatusCode::kUnavailable},
                  .deadline = absl::Minutes(1),
                  .bound = kDeadPeerNoticed});
}

// Waiting for keepalive takes its time: one link in the short run, all in the long one.
INSTANTIATE_TEST_SUITE_P(Of, DeadConnection,
                         ::testing::ValuesIn(Rounds(0, 1) == 1 ? Links()
                                                               : std::vector<Link>{Links()[1]}),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace sennight::testing
