#include "common/rpc/handler.h"

#include <exception>
#include <new>
#include <system_error>
#include <utility>

#include "common/log/log.h"
#include "common/rpc/call_log.h"
#include "common/status/status.h"

namespace sennight::rpc {
namespace {

constexpr absl::Duration kRetryDelay = absl::Milliseconds(200);

}  // namespace

absl::Status Overloaded() {
  try {
    return WithRetryAfter(absl::ResourceExhaustedError("too many calls are waiting"), kRetryDelay);
  } catch (const std::bad_alloc&) {
    return absl::Status(absl::StatusCode::kResourceExhausted, "");  // Takes no memory.
  }
}

absl::Status StillWanted(const Call& call) {
  if (call.IsCancelled()) return ClientHasGone();
  if (call.remaining() <= absl::ZeroDuration()) {
    return absl::DeadlineExceededError("the deadline has passed");
  }
  return absl::OkStatus();
}

grpc::Status Answer(grpc::ServerContextBase& context, const absl::Status& status) {
  if (!absl::IsUnavailable(status)) return ToGrpcStatus(status);
  // https://github.com/grpc/proposal/blob/master/A6-client-retries.md#pushback
  context.AddTrailingMetadata("grpc-retry-pushback-ms", "-1");
  return ToGrpcStatus(ReasonOf(status).empty() ? WithReason(status, "DEPENDENCY_UNAVAILABLE")
                                               : status);
}

void FinishCall(ServedCall& served, const absl::Status& status) {
  grpc::Status sent;
  try {
    sent = Answer(served.context(), status);
  } catch (const std::bad_alloc&) {
    sent = grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "");
  }
  served.Finish(std::move(sent));
}

void EndCall(ServedCall& served, const Call& call, const absl::Status& status,
             std::string_view topic) {
  const absl::Status concluded = Guarded([&] {
    Conclude(call, status, topic);
    return absl::OkStatus();
  });
  FinishCall(served, concluded.ok() ? status : concluded);
}

absl::Status Guarded(absl::FunctionRef<absl::Status()> work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return Overloaded();
  } catch (const std::system_error& error) {
    // No thread could be started.
    if (error.code() == std::errc::resource_unavailable_try_again) return Overloaded();
    log::Error("exception in a method", {{"what", error.what()}});
    return absl::InternalError("internal error");
  } catch (const std::exception& error) {
    log::Error("exception in a method", {{"what", error.what()}});
    return absl::InternalError("internal error");
  }
}

}  // namespace sennight::rpc
