// The gateway as a part of a process: its own, or that of the whole suite.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/access.h"
#include "common/telemetry/metrics.h"
#include "common/rpc/tls.h"

namespace sennight::gateway {

struct GatewayOptions {
  std::string topics = "deploy/topics";  // The folder of the topics' configuration.
  int threads = 16;                      // They wait for the other services.
  int queue = 256;                       // Most calls that wait for a thread.
  int cache_entries = 256;               // Most digests that are kept.
  int cache_megabytes = 64;              // Most memory that they take.

  // What tells the current time; it decides which week is the last complete one.
  std::function<absl::Time()> now = absl::Now;
};

// The ways to the other services. They need not be reachable yet.
struct GatewayChannels {
  std::shared_ptr<grpc::Channel> event_store;
  std::shared_ptr<grpc::Channel> summarization;
  std::shared_ptr<grpc::Channel> rendering;
};

// How the gateway is reached over HTTP.
struct HttpOptions {
  std::string address;  // host:port or unix:/path; empty: not at all.
  rpc::TlsFiles tls;    // Plaintext if no certificate is named.
  int threads = 32;     // Connections that are served at once.
  int queue = 128;      // Most connections that wait for a thread.
};

// The gateway for those who speak HTTP. Bound first, so that its address can be told together with
// the gateway's; served once the gateway is.
class HttpPort {
 public:
  // Errors: kUnavailable if the address cannot be bound, kInvalidArgument for files that cannot be
  // read.
  static absl::StatusOr<std::unique_ptr<HttpPort>> Bind(const HttpOptions& options);

  ~HttpPort();
  HttpPort(const HttpPort&) = delete;
  HttpPort& operator=(const HttpPort&) = delete;

  // Returns the address with the port that was bound.
  const std::string& address() const;

  // Answers requests by calls of `gateway`, whose server must be drained later. `access` must
  // outlive the port; `now` decides which week is the last complete one.
  void Serve(const std::shared_ptr<grpc::Channel>& gateway, const rpc::Access& access,
             std::function<absl::Time()> now);

  // Takes no more requests and lets those that run end within `grace`.
  void Drain(absl::Duration grace);

 private:
  struct Parts;

  explicit HttpPort(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

// The gateway's services with all they need.
class Gateway {
 public:
  // Reads the topics. `access` and `metrics` (optional) must outlive the
  // gateway.
  //
  // Errors: kInvalidArgument with every mistake in the topics.
  static absl::StatusOr<std::unique_ptr<Gateway>> Make(const GatewayOptions& options,
                                                       const GatewayChannels& channels,
                                                       const rpc::Access& access,
                                                       telemetry::Metrics* metrics = nullptr);

  // Finds the mistakes that Make would find in the topics, without making anything.
  static absl::Status CheckTopics(const std::string& topics);

  // The server that serves the services must have ended.
  ~Gateway();

  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  // Returns the services and their names, to be registered with a server.
  std::vector<grpc::Service*> services();
  static std::vector<std::string> service_names();

  // Returns what passes the event store's methods through, to be registered with the same server.
  grpc::CallbackGenericService& event_store_proxy();

  // Ends the subscriptions that are passed through, and those to come, as UNAVAILABLE: they would
  // last longer than a server that drains.
  void EndSubscriptions();

 private:
  struct Parts;

  explicit Gateway(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace sennight::gateway
