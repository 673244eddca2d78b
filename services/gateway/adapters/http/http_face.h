// The gateway for those who speak HTTP: calls in JSON, and pages.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <grpcpp/channel.h>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/gateway/adapters/http/connect_calls.h"
#include "services/gateway/adapters/http/gateway_client.h"
#include "services/gateway/adapters/http/http_server.h"
#include "services/gateway/adapters/http/message.h"
#include "services/gateway/adapters/http/pages.h"
#include "services/gateway/adapters/http/socket.h"
#include "services/gateway/adapters/http/tls.h"

namespace sennight::gateway::http {

struct FaceOptions {
  ServerOptions server;
  std::function<absl::Time()> now = absl::Now;

  // Returns who makes a request; kUnauthenticated if that cannot be told. Without it everybody is
  // let in.
  std::function<absl::StatusOr<std::string>(const Request&)> authenticate;
};

// Serves the gateway over HTTP. It speaks to the gateway's own server in process, so that a request
// has the same checks, errors, deadlines and bounds as a call over gRPC.
class HttpFace {
 public:
  // Begins to serve on `listener`. `keys` is null for plaintext; `gateway` is a channel to the
  // gateway's server, which must be drained later.
  HttpFace(Listener listener, std::unique_ptr<TlsKeys> keys,
           const std::shared_ptr<grpc::Channel>& gateway, FaceOptions options);

  HttpFace(const HttpFace&) = delete;
  HttpFace& operator=(const HttpFace&) = delete;

  // Returns the address with the port that was bound.
  const std::string& address() const { return server_.address(); }

  // Takes no more requests and lets those that run end within `grace`.
  void Drain(absl::Duration grace) { server_.Drain(grace); }

 private:
  std::optional<Response> Refuse(Request& request);
  std::optional<Response> RefuseByAddress(const Request& request) const;
  Response Answer(Request& request);
  Response Finish(const Request& request, Response response) const;
  bool IsMeantForUs(const Request& request) const;

  const FaceOptions options_;
  const bool is_on_loopback_;
  const bool is_encrypted_;
  std::atomic<uint64_t> next_request_ = 1;
  GatewayClient client_;
  ConnectCalls calls_;
  Pages pages_;
  HttpServer server_;  // Last: it calls the others.
};

}  // namespace sennight::gateway::http
