// What a method knows of the call it answers.
#pragma once

#include <string>

#include <grpcpp/server_context.h>

#include "absl/time/time.h"

namespace sennight::rpc {

// The metadata key that carries the request id from service to service.
inline constexpr char kRequestIdKey[] = "x-request-id";

// The deadline of a call that has none of its own.
inline constexpr absl::Duration kDefaultDeadline = absl::Seconds(30);

// A call that is being answered. Valid as long as the method's reactor.
class Call {
 public:
  // `context` must outlive the call; `actor` is who calls, as access.h says.
  Call(const grpc::CallbackServerContext* context, std::string actor);

  // When the caller stops waiting; kDefaultDeadline after the beginning if the caller set none.
  absl::Time deadline() const { return deadline_; }

  // What is left until the deadline; never negative.
  absl::Duration remaining() const;

  // Whether the caller has gone. To be looked at in long work.
  bool IsCancelled() const { return context_->IsCancelled(); }

  // Who acts: the caller, or whom the caller acts for. Recorded with what the call writes.
  const std::string& actor() const { return actor_; }

  // The caller's request id, or one made here: it stands in the logs of all services.
  const std::string& request_id() const { return request_id_; }

  // Replaces the request id by one that came in the request. Ids longer than 128 bytes or with
  // characters other than letters, digits, '-', '_' and '.' are ignored.
  void set_request_id(const std::string& request_id);

 private:
  const grpc::CallbackServerContext* context_;
  absl::Time deadline_;
  std::string actor_;
  std::string request_id_;
};

}  // namespace sennight::rpc
