#include "tests/benchmarks/suite.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "services/sennight/client/health_check.h"
#include "tests/support/checkout.h"
#include "tests/support/eventually.h"

namespace sennight::benchmarks {
namespace {

constexpr absl::Duration kProbe = absl::Seconds(2);

}  // namespace

void Require(const absl::Status& status, const std::string& what) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s: %s\n", what.c_str(), status.ToString().c_str());
  std::exit(1);
}

void Require(const grpc::Status& status, const std::string& what) {
  Require(rpc::FromGrpcStatus(status), what);
}

Suite::Suite() : authority_(folder_.path().string(), "authority") {
  auto started = cluster::PrivateCluster::Start(
      {.directory = folder_.path() / "data", .max_connections = 200});
  Require(started.status(), "the database");
  database_ = *std::move(started);
  names_ = {"sennight-event-store", "sennight-summarization", "sennight-rendering",
            "sennight-gateway"};
  for (const std::string& name : names_) {
    std::vector<std::string> arguments = {"--listen-address=" + AddressOf(name)};
    if (name == "sennight-event-store") arguments.push_back("--database=" + database());
    if (name == "sennight-gateway") {
      arguments.push_back("--event-store-address=" + AddressOf("sennight-event-store"));
      arguments.push_back("--summarization-address=" + AddressOf("sennight-summarization"));
      arguments.push_back("--rendering-address=" + AddressOf("sennight-rendering"));
      arguments.push_back("--http-address=");
      arguments.push_back(std::string("--topics=") + SENNIGHT_SOURCE_DIR + "/deploy/topics");
    }
    Start(name, name, arguments);
    AwaitReady(name, Channel(name));
  }
}

std::shared_ptr<grpc::Channel> Suite::StartRendering(bool with_tls) {
  const std::string name = with_tls ? "rendering-tls" : "rendering-plaintext";
  const std::string address_file = (folder_.path() / (name + ".address")).string();
  std::vector<std::string> arguments = {"--listen-address=127.0.0.1:0",
                                        "--address-file=" + address_file};
  rpc::ChannelSecurity security;
  if (with_tls) {
    const rpc::TlsFiles server = authority_.Issue("rendering");
    arguments.push_back("--tls-certificate=" + server.certificate);
    arguments.push_back("--tls-key=" + server.key);
    arguments.push_back("--tls-client-ca=" + authority_.file());
    security.tls = authority_.Issue("client");
  }
  Start(name, "sennight-rendering", arguments);
  std::string port;
  const bool listens = testing::Eventually([&] {
    std::string address;
    std::ifstream(address_file) >> address;
    if (address.empty()) return false;
    port = address.substr(address.rfind(':') + 1);
    return true;
  });
  if (!listens) Require(absl::UnavailableError(processes_.at(name)->Errors()), name);
  return AwaitReady(name, rpc::Connect("localhost:" + port, security));
}

std::shared_ptr<grpc::Channel> Suite::StartForgetfulGateway() {
  const std::string name = "gateway-without-cache";
  Start(name, "sennight-gateway",
        {"--listen-address=" + AddressOf(name), "--http-address=", "--cache-entries=0",
         "--event-store-address=" + AddressOf("sennight-event-store"),
         "--summarization-address=" + AddressOf("sennight-summarization"),
         "--rendering-address=" + AddressOf("sennight-rendering"),
         std::string("--topics=") + SENNIGHT_SOURCE_DIR + "/deploy/topics"});
  return AwaitReady(name, Channel(name));
}

void Suite::Run(std::vector<std::string> arguments) {
  arguments.push_back("--endpoint=" + AddressOf("sennight-gateway"));
  const testing::Ended ended = testing::RunProgram("sennight", arguments, folder_.path());
  if (ended.status != 0) Require(absl::InternalError(ended.err), "sennight " + arguments[0]);
}

double Suite::ResidentMegabytes(const std::string& name) const {
  std::ifstream status(absl::StrCat("/proc/", processes_.at(name)->pid(), "/status"));
  for (std::string word; status >> word;) {
    double kilobytes = 0;
    if (word == "VmRSS:" && status >> kilobytes) return kilobytes / 1024;
  }
  return 0;
}

std::string Suite::AddressOf(const std::string& name) const {
  return "unix:" + (folder_.path() / (name + ".sock")).string();
}

std::shared_ptr<grpc::Channel> Suite::Channel(const std::string& name) const {
  return rpc::Connect(AddressOf(name));
}

void Suite::Start(const std::string& name, const std::string& program,
                  const std::vector<std::string>& arguments) {
  processes_[name] = std::make_unique<testing::Process>(program, arguments, folder_.path());
}

std::shared_ptr<grpc::Channel> Suite::AwaitReady(const std::string& name,
                                                 std::shared_ptr<grpc::Channel> channel) {
  const auto begin = std::chrono::steady_clock::now();
  const bool is_ready = testing::Eventually([&] {
    const auto ready = client::IsServing(channel, "readiness", absl::Now() + kProbe);
    return ready.ok() && *ready;
  });
  if (!is_ready) Require(absl::UnavailableError(processes_.at(name)->Errors()), name);
  start_ups_[name] = absl::FromChrono(std::chrono::steady_clock::now() - begin);
  return channel;
}

}  // namespace sennight::benchmarks
