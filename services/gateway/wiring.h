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

 private:
  struct Parts;

  explicit Gateway(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace sennight::gateway
