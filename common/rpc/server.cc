#include "common/rpc/server.h"

#include <cstdio>
#include <fstream>
#include <mutex>
#include <utility>

#include <grpc/support/log.h>
#include <grpcpp/ext/channelz_service_plugin.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/log/log.h"
#include "common/rpc/channel.h"

namespace sennight::rpc {
namespace {

constexpr int kLeastPingIntervalMilliseconds = 10'000;

// gRPC's plugins are switched on for the whole process, before any server is built; servers that do
// not want them are told apart by the services they register.
void InitPlugins(bool debug_services) {
  static std::once_flag always;
  std::call_once(always, [] {
    grpc::EnableDefaultHealthCheckService(true);
    gpr_set_log_function([](gpr_log_func_args* line) {
      if (line->severity == GPR_LOG_SEVERITY_ERROR) log::Warning("grpc", {{"what", line->message}});
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
  if (absl::StartsWith(address, "unix:")) return address;
  return absl::StrCat(address.substr(0, address.rfind(':')), ":", port);
}

// Writes the file under another name first, so that a reader never sees half of it.
absl::Status WriteAddressFile(const std::string& path, const std::string& address) {
  const std::string written = path + ".new";
  std::ofstream file(written);
  file << address << "\n";
  file.close();
  if (!file || std::rename(written.c_str(), path.c_str()) != 0) {
    return absl::FailedPreconditionError(absl::StrCat("cannot write ", path));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options,
                                                      const std::vector<grpc::Service*>& services,
                                                      grpc::CallbackGenericService* generic) {
  InitPlugins(options.debug_services);
  grpc::ServerBuilder builder;
  int port = 0;
  if (!options.address.empty()) {
    builder.AddListeningPort(options.address, grpc::InsecureServerCredentials(), &port);
  }
  builder.SetMaxReceiveMessageSize(kMaxMessageBytes);
  builder.SetMaxSendMessageSize(kMaxMessageBytes);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kLeastPingIntervalMilliseconds);
  for (grpc::Service* service : services) builder.RegisterService(service);
  if (generic != nullptr) builder.RegisterCallbackGenericService(generic);

  std::unique_ptr<grpc::Server> built = builder.BuildAndStart();
  if (built == nullptr || (!options.address.empty() && port == 0)) {
    return absl::UnavailableError(absl::StrCat("cannot listen on ", options.address));
  }
  // Private constructor: make_unique cannot call it.
  std::unique_ptr<Server> server(new Server(std::move(built), BoundAddress(options.address, port),
                                            options.service_names, options.drain_grace));
  if (!options.address_file.empty()) {
    if (absl::Status status = WriteAddressFile(options.address_file, server->address_);
        !status.ok()) {
      return status;
    }
  }
  return server;
}

Server::Server(std::unique_ptr<grpc::Server> server, std::string address,
               std::vector<std::string> service_names, absl::Duration drain_grace)
    : server_(std::move(server)),
      address_(std::move(address)),
      service_names_(std::move(service_names)),
      drain_grace_(drain_grace) {
  server_->GetHealthCheckService()->SetServingStatus("liveness", true);
  SetReady(false);
}

Server::~Server() { Drain(); }

std::shared_ptr<grpc::Channel> Server::InProcessChannel() {
  return server_->InProcessChannel(ChannelSettings());
}

void Server::SetReady(bool ready) {
  grpc::HealthCheckServiceInterface* health = server_->GetHealthCheckService();
  health->SetServingStatus("startup", ready);
  health->SetServingStatus("readiness", ready);
  for (const std::string& name : service_names_) health->SetServingStatus(name, ready);
}

void Server::Drain() {
  if (server_ == nullptr) return;
  server_->GetHealthCheckService()->Shutdown();
  server_->Shutdown(absl::ToChronoTime(absl::Now() + drain_grace_));
  server_->Wait();
  server_ = nullptr;
}

}  // namespace sennight::rpc
