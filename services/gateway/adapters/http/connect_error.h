// Errors in the words of the Connect protocol (https://connectrpc.com/docs/protocol).
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "services/gateway/adapters/http/message.h"

namespace sennight::gateway::http {

// Returns the protocol's name of a code, such as `invalid_argument`.
std::string_view ConnectCode(absl::StatusCode code);

// Returns the HTTP status that the protocol gives a code.
int HttpStatus(absl::StatusCode code);

// Returns `status`, which is not OK, as the protocol writes errors: a JSON object with code,
// message and details. Each detail has its type, its bytes in base64, and the same as JSON for
// people if its type is known here.
std::string ConnectErrorJson(const absl::Status& status);

// Returns the whole answer for `status`, which is not OK; a RetryInfo is also said by Retry-After.
Response ConnectError(const absl::Status& status);

// The same with another HTTP status, for what the protocol tells by HTTP alone.
Response ConnectError(const absl::Status& status, int http_status);

}  // namespace sennight::gateway::http
