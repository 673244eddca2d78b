#include "common/rpc/channel.h"

namespace sennight::rpc {
namespace {

constexpr int kKeepaliveMilliseconds = 30'000;
constexpr int kLeastReconnectMilliseconds = 100;
constexpr int kMostReconnectMilliseconds = 2'000;

// The one place where calls are repeated. Client streams that have sent more than gRPC buffers are
// not.
constexpr char kServiceConfig[] = R"({
  "loadBalancingConfig": [{"round_robin": {}}],
  "methodConfig": [{
    "name": [{}],
    "retryPolicy": {
      "maxAttempts": 3,
      "initialBackoff": "0.05s",
      "maxBackoff": "0.5s",
      "backoffMultiplier": 3,
      "retryableStatusCodes": ["UNAVAILABLE"]
    }
  }],
  "retryThrottling": {"maxTokens": 20, "tokenRatio": 0.2}
})";

}  // namespace

grpc::ChannelArguments ChannelSettings() {
  grpc::ChannelArguments settings;
  settings.SetMaxReceiveMessageSize(kMaxMessageBytes);
  settings.SetMaxSendMessageSize(kMaxMessageBytes);
  settings.SetServiceConfigJSON(kServiceConfig);
  // Services are in one network; a proxy for the web would answer in their place.
  settings.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  settings.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMilliseconds);
  settings.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kLeastReconnectMilliseconds);
  settings.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kMostReconnectMilliseconds);
  settings.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kMostReconnectMilliseconds);
  return settings;
}

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), ChannelSettings());
}

void PrepareContext(grpc::ClientContext& context, const Call& call) {
  PrepareContext(context, call.deadline(), call.request_id());
}

void PrepareContext(grpc::ClientContext& context, absl::Time deadline,
                    const std::string& request_id) {
  context.set_deadline(absl::ToChronoTime(deadline));
  if (!request_id.empty()) context.AddMetadata(kRequestIdKey, request_id);
}

}  // namespace sennight::rpc
