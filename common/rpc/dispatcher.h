// The door through which every call comes in.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <google/protobuf/descriptor.h>
#include <grpcpp/server_context.h>

#include "absl/status/statusor.h"
#include "common/rpc/access.h"
#include "common/rpc/call.h"
#include "common/rpc/executor.h"
#include "common/rpc/methods.h"
#include "common/telemetry/metrics.h"
#include "common/trace/id_source.h"

namespace sennight::rpc {

// Admits the calls of one service, counts them and gives them their threads. Safe for concurrent
// use.
class Dispatcher {
 public:
  // Starts `threads` threads, before which at most `queue_limit` calls wait. `access` and `metrics`
  // (optional) must outlive the dispatcher.
  Dispatcher(int threads, size_t queue_limit, const Access& access,
             telemetry::Metrics* metrics = nullptr);

  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  // Finds out who calls `method` (`/package.Service/Method`) and whether they may. A call that is
  // admitted must be concluded (call_log.h). Quick enough for the loop's thread.
  //
  // Errors: kUnauthenticated, kPermissionDenied.
  absl::StatusOr<Call> Admit(const grpc::ServerContextBase& context, std::string_view method);

  Executor& executor() { return executor_; }

 private:
  const Access& access_;
  Methods methods_;
  trace::IdSource ids_{trace::RandomSeed()};
  Executor executor_;
};

// Returns the path of the method that takes `request`, such as `/package.Service/Method`; empty if
// there is none. Contracts give each method a request of its own, in the file of its service.
std::string MethodTaking(const google::protobuf::Descriptor& request);

}  // namespace sennight::rpc
