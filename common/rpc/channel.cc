#include "common/rpc/channel.h"

#include <algorithm>
#include <fstream>
#include <string_view>
#include <utility>
#include <vector>

#include <grpcpp/support/client_interceptor.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/config/reader.h"
#include "common/rpc/access.h"
#include "common/rpc/lock_checks.h"

namespace sennight::rpc {
namespace {

// A peer that has died without a word is noticed while a call waits for it: after 15 seconds,
// however long the caller's deadline is. Servers allow pings as frequent as these (server.cc).
constexpr int kKeepaliveMilliseconds = 10'000;
constexpr int kKeepaliveTimeoutMilliseconds = 5'000;
constexpr int kLeastReconnectMilliseconds = 100;
constexpr int kMostReconnectMilliseconds = 2'000;
// gRPC's own half a minute is longer than a rollout takes to renew all addresses.
constexpr int kLeastLookUpMilliseconds = 1'000;

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

// Returns the file's first word if it is a token (RFC 6750 §2.1: b64token), else an empty text.
// gRPC ends the process over metadata that is not printable ASCII.
std::string ReadToken(const std::string& path) {
  constexpr std::string_view kSigns = "-._~+/=";
  std::ifstream file(path);
  std::string token;
  file >> token;
  const bool is_token = std::all_of(token.begin(), token.end(), [&](unsigned char c) {
    return absl::ascii_isalnum(c) || kSigns.find(static_cast<char>(c)) != std::string_view::npos;
  });
  return is_token ? token : "";
}

void AddMetadata(grpc::ClientContext& context, const char* key, const std::string& value) {
  const bool is_legal = !value.empty() && std::all_of(value.begin(), value.end(),
                                                      [](char c) { return c >= ' ' && c <= '~'; });
  if (is_legal) context.AddMetadata(key, value);
}

// Shows the token with a call, also over plaintext: between processes of one machine call
// credentials, which want TLS, would not do.
class TokenBearer final : public grpc::experimental::Interceptor {
 public:
  explicit TokenBearer(const std::string& token_file) : token_file_(token_file) {}

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(
            grpc::experimental::InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      const std::string token = ReadToken(token_file_);
      if (!token.empty()) {
        methods->GetSendInitialMetadata()->emplace(kAuthorizationKey,
                                                   absl::StrCat("Bearer ", token));
      }
    }
    methods->Proceed();
  }

 private:
  const std::string& token_file_;
};

class TokenBearers final : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  explicit TokenBearers(std::string token_file) : token_file_(std::move(token_file)) {}

  // The channel owns the factory and outlives its calls' interceptors, which gRPC deletes.
  grpc::experimental::Interceptor* CreateClientInterceptor(
      grpc::experimental::ClientRpcInfo* /*info*/) override {
    return new TokenBearer(token_file_);
  }

 private:
  const std::string token_file_;
};

}  // namespace

grpc::ChannelArguments ChannelSettings() {
  grpc::ChannelArguments settings;
  settings.SetMaxReceiveMessageSize(kMaxMessageBytes);
  settings.SetMaxSendMessageSize(kMaxMessageBytes);
  settings.SetServiceConfigJSON(kServiceConfig);
  // Services are in one network; a proxy for the web would answer in their place.
  settings.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  settings.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMilliseconds);
  settings.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMilliseconds);
  // By default there is no third ping while a call only waits.
  settings.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  settings.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kLeastReconnectMilliseconds);
  settings.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kMostReconnectMilliseconds);
  settings.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kMostReconnectMilliseconds);
  settings.SetInt(GRPC_ARG_DNS_MIN_TIME_BETWEEN_RESOLUTIONS_MS, kLeastLookUpMilliseconds);
  return settings;
}

absl::Status CheckChannelSecurity(const ChannelSecurity& security) {
  std::vector<std::string> mistakes;
  if (absl::Status status = CheckTlsFiles(security.tls); !status.ok()) {
    mistakes.emplace_back(status.message());
  }
  if (security.tls.ca.empty() && !security.tls.certificate.empty()) {
    mistakes.emplace_back("a certificate is shown over TLS only: name the CA of the server, too");
  }
  if (!security.token_file.empty() && ReadToken(security.token_file).empty()) {
    mistakes.push_back(absl::StrCat("no token can be read from ", security.token_file));
  }
  if (mistakes.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(mistakes, "\n"));
}

absl::Status CheckTokenExposure(const std::string& address, const ChannelSecurity& security) {
  if (security.token_file.empty() || !security.tls.ca.empty() || config::IsLocalAddress(address)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat("a token would travel to ", address,
                                                 " in plaintext: name the CA of the server"));
}

std::shared_ptr<grpc::Channel> Connect(const std::string& address,
                                       const ChannelSecurity& security) {
  TurnLockChecksOff();
  const std::shared_ptr<grpc::ChannelCredentials> credentials =
      security.tls.ca.empty() ? grpc::InsecureChannelCredentials()
                              : ChannelCredentialsOf(security.tls);
  if (security.token_file.empty()) {
    return grpc::CreateCustomChannel(address, credentials, ChannelSettings());
  }
  std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> interceptors;
  interceptors.push_back(std::make_unique<TokenBearers>(security.token_file));
  return grpc::experimental::CreateCustomChannelWithInterceptors(
      address, credentials, ChannelSettings(), std::move(interceptors));
}

void PrepareContext(grpc::ClientContext& context, const Call& call) {
  PrepareContext(context, call.deadline(), call.origin());
}

void PrepareLastingContext(grpc::ClientContext& context, const Call& call) {
  PrepareContext(context, call.has_deadline() ? call.deadline() : absl::InfiniteFuture(),
                 call.origin());
}

void PrepareContext(grpc::ClientContext& context, absl::Time deadline,
                    const trace::Origin& origin) {
  context.set_deadline(absl::ToChronoTime(deadline));
  AddMetadata(context, kRequestIdKey, origin.request_id);
  AddMetadata(context, kActorKey, origin.actor);
  if (!origin.trace.has_value()) return;
  AddMetadata(context, trace::kTraceparentKey, std::string(origin.trace->traceparent()));
  AddMetadata(context, trace::kTracestateKey, origin.trace->tracestate());
}

void PrepareContext(grpc::ClientContext& context, absl::Time deadline,
                    const std::string& request_id) {
  PrepareContext(context, deadline, trace::Origin{.request_id = request_id});
}

}  // namespace sennight::rpc
