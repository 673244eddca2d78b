// The one place where absl::Status and grpc::Status meet.
#pragma once

#include <string_view>

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace sennight::rpc {

// Longest message that is sent, in bytes: it travels in a header, and past 8 KiB of headers the
// client would see RESOURCE_EXHAUSTED instead of the error. The details are kept within the same
// bound: of a BadRequest as many violations as fit.
inline constexpr size_t kMaxErrorBytes = 512;
inline constexpr size_t kMaxDetailBytes = 3072;

// Returns `status` for the wire, with its payloads as a google.rpc.Status in
// `grpc-status-details-bin`.
grpc::Status ToGrpcStatus(const absl::Status& status);

// The status of a call whose client waits no longer. For want of memory it has no message.
absl::Status ClientHasGone();

// Returns the status of a call, with its details as payloads.
absl::Status FromGrpcStatus(const grpc::Status& status);

// Returns the status of a call made on behalf of our own caller while doing `step`. What blames
// the caller of that call is our mistake, not our caller's: INVALID_ARGUMENT, FAILED_PRECONDITION,
// UNIMPLEMENTED, UNAUTHENTICATED and PERMISSION_DENIED become INTERNAL. The others pass with their
// details, "`step`: " before the message. What the transport says of a service that cannot be
// reached names hosts, so it goes to the log and our caller is told only that it is so.
absl::Status FromUpstream(const grpc::Status& status, std::string_view step);

}  // namespace sennight::rpc
