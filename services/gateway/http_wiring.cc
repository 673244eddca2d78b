#include <optional>
#include <utility>

#include "common/log/log.h"
#include "services/gateway/adapters/http/http_face.h"
#include "services/gateway/wiring.h"

namespace sennight::gateway {

struct HttpPort::Parts {
  http::ServerOptions server;
  std::string address;
  std::optional<http::Listener> listener;  // Until it is served.
  std::unique_ptr<http::TlsKeys> keys;     // Likewise; null for plaintext.
  std::unique_ptr<http::HttpFace> face;
};

absl::StatusOr<std::unique_ptr<HttpPort>> HttpPort::Bind(const HttpOptions& options) {
  auto parts = std::make_unique<Parts>();
  parts->server = {.threads = options.threads, .queue = options.queue};
  if (!options.tls.certificate.empty()) {
    auto keys = http::TlsKeys::Load(options.tls);
    if (!keys.ok()) return keys.status();
    parts->keys = *std::move(keys);
  }
  absl::StatusOr<http::Listener> listener = http::Listener::Bind(options.address);
  if (!listener.ok()) return listener.status();
  parts->listener.emplace(*std::move(listener));
  parts->address = parts->listener->address();
  // Private constructor: make_unique cannot call it.
  return std::unique_ptr<HttpPort>(new HttpPort(std::move(parts)));
}

HttpPort::HttpPort(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

HttpPort::~HttpPort() = default;

const std::string& HttpPort::address() const { return parts_->address; }

void HttpPort::Serve(const std::shared_ptr<grpc::Channel>& gateway, const rpc::Access& access,
                     std::function<absl::Time()> now) {
  log::Info("listening for http",
            {{"address", parts_->address}, {"tls", parts_->keys == nullptr ? "no" : "yes"}});
  const auto authenticate = [&access](const http::Request& request) {
    return access.Identify({.authorization = std::string(request.Header(rpc::kAuthorizationKey)),
                            .certificate = request.certificate_identity,
                            .acts_for = std::string(request.Header(rpc::kActorKey))});
  };
  parts_->face = std::make_unique<http::HttpFace>(
      *std::move(parts_->listener), std::move(parts_->keys), gateway,
      http::FaceOptions{
          .server = parts_->server, .now = std::move(now), .authenticate = authenticate});
}

void HttpPort::Drain(absl::Duration grace) {
  if (parts_->face != nullptr) parts_->face->Drain(grace);
}

}  // namespace sennight::gateway
