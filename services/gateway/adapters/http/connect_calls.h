// The Connect unary protocol (https://connectrpc.com/docs/protocol) before the gateway's methods.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/gateway/adapters/http/gateway_client.h"
#include "services/gateway/adapters/http/message.h"
#include "services/gateway/adapters/http/method_table.h"

namespace sennight::gateway::http {

// Answers `POST /package.Service/Method` with a message in JSON or in Protobuf's bytes. Safe for
// concurrent use; what it borrows must outlive it.
class ConnectCalls {
 public:
  ConnectCalls(GatewayClient& client, const std::vector<std::string>& services)
      : client_(client), methods_(services) {}

  // Returns whether the path is a method's, known or not.
  static bool IsMethodPath(std::string_view path);

  // Returns why the request is not one of a method that can be called here, before its body is
  // read: 404 for an unknown method, 405, 415, and `unimplemented` for streams.
  std::optional<Response> Refuse(const Request& request) const;

  // Answers a request that is not refused, and takes its body. `caller` has everything but the
  // deadline, which the request sets by Connect-Timeout-Ms.
  Response Answer(Request& request, Caller caller) const;

 private:
  GatewayClient& client_;
  const MethodTable methods_;
};

}  // namespace sennight::gateway::http
