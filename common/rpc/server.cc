#include "common/rpc/server.h"

#include <cstdio>
#include <fstream>
#include <mutex>
#include <utility>

#include <grpc/support/log.h>
#include <grpcpp/ext/channelz_service_plugin.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/log/log.h"
#include "common/rpc/channel.h"
#include "common/rpc/lock_checks.h"

namespace sennight::rpc {
namespace {

// Half of what our channels use, so that none is taken for an attack (channel.cc).
constexpr int kLeastPingIntervalMilliseconds = 5'000;

// A client that has died without a word is let go after 40 seconds, with all its calls.
constexpr int kKeepaliveMilliseconds = 30'000;
constexpr int kKeepaliveTimeoutMilliseconds = 10'000;

// One client cannot open calls without end; those that are more wait at the client. More than a
// queue holds, so that an overload is answered and not hidden there.
constexpr int kMostCallsOfAConnection = 2'000;

// What gRPC may hold of messages that are on their way in or out. Over it, it reads no more from
// some connections and ends calls: many slow senders of large messages cost no more than that.
constexpr size_t kMostBytesOnTheWay = 192 * 1024 * 1024;

// What a connection that has reached its age may still take to end its calls.
constexpr absl::Duration kLastCallsOfAConnection = absl::Seconds(30);

// gRPC's plugins are switched on for the whole process, before any server is built, and answer on
// each of its addresses, to everybody: server_settings.h permits that on this machine only.
void InitPlugins(bool debug_services) {
  static std::once_flag always;
  std::call_once(always, [] {
    TurnLockChecksOff();
    grpc::EnableDefaultHealthCheckService(false);
    gpr_set_log_function([](gpr_log_func_args* line) {
      if (line->severity != GPR_LOG_SEVERITY_ERROR) return;
      // What gRPC says of metadata quotes it, and it may be a token.
      const std::string_view what = line->message;
      const bool is_quote = what.find("raw_bytes") != std::string_view::npos ||
                            what.find("metadata") != std::string_view::npos;
      log::Warning("grpc", {{"what", is_quote ? "metadata that is not legal" : line->message}});
    });
  });
  if (!debug_services) return;
  static std::once_flag debug;
  std::call_once(debug, [] {
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    grpc::channelz::experimental::InitChannelzService();
  });
}

// Returns `address` with the bound port instead of the one asked for.
std::string BoundAddress(const std::string& address, int port) {
  if (address.empty() || absl::StartsWith(address, "unix:")) return address;
  return absl::StrCat(address.substr(0, address.rfind(':')), ":", port);
}

absl::Status CannotListen(const std::string& address) {
  return absl::UnavailableError(absl::StrCat("cannot listen on ", address));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options,
                                                      const Served& served) {
  InitPlugins(options.debug_services);
  // Private constructor: make_unique cannot call it.
  std::unique_ptr<Server> server(new Server(options));
  if (absl::Status status = server->Listen(served); !status.ok()) return status;
  if (absl::Status status = server->ListenForHealthChecks(); !status.ok()) return status;
  if (absl::Status status = server->ListenForCollectors(served.metrics); !status.ok()) {
    return status;
  }
  server->SetServing("", true);
  server->SetServing("startup", true);
  server->SetServing("liveness", true);
  server->SetReady(false);
  if (absl::Status status = server->WriteAddressFile(); !status.ok()) return status;
  return server;
}

bool Server::Listener::Start(grpc::ServerBuilder& builder,
                             const std::vector<grpc::Service*>& services) {
  loop = std::make_unique<CallLoop>(builder.AddCompletionQueue());
  builder.RegisterService(&health);
  for (grpc::Service* service : services) builder.RegisterService(service);
  server = builder.BuildAndStart();
  if (server == nullptr) return false;
  health.Listen(*loop);
  for (grpc::Service* service : services) {
    if (auto* const ours = dynamic_cast<Service*>(service)) ours->Listen(*loop);
  }
  loop->Start();
  return true;
}

void Server::Listener::Stop(absl::Time end) {
  if (server == nullptr) return;
  health.End();
  server->Shutdown(absl::ToChronoTime(end));
  server->Wait();
  loop->End();
  server = nullptr;
}

Server::Listener::~Listener() { Stop(absl::Now()); }

absl::Status Server::Listen(const Served& served) {
  grpc::ServerBuilder builder;
  int port = 0;
  if (!options_.address.empty()) {
    builder.AddListeningPort(options_.address,
                             options_.tls.certificate.empty() ? grpc::InsecureServerCredentials()
                                                              : ServerCredentialsOf(options_.tls),
                             &port);
  }
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.SetMaxSendMessageSize(kMaxMessageBytes);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kLeastPingIntervalMilliseconds);
  builder.SetResourceQuota(grpc::ResourceQuota("server").Resize(kMostBytesOnTheWay));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMostCallsOfAConnection);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMilliseconds);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMilliseconds);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  if (options_.max_connection_age > absl::ZeroDuration()) {
    builder.AddChannelArgument(
        GRPC_ARG_MAX_CONNECTION_AGE_MS,
        static_cast<int>(absl::ToInt64Milliseconds(options_.max_connection_age)));
    builder.AddChannelArgument(
        GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS,
        static_cast<int>(absl::ToInt64Milliseconds(kLastCallsOfAConnection)));
  }
  if (served.generic != nullptr) builder.RegisterCallbackGenericService(served.generic);
  if (!main_.Start(builder, served.services) || (!options_.address.empty() && port == 0)) {
    return CannotListen(options_.address);
  }
  address_ = BoundAddress(options_.address, port);
  return absl::OkStatus();
}

