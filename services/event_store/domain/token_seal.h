// Keeps clients from making page tokens, or changing those that they were given.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sennight::event_store {

// Returns `token` with a seal behind it that only who has `key`, a secret of 16 bytes or more, can
// make: a dot and the first 16 bytes of HMAC-SHA-256 (RFC 2104) in URL-safe base64.
std::string SealToken(std::string_view token, std::string_view key);

// Returns the token that was sealed with `key`, or nothing if it was not.
std::optional<std::string> OpenToken(std::string_view sealed, std::string_view key);

}  // namespace sennight::event_store
