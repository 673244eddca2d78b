// A client counts what was acknowledged to it while the suite breaks in every way: nothing of it is
// lost, and nothing is stored twice.
#include <gmock/gmock.h>
#include <signal.h>

#include <atomic>
#include <functional>
#include <future>
#include <set>
#include <string>
#include <vector>

#include "tests/faults/faulty_suite.h"
#include "tests/postgres/postgres_cluster.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::testing {
namespace {

constexpr std::chrono::minutes kPatience{1};

// Appends batch after batch, each until it is acknowledged.
class CountingClient {
 public:
  CountingClient(FaultySuite& suite, int first) : suite_(suite), first_(first) {
    thread_ = std::thread([this] { Run(); });
  }

  ~CountingClient() { End(); }

  // Ends; returns how many batches were acknowledged, from the first.
  int End() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
    return acknowledged_;
  }

  bool AwaitAcknowledged(int more) const {
    const int wanted = acknowledged_ + more;
    return Eventually([&] { return acknowledged_ >= wanted; }, kPatience);
  }

  bool AwaitFailed(int more) const {
    const int wanted = failed_ + more;
    return Eventually([&] { return failed_ >= wanted; }, kPatience);
  }

  int failed() const { return failed_; }

 private:
  void Run() {
    while (!stopping_) {
      const absl::Status status =
          suite_.Append(first_ + acknowledged_, absl::Now() + absl::Seconds(2));
      EXPECT_THAT(status.code(),
                  ::testing::AnyOf(absl::StatusCode::kOk, absl::StatusCode::kUnavailable,
                                   absl::StatusCode::kDeadlineExceeded))
          << status;
      status.ok() ? ++acknowledged_ : ++failed_;
    }
  }

  FaultySuite& suite_;
  const int first_;
  std::atomic<int> acknowledged_ = 0;
  std::atomic<int> failed_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

// Returns whether all connections of the suite were ended: a server that ends or starts at the
// moment lets nobody in.
bool EndConnections(const std::string& database) {
  try {
    event_store::Sql(database,
                     "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                     "WHERE application_name = 'sennight'");
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

// A storm for a client that appends.
std::vector<std::function<void()>> Storm(FaultySuite& suite, const CountingClient& client) {
  FourServices& services = suite.services();
  std::vector<std::function<void()>> storm;
  for (const char* to : {kGateway, kEventStore, kDatabase}) {
    ChaosProxy& link = suite.link(to);
    storm.push_back([&link] { link.Cut(); });
    storm.push_back([&link] { link.CutAfter(700); });
    storm.push_back([&link] { link.CutAfter(2000); });
    storm.push_back([&link] { link.HalfClose(ChaosProxy::Sender::kServer); });
    storm.push_back([&link] { link.HalfClose(ChaosProxy::Sender::kClient); });
    storm.push_back([&link, &client] {
      link.Freeze();
      EXPECT_TRUE(client.AwaitFailed(1));
      link.Pass();
    });
  }
  for (const char* name : {kGateway, kEventStore}) {
    storm.push_back([&services, name] {
      services.End(name, SIGKILL);
      services.Start(name);
    });
  }
  for (const int signal : {SIGKILL, SIGINT}) {
    storm.push_back([&services, signal] { kill(services.PidOf(kDatabase), signal); });
  }
  storm.push_back([&services] {
    EXPECT_TRUE(
        Eventually([&] { return EndConnections(services.DatabaseConnection()); }, kPatience));
  });
  return storm;
}

TEST(CountingClientTest, FindsEveryAcknowledgedEventOnceAfterAStorm) {
  FaultySuite& suite = FaultySuite::OfThisProgram();
  suite.AwaitRecovery(Probe::kAppend);
  CountingClient client(suite, 1);
  for (int round = 0; round < Rounds(1, 20); ++round) {
    for (const std::function<void()>& breaks : Storm(suite, client)) {
      ASSERT_TRUE(client.AwaitAcknowledged(3));
      breaks();
    }
  }
  ASSERT_TRUE(client.AwaitAcknowledged(3));
  const int batches = client.End();
  RecordProperty("acknowledged", batches);
  RecordProperty("failed", client.failed());

  std::set<std::string> stored;
  int64_t position = 0;
  for (const event::v1::Event& event : suite.Events()) {
    EXPECT_TRUE(stored.insert(event.event_id()).second) << event.event_id() << " is there twice";
    EXPECT_EQ(event.position(), ++position);  // Dense.
  }
  for (int batch = 1; batch <= batches; ++batch) {
    for (int i = 0; i < 3; ++i) {
      const std::string id = event_store::IdOf(batch * 3 + i);
      EXPECT_TRUE(stored.contains(id)) << id << " was acknowledged and is lost";
    }
  }
}

}  // namespace
}  // namespace sennight::testing
