// What a method knows of the call it answers.
#pragma once

#include <chrono>
#include <string>

#include <grpcpp/server_context.h>

#include "absl/time/time.h"
#include "common/rpc/methods.h"
#include "common/trace/id_source.h"
#include "common/trace/origin.h"

namespace sennight::rpc {

// The metadata key that carries the request id from service to service.
inline constexpr char kRequestIdKey[] = "x-request-id";

// The deadline of a call that has none of its own.
inline constexpr absl::Duration kDefaultDeadline = absl::Seconds(30);

// A call that is being answered. Valid as long as the method's reactor.
class Call {
 public:
  // `context` and `method` must outlive the call; `actor` is who calls, as access.h says. The call
  // is a new span, with an id of `ids`, of the caller's trace, or the first of a new one if the
  // caller named none or named it wrongly.
  Call(const grpc::ServerContextBase* context, std::string actor, const Method& method,
       trace::IdSource& ids);

  const Method& method() const { return *method_; }

  // When the caller stops waiting; kDefaultDeadline after the beginning if the caller set none.
  absl::Time deadline() const { return deadline_; }

  // Whether the caller set a deadline, of at most a day. Only what is meant to last, as a
  // subscription, goes on without one.
  bool has_deadline() const { return has_deadline_; }

  // What is left until the deadline; never negative.
  absl::Duration remaining() const;

  // How long ago it was admitted.
  absl::Duration elapsed() const {
    return absl::FromChrono(std::chrono::steady_clock::now() - begin_);
  }

  // Whether the caller has gone. To be looked at in long work.
  bool IsCancelled() const { return context_->IsCancelled(); }

  // Who acts: the caller, or whom the caller acts for. Recorded with what the call writes.
  const std::string& actor() const { return origin_.actor; }

  // The caller's request id, or one made here: it stands in the logs of all services.
  const std::string& request_id() const { return origin_.request_id; }

  // Replaces the request id by one that came in the request. Ids longer than 128 bytes or with
  // characters other than letters, digits, '-', '_' and '.' are ignored.
  void set_request_id(const std::string& request_id);

  // The span that the call is.
  const trace::TraceContext& trace() const { return *origin_.trace; }

  // What calls that are made for this one carry on.
  const trace::Origin& origin() const { return origin_; }

  // Where the call comes from, such as `ipv4:127.0.0.1:50412`.
  std::string peer() const { return context_->peer(); }

 private:
  const grpc::ServerContextBase* context_;
  const Method* method_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  absl::Time deadline_;
  bool has_deadline_ = true;
  trace::Origin origin_;  // Its trace is always there.
};

}  // namespace sennight::rpc
