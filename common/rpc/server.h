// One way to serve.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

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

  // If not empty: a file that the bound address is written to, whole, once the server listens.
  std::string address_file;

  // How long calls that run may go on when the server drains.
  absl::Duration drain_grace = absl::Seconds(10);
};

// A gRPC server with health checking: SERVING for "" and `liveness` from the start, for
// `readiness`, `startup` and each service's name as SetReady says. Safe for concurrent use.
class Server {
 public:
  // Starts to serve. The services must outlive the server. `generic` (optional) answers the
  // methods that no service has.
  //
  // Errors: kUnavailable if the address cannot be bound.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const ServerOptions& options, const std::vector<grpc::Service*>& services,
      grpc::CallbackGenericService* generic = nullptr);

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

  // Takes no more calls, lets those that run end within the grace, then ends them. Idempotent.
  void Drain();

 private:
  Server(std::unique_ptr<grpc::Server> server, std::string address,
         std::vector<std::string> service_names, absl::Duration drain_grace);

  std::unique_ptr<grpc::Server> server_;
  std::string address_;
  std::vector<std::string> service_names_;
  absl::Duration drain_grace_;
};

}  // namespace sennight::rpc
