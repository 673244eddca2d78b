// Asks a server how it is.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace sennight::client {

// Returns whether the server at the end of `channel` serves `service`; empty asks for the server
// as a whole, `readiness` whether it can do its work.
//
// Errors: kNotFound if the server does not know the service; kUnavailable, kDeadlineExceeded.
absl::StatusOr<bool> IsServing(const std::shared_ptr<grpc::Channel>& channel,
                               const std::string& service, absl::Time deadline);

}  // namespace sennight::client
