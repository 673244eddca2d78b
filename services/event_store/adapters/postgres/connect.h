// How the service connects to its database.
#pragma once

#include <memory>
#include <string>

#include <pqxx/connection>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/event_store/adapters/postgres/cutter.h"

namespace sennight::event_store {

// How long a server may take to let us in.
inline constexpr absl::Duration kConnectTimeout = absl::Seconds(3);

// The settings of a session: UTC, commits that are durable, no forgotten transactions.
extern const char kSession[];

// Returns `connection_string` (key=value pairs or a URI) with the settings that bound how long a
// dead server is waited for; what the string itself sets stays.
std::string WithDefaults(const std::string& connection_string, absl::Duration connect_timeout);

// Returns the same for another database of the server.
std::string WithDatabase(const std::string& connection_string, const std::string& name);

// Finds out whether libpq can read `connection_string`; connects to nothing.
//
// Errors: kInvalidArgument, also for a password where there may be none.
absl::Status CheckConnectionString(const std::string& connection_string, bool may_hold_password);

// Connects and sets up the session. A server that takes longer than `connect_timeout` for either,
// or until `deadline` for the session, is given up; `cutter` sees to the latter. Throws libpqxx's
// exceptions; to be called inside Translated.
std::unique_ptr<pqxx::connection> Connect(const std::string& connection_string,
                                          absl::Duration connect_timeout, Cutter& cutter,
                                          absl::Time deadline);

}  // namespace sennight::event_store
