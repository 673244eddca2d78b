// The settings that every server has.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "common/config/reader.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"

namespace sennight::rpc {

// Reads the settings of a server that listens at `default_address` unless told otherwise. Mistakes
// are told by read.Finish(), as always; among them files that cannot be used, and an address that
// other machines can reach although nothing protects it.
ServerOptions ReadServerOptions(config::Reader& read, std::string_view default_address);

// Reads how the channels to other services are secured: settings that begin with `upstream-`.
ChannelSecurity ReadUpstreamSecurity(config::Reader& read);

// Finds out whether an address is as protected as it has to be: only this machine can reach it, or
// it speaks TLS, or somebody has said that plaintext is what they want.
//
// Errors: kInvalidArgument with what to do, for a person.
absl::Status CheckExposure(std::string_view address, bool is_encrypted, bool is_insecure_wanted);

}  // namespace sennight::rpc
