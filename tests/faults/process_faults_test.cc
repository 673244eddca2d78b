// What becomes of processes: each service and the database killed, stopped, restarted.
#include <gmock/gmock.h>
#include <signal.h>

#include <fstream>
#include <string>
#include <vector>

#include "tests/faults/observe.h"
#include "tests/postgres/postgres_cluster.h"

namespace sennight::testing {
namespace {

using absl::StatusCode;

struct Service {
  const char* name;
  Probe probe;
};

const std::vector<Service>& Services() {
  static const auto& services = *new std::vector<Service>{{kGateway, Probe::kCompose},
                                                          {kEventStore, Probe::kCompose},
                                                          {kSummarization, Probe::kCompose},
                                                          {kRendering, Probe::kRender}};
  return services;
}

std::string NameOfService(const ::testing::TestParamInfo<Service>& test) {
  std::string name = test.param.name;
  name.erase(0, name.find('-') + 1);
  if (const size_t dash = name.find('-'); dash != std::string::npos) name[dash] = '_';
  return name;
}

class OfAProcess : public ::testing::TestWithParam<Service> {
 protected:
  FaultySuite& suite_ = FaultySuite::OfThisProgram();
};

TEST_P(OfAProcess, ThatIsKilledIsUnavailableUntilItIsStartedAgain) {
  const Service& service = GetParam();
  for (int round = 0; round < Rounds(1, 5); ++round) {
    Observe(suite_, {.where = service.name,
                     .name = "SIGKILL",
                     .probe = service.probe,
                     .begin = [&] { suite_.services().End(service.name, SIGKILL); },
                     .end = [&] { suite_.services().Start(service.name); },
                     .answers = {StatusCode::kUnavailable}});
  }
}

TEST_P(OfAProcess, ThatIsKilledDuringTheCall) {
  const Service& service = GetParam();
  ChaosProxy& link = suite_.link(service.name);
  Observe(suite_, {.where = service.name,
                   .name = "SIGKILL during the call",
                   .probe = service.probe,
                   .begin = [&] { link.Delay(std::chrono::milliseconds(100)); },
                   .meanwhile =
                       [&] {
                         const size_t before = link.passed();
                         EXPECT_TRUE(Eventually([&] { return link.passed() > before; }));
                         suite_.services().End(service.name, SIGKILL);
                       },
                   .end =
                       [&] {
                         link.Pass();
                         suite_.services().Start(service.name);
                       },
                   // On a busy machine the answer may be there before the signal.
                   .answers = {StatusCode::kOk, StatusCode::kUnavailable}});
}

TEST_P(OfAProcess, ThatIsStoppedDoesNotStopTheOthers) {
  const Service& service = GetParam();
  const pid_t pid = suite_.services().PidOf(service.name);
  for (int round = 0; round < Rounds(1, 5); ++round) {
    Observe(suite_, {.where = service.name,
                     .name = "SIGSTOP, SIGCONT",
                     .probe = service.probe,
                     .begin = [&] { kill(pid, SIGSTOP); },
                     .end = [&] { kill(pid, SIGCONT); },
                     .answers = {StatusCode::kDeadlineExceeded}});
  }
}

INSTANTIATE_TEST_SUITE_P(Fault, OfAProcess, ::testing::ValuesIn(Services()), NameOfService);

class StoppedForLong : public OfAProcess {};

TEST_P(StoppedForLong, IsNoticedLongBeforeAPatientCallersDeadline) {
  const Service& service = GetParam();
  const pid_t pid = suite_.services().PidOf(service.name);
  Observe(suite_, {.where = service.name,
                   .name = "SIGSTOP for long",
                   .probe = service.probe,
                   .begin = [&] { kill(pid, SIGSTOP); },
                   .end = [&] { kill(pid, SIGCONT); },
                   .answers = {StatusCode::kUnavailable},
                   .deadline = absl::Minutes(1),
                   .bound = kDeadPeerNoticed});
}

INSTANTIATE_TEST_SUITE_P(Fault, StoppedForLong,
                         ::testing::ValuesIn(Rounds(0, 1) == 1
                                                 ? Services()
                                                 : std::vector<Service>{Services()[2]}),
                         NameOfService);

// The server and the processes that serve its connections.
std::vector<pid_t> ProcessesOf(pid_t server) {
  const std::string number = std::to_string(server);
  std::ifstream list("/proc/" + number + "/task/" + number + "/children");
  std::vector<pid_t> processes = {server};
  for (pid_t child = 0; list >> child;) processes.push_back(child);
  return processes;
}

class OfTheDatabase : public ::testing::Test {
 protected:
  void Observe(const std::string& name, const std::function<void()>& begin,
               const std::function<void()>& end, const std::vector<StatusCode>& answers,
               std::optional<absl::Duration> deadline = {},
               std::optional<absl::Duration> bound = {}) {
    for (const Probe probe : {Probe::kAppend, Probe::kCompose}) {
      // A patient caller takes its time: one of the two in the short run.
      if (deadline.has_value() && probe == Probe::kCompose && Rounds(0, 1) == 0) continue;
      for (int round = 0; round < Rounds(1, 5); ++round) {
        testing::Observe(suite_, {.where = "PostgreSQL",
                                  .name = name,
                                  .probe = probe,
                                  .begin = begin,
                                  .end = end,
                                  .answers = answers,
                                  .deadline = deadline,
                                  .bound = bound});
      }
    }
  }

  void Signal(int signal) const {
    for (const pid_t pid : ProcessesOf(suite_.services().PidOf(kDatabase))) kill(pid, signal);
  }

  FaultySuite& suite_ = FaultySuite::OfThisProgram();
};

// The server is started again at once by who started it, as a service manager would.
TEST_F(OfTheDatabase, ThatIsRestarted) {
  Observe(
      "fast shutdown, restart", [&] { kill(suite_.services().PidOf(kDatabase), SIGINT); }, [] {},
      {StatusCode::kOk, StatusCode::kUnavailable});
}

TEST_F(OfTheDatabase, ThatIsKilled) {
  Observe(
      "SIGKILL of the postmaster", [&] { kill(suite_.services().PidOf(kDatabase), SIGKILL); },
      [] {}, {StatusCode::kOk, StatusCode::kUnavailable});
}

TEST_F(OfTheDatabase, WhoseConnectionsAreEndedByItsAdministratorIsNotEvenNoticed) {
  Observe(
      "pg_terminate_backend of all",
      [&] {
        event_store::Sql(suite_.services().DatabaseConnection(),
                         "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
                         "WHERE application_name = 'sennight'");
      },
      [] {}, {StatusCode::kOk});
}

TEST_F(OfTheDatabase, ThatIsStopped) {
  Observe(
      "SIGSTOP, SIGCONT of all processes", [&] { Signal(SIGSTOP); }, [&] { Signal(SIGCONT); },
      {StatusCode::kDeadlineExceeded, StatusCode::kUnavailable});
}

TEST_F(OfTheDatabase, ThatIsStoppedForLongIsNoticedBeforeAPatientCallersDeadline) {
  Observe(
      "SIGSTOP for long", [&] { Signal(SIGSTOP); }, [&] { Signal(SIGCONT); },
      {StatusCode::kDeadlineExceeded, StatusCode::kUnavailable}, absl::Minutes(1),
      kDeadPeerNoticed);
}

}  // namespace
}  // namespace sennight::testing
