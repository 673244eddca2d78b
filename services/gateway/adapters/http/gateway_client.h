// Calls of the gateway's own methods, on behalf of an HTTP request.
#pragma once

#include <google/protobuf/message_lite.h>
#include <grpcpp/channel.h>
#include <grpcpp/generic/generic_stub.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/gateway/adapters/http/message.h"

namespace sennight::gateway::http {

// What a call takes along from the request that it is made for.
struct Caller {
  absl::Time deadline;
  std::string request_id;
  std::string actor;         // Who the caller is; empty if nobody asked.
  std::string trace_parent;  // W3C trace context; empty without one.
  std::function<bool()> has_gone = [] { return false; };
};

// What came of a call.
struct Outcome {
  absl::Status status;
  std::string response;                              // The message's bytes, if the status is OK.
  std::multimap<std::string, std::string> headers;   // The server's initial metadata.
  std::multimap<std::string, std::string> trailers;  // And its trailing.
};

// Safe for concurrent use.
class GatewayClient {
 public:
  explicit GatewayClient(std::shared_ptr<grpc::Channel> channel) : stub_(std::move(channel)) {}

  // Calls a unary method, such as `/sennight.gateway.v1.TopicService/GetTopic`, and waits for the
  // answer; a call whose caller has gone is cancelled.
  Outcome Call(const std::string& path, std::string request, const Caller& caller);

  // The same for a method whose messages are known.
  template <typename Response>
  absl::StatusOr<Response> Call(const std::string& path,
                                const google::protobuf::MessageLite& request,
                                const Caller& caller) {
    const Outcome outcome = Call(path, request.SerializeAsString(), caller);
    if (!outcome.status.ok()) return outcome.status;
    Response response;
    if (!response.ParseFromString(outcome.response)) {
      return absl::InternalError("the gateway's answer cannot be read");
    }
    return response;
  }

 private:
  grpc::GenericStub stub_;
};

}  // namespace sennight::gateway::http
