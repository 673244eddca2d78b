// What service methods have in common, of whatever shape (typed_service.h).
#pragma once

#include <functional>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/served_call.h"
#include "common/rpc/status.h"

namespace sennight::rpc {

// The status of a call that found the queue full, or for which there is no memory.
absl::Status Overloaded();

// Returns why a call that has waited need not be begun; OK if it should.
absl::Status StillWanted(const Call& call);

// Returns what is sent for `status`, and marks an UNAVAILABLE of our own, which means that what we
// need cannot be reached: it has a reason (`DEPENDENCY_UNAVAILABLE` if the method gave none), and
// the caller's channel does not repeat the call, since each service repeats its own calls. So an
// outage is met by one round of retries, not by the product of all.
grpc::Status Answer(grpc::ServerContextBase& context, const absl::Status& status);

// Finishes the call with that, also if there is no memory to say how.
void FinishCall(ServedCall& served, const absl::Status& status);

// Concludes a call (call_log.h) and finishes it without an answer. `topic` is the request's, if it
// has one.
void EndCall(ServedCall& served, const Call& call, const absl::Status& status,
             std::string_view topic);

// Runs `work`, turning an exception into INTERNAL, one for want of memory into RESOURCE_EXHAUSTED.
absl::Status Guarded(absl::FunctionRef<absl::Status()> work);

// Takes the answer of a call, once, on any thread.
template <typename Response>
using Done = std::function<void(absl::StatusOr<Response>)>;

// Receives the messages of a client's stream, one at a time, on the executor.
template <typename Request, typename Response>
class Consumer {
 public:
  virtual ~Consumer() = default;

  // Takes the next message. An error ends the call.
  virtual absl::Status Consume(Request request) = 0;

  // Answers when the client has sent everything.
  virtual absl::StatusOr<Response> Finish() = 0;
};

}  // namespace sennight::rpc
