#include "tests/e2e/four_services.h"

#include <gtest/gtest.h>
#include <signal.h>

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

FourServices::FourServices() {
  StartDatabase();
  for (const std::string& name : Names()) Start(name);
  for (const std::string& name : Names()) {
    EXPECT_TRUE(Eventually([&] { return IsReady(name); })) << name << ":\n" << LogOf(name);
  }
}

std::string FourServices::AddressOf(const std::string& name) const {
  return "unix:" + (folder_.path() / (name + ".sock")).string();
}

std::vector<std::string> FourServices::ArgumentsOf(const std::string& name) const {
  std::vector<std::string> arguments = {"--listen-address=" + AddressOf(name)};
  if (name == kEventStore) {
    arguments.push_back("--database=" + database_->ConnectionString());
  }
  if (name == kGateway) {
    arguments.push_back("--http-address=127.0.0.1:0");
    arguments.push_back("--address-file=" + (folder_.path() / "gateway.addresses").string());
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

std::string FourServices::HttpUrl() const {
  const std::string lines = ContentOf(folder_.path() / "gateway.addresses");
  const size_t at = lines.find("\nhttp ");
  if (at == std::string::npos) return "";
  return "http://" + lines.substr(at + 6, lines.find('\n', at + 1) - at - 6);
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
