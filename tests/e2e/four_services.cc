#include "tests/e2e/four_services.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <sstream>
#include <utility>

#include "common/rpc/channel.h"
#include "services/sennight/client/health_check.h"
#include "tests/support/status_matchers.h"

namespace sennight::testing {
namespace {

constexpr absl::Duration kProbe = absl::Seconds(2);

const std::vector<std::string>& Names() {
  static const auto& names =
      *new std::vector<std::string>{kEventStore, kSummarization, kRendering, kGateway};
  return names;
}

}  // namespace

FourServices::FourServices(std::vector<std::string> more) : more_(std::move(more)) {
  StartDatabase();
  for (const std::string& name : Names()) Start(name);
  for (const std::string& name : Names()) {
    EXPECT_TRUE(Eventually([&] { return IsReady(name); })) << name << ":\n" << LogOf(name);
  }
}

std::string FourServices::AddressOf(const std::string& name) const {
  return "unix:" + (folder_.path() / (name + ".sock")).string();
}

std::string FourServices::AddressFileOf(const std::string& name) const {
  return (folder_.path() / (name + ".address")).string();
}

std::string FourServices::MetricsAddressOf(const std::string& name) const {
  std::istringstream lines(ContentOf(AddressFileOf(name)));
  for (std::string word; lines >> word;) {
    if (word == "metrics" && lines >> word) return word;
  }
  ADD_FAILURE() << name << " tells no address of its metrics";
  return "";
}

std::vector<std::string> FourServices::ArgumentsOf(const std::string& name) const {
  std::vector<std::string> arguments = {"--listen-address=" + AddressOf(name),
                                        "--address-file=" + AddressFileOf(name)};
  arguments.insert(arguments.end(), more_.begin(), more_.end());
  if (name == kEventStore) {
    arguments.push_back("--database=" + database_->ConnectionString());
  }
  if (name == kGateway) {
    arguments.push_back("--http-address=unix:" + (folder_.path() / "http.sock").string());
    arguments.push_back("--event-store-address=" + AddressOf(kEventStore));
    arguments.push_back("--summarization-address=" + AddressOf(kSummarization));
    arguments.push_back("--rendering-address=" + AddressOf(kRendering));
    arguments.push_back(std::string("--topics=") + SENNIGHT_SOURCE_DIR + "/deploy/topics");
  }
  return arguments;
}

void FourServices::Start(const std::string& name) {
  services_[name] = std::make_unique<Process>(name, ArgumentsOf(name), folder_.path());
}

int FourServices::End(const std::string& name, int signal) {
  services_.at(name)->Signal(signal);
  return services_.at(name)->Wait();
}

void FourServices::StopDatabase() { database_.reset(); }

void FourServices::StartDatabase() {
  auto database =
      cluster::PrivateCluster::Start({.directory = folder_.path() / "data", .durable = false});
  ASSERT_THAT(database, IsOk());
  database_ = *std::move(database);
}

void FourServices::KillDatabase() {
  const pid_t killed = database_->ServerPid();
  kill(killed, SIGKILL);
  EXPECT_TRUE(Eventually([&] {
    const pid_t pid = database_->ServerPid();
    return pid != 0 && pid != killed;
  }));
}

bool FourServices::IsReady(const std::string& name) const {
  const auto channel = rpc::Connect(AddressOf(name));
  const absl::StatusOr<bool> ready = client::IsServing(channel, "readiness", absl::Now() + kProbe);
  return ready.ok() && *ready;
}

std::string FourServices::LogOf(const std::string& name) const {
  return services_.at(name)->Errors();
}

Ended FourServices::Run(std::vector<std::string> arguments) const {
  arguments.push_back("--endpoint=" + AddressOf(kGateway));
  return RunProgram("sennight", arguments, folder_.path());
}

}  // namespace sennight::testing
