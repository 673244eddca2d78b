// Errors inside of messages.
#pragma once

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"

namespace sennight::gateway {

// Returns `status` with its details as a message, in the order of the details' types.
google::rpc::Status ToMessage(const absl::Status& status);

}  // namespace sennight::gateway
