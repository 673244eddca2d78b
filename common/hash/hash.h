// Hashes and the ids made from them.
#pragma once

#include <string>
#include <string_view>

namespace google::protobuf {
class MessageLite;
}

namespace sennight::hash {

// Returns the SHA-256 of `bytes`: 32 bytes.
std::string Sha256(std::string_view bytes);

// Returns the SHA-256 of `bytes` in lower-case hexadecimal: 64 characters.
std::string Sha256Hex(std::string_view bytes);

// Returns the HMAC of `bytes` with `key` by SHA-256 (RFC 2104): 32 bytes.
std::string HmacSha256(std::string_view key, std::string_view bytes);

// Returns whether the two are equal, in a time that does not tell where they differ.
bool SameSecret(std::string_view a, std::string_view b);

// Returns the name-based UUID (version 5, RFC 4122 §4.3) of `name` in `namespace_uuid`, a UUID in
// its usual form such as `6ba7b811-9dad-11d1-80b4-00c04fd430c8`, in lower case.
std::string UuidV5(std::string_view namespace_uuid, std::string_view name);

// Returns `message` serialised so that equal messages give equal bytes within one build of the
// program: map entries are in the order of their keys.
std::string DeterministicBytes(const google::protobuf::MessageLite& message);

}  // namespace sennight::hash
