#include "tests/e2e/four_services.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <sstream>
#include <utility>

#include "common/rpc/channel.h"
#include "services/sennight/client/health_check.h"
#include "tests/support/checkout.h"
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

FourServices::FourServices(SuiteOptions options) : options_(std::move(options)) {
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
  arguments.insert(arguments.end(), options_.every.begin(), options_.every.end());
  if (name == kEventStore) arguments.push_back("--database=" + DatabaseReached());
  if (name == kGateway) {
    arguments.push_back("--http-address=127.0.0.1:0");
    arguments.push_back("--event-store-address=" + ReachedAt(kEventStore));
    arguments.push_back("--summarization-address=" + ReachedAt(kSummarization));
    arguments.push_back("--rendering-address=" + ReachedAt(kRendering));
    arguments.push_back(std::string("--topics=") + SENNIGHT_SOURCE_DIR + "/deploy/topics");
  }
  if (const auto more = options_.flags.find(name); more != options_.flags.end()) {
    arguments.insert(arguments.end(), more->second.begin(), more->second.end());
  }
  return arguments;
}

std::string FourServices::ReachedAt(const std::string& name) const {
  return options_.route ? options_.route(name, AddressOf(name)) : AddressOf(name);
}

std::string FourServices::DatabaseReached() const {
  const std::string direct = database_->ConnectionString();
  if (!options_.route) return direct;
  // host='FOLDER' port=5432 …
  const size_t begin = direct.find('\'') + 1;
  const std::string folder = direct.substr(begin, direct.find('\'', begin) - begin);
  const std::string through = options_.route(kDatabase, "unix:" + folder + "/.s.PGSQL.5432");
  const size_t colon = through.rfind(':');
  return "host=" + through.substr(0, colon) + " port=" + through.substr(colon + 1) +
         direct.substr(direct.find(" user="));
}

pid_t FourServices::PidOf(const std::string& name) const {
  if (name != kDatabase) return services_.at(name)->pid();
  // There is none while the database is being started again, and a signal to process 0 is one to
  // the whole group: the test, and whoever runs it.
  pid_t pid = 0;
  Eventually([&] { return (pid = database_->ServerPid()) > 0; });
  if (pid <= 0) std::abort();
  return pid;
}

bool FourServices::Runs(const std::string& name) { return services_.at(name)->Runs(); }

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
      cluster::PrivateCluster::Start({.directory = folder_.path() / "data", .durable = options_.is_durable});
  ASSERT_THAT(database, IsOk());
  database_ = *std::move(database);
}

void FourServices::KillDatabase() {
  const pid_t killed = PidOf(kDatabase);
  kill(killed, SIGKILL);
  EXPECT_TRUE(Eventually([&] {
    const pid_t pid = database_->ServerPid();
    return pid != 0 && pid != killed;
  }));
}

std::string FourServices::HttpUrl() const {
  const std::string lines = ContentOf(AddressFileOf(kGateway));
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