absl::Status Server::ListenForHealthChecks() {
  if (options_.health_address.empty()) return absl::OkStatus();
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(options_.health_address, grpc::InsecureServerCredentials(), &port);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  if (!probes_.Start(builder, {}) || port == 0) return CannotListen(options_.health_address);
  health_address_ = BoundAddress(options_.health_address, port);
  return absl::OkStatus();
}

absl::Status Server::ListenForCollectors(const telemetry::Metrics* metrics) {
  if (options_.metrics_address.empty() || metrics == nullptr) return absl::OkStatus();
  absl::StatusOr<std::unique_ptr<telemetry::Endpoint>> endpoint =
      telemetry::Endpoint::Start(*metrics, options_.metrics_address);
  if (endpoint.ok()) metrics_ = *std::move(endpoint);
  return endpoint.status();
}

// Writes the file under another name first, so that a reader never sees half of it.
absl::Status Server::WriteAddressFile() const {
  if (options_.address_file.empty()) return absl::OkStatus();
  const std::string written = options_.address_file + ".new";
  std::ofstream file(written);
  file << address_ << "\n";
  for (const std::string& line : options_.more_addresses) file << line << "\n";
  if (!health_address_.empty()) file << "health " << health_address_ << "\n";
  if (metrics_ != nullptr) file << "metrics " << metrics_->address() << "\n";
  file.close();
  if (!file || std::rename(written.c_str(), options_.address_file.c_str()) != 0) {
    return absl::FailedPreconditionError(absl::StrCat("cannot write ", options_.address_file));
  }
  return absl::OkStatus();
}

Server::~Server() { Drain(); }

std::shared_ptr<grpc::Channel> Server::InProcessChannel() {
  return main_.server->InProcessChannel(ChannelSettings());
}

void Server::SetServing(const std::string& name, bool is_serving) {
  main_.health.Set(name, is_serving);
  probes_.health.Set(name, is_serving);
}

void Server::SetReady(bool ready) {
  was_ready_ = was_ready_ || ready;
  SetServing("readiness", ready);
  for (const std::string& name : options_.service_names) SetServing(name, ready);
}

void Server::Drain(const std::function<void(absl::Duration grace)>& drain_beside) {
  if (main_.server == nullptr) return;
  SetReady(false);
  // A server that was never ready has no clients that would have to turn elsewhere.
  if (was_ready_) absl::SleepFor(options_.drain_delay);
  const absl::Time end = absl::Now() + options_.drain_grace;
  if (drain_beside) drain_beside(options_.drain_grace);
  main_.Stop(end);
  probes_.Stop(end);
}

int Serve(process::Termination& termination, const ServerOptions& options, const Served& served,
          const Beside& beside) {
  const absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(options, served);
  if (!server.ok()) return process::Fail(server.status());
  log::Info("listening", {{"address", (*server)->address()},
                          {"tls", options.tls.certificate.empty() ? "no" : "yes"},
                          {"callers", options.tls.ca.empty() && options.access.token_file.empty()
                                          ? "anonymous"
                                          : "identified"}});
  if (beside.start) {
    beside.start(**server);
  } else {
    (*server)->SetReady(true);
  }
  termination.Wait();
  log::Info("draining");
  if (beside.stop) beside.stop();
  (*server)->Drain(beside.drain);
  return process::kExitOk;
}

}  // namespace sennight::rpc
