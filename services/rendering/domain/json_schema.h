// The JSON Schema of the JSON format: what programs in any language can check it by.
#pragma once

#include <string>

namespace sennight::rendering {

// Returns the schema (draft 2020-12) of a digest in canonical proto3 JSON, made from the contract.
// It is published as `protos/sennight/digest/v1/digest.schema.json`. It is strict: a member that
// the contract does not know is an error, so it is published anew with every field that is added.
std::string DigestJsonSchema();

}  // namespace sennight::rendering
