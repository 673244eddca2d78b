// One way to serve.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/log/log.h"
#include "common/process/termination.h"
#include "common/rpc/access.h"
#include "common/rpc/call_loop.h"
#include "common/rpc/health.h"
#include "common/rpc/tls.h"
#include "common/telemetry/endpoint.h"

namespace sennight::rpc {

// How a server is reached, and what it offers besides its services.
struct ServerOptions {
  // Where it listens: host:port (port 0 for a free one) or unix:/path. Empty for a server that is
  // reached in process only.
  std::string address;

  // The full names of the services, such as `sennight.eventstore.v1.EventStoreService`, for health
  // checks by name.
  std::vector<std::string> service_names;

  // Answers reflection and channelz; they tell a caller much about the server.
  bool debug_services = false;

  // If not empty: a file that the bound address is written to, whole, once the server listens; on
  // further lines what else is bound, with its name: `health 127.0.0.1:7110`.
  std::string address_file;
  std::vector<std::string> more_addresses;  // Such lines of the program's own.

  // If not empty: a second address, in plaintext, that answers health checks and nothing else.
  std::string health_address;

  // If not empty: where metrics are collected over HTTP, in plaintext.
  std::string metrics_address;

  // Plaintext is wanted even where other machines can reach it.
  bool is_insecure_wanted = false;

  // Plaintext if no certificate is named. With a CA, clients must show a certificate of it.
  TlsFiles tls;

  // Who may call.
  AccessOptions access;

  // How long calls are still taken at the end while `readiness` already says no; and how long
  // calls that run may then go on.
  absl::Duration drain_delay;
  absl::Duration drain_grace = absl::Seconds(10);

  // When a connection is to be made anew, so that clients find new replicas; 0 means never.
  absl::Duration max_connection_age;

  // The least level that is logged.
  log::Level log_level = log::Level::kInfo;

  // Only the settings are to be checked.
  bool check_only = false;
};

// What is served; outlives the server.
struct Served {
  std::vector<grpc::Service*> services;             // Those of ours (service.h), and others.
  grpc::CallbackGenericService* generic = nullptr;  // Answers the methods that no service has.
  const telemetry::Metrics* metrics = nullptr;      // What is collected at the metrics address.
};

class Server;

// What a program does besides while it serves; each may be empty.
struct Beside {
  std::function<void(Server&)> start;  // Decides when the server is ready; empty: at once.
  std::function<void()> stop;          // Called before the server drains.
  // Ends, within the time given, what brings calls to the server from within the process.
  std::function<void(absl::Duration grace)> drain;
};

// A gRPC server with health checking: SERVING for "", `startup` and `liveness` from the start, for
// `readiness` and each service's name as SetReady says. Safe for concurrent use.
class Server {
 public:
  // Starts to serve.
  //
  // Errors: kUnavailable if an address cannot be bound.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options,
                                                       const Served& served);

  // Drains.
  ~Server();

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Returns a channel that does not leave the process.
  std::shared_ptr<grpc::Channel> InProcessChannel();

  // Returns the address clients use, such as `127.0.0.1:7101`, with the port that was bound.
  const std::string& address() const { return address_; }

  // Says whether the server can do its work; not until it is called.
  void SetReady(bool ready);

  // Says that it is not ready, goes on for the delay, then takes no more calls, lets those that run
  // end within the grace, and ends them; `drain_beside` (optional) is called with the grace before
  // calls are refused. Idempotent.
  void Drain(const std::function<void(absl::Duration grace)>& drain_beside = {});

 private:
  // A server, the loop that takes its calls, and its health checks.
  struct Listener {
    ~Listener();

    // Starts. Returns false if the server cannot listen.
    bool Start(grpc::ServerBuilder& builder, const std::vector<grpc::Service*>& services);

    // Refuses new calls, and ends those that still run at `end`.
    void Stop(absl::Time end);

    Health health;
    std::unique_ptr<CallLoop> loop;
    std::unique_ptr<grpc::Server> server;  // Null when stopped.
  };

  explicit Server(const ServerOptions& options) : options_(options) {}

  absl::Status Listen(const Served& served);
  absl::Status ListenForHealthChecks();
  absl::Status ListenForCollectors(const telemetry::Metrics* metrics);
  absl::Status WriteAddressFile() const;
  void SetServing(const std::string& name, bool is_serving);

  ServerOptions options_;
  std::atomic<bool> was_ready_ = false;
  Listener main_;
  Listener probes_;                               // Not started without a health address.
  std::unique_ptr<telemetry::Endpoint> metrics_;  // Null without a metrics address.
  std::string address_;
  std::string health_address_;
};

// Serves until the process is told to end, then drains: what a service's main does last.
// Returns the exit status.
int Serve(process::Termination& termination, const ServerOptions& options, const Served& served,
          const Beside& beside = {});

}  // namespace sennight::rpc
