// The schema, step by step.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/event_store/adapters/postgres/cutter.h"

namespace sennight::event_store {

// A step of the schema: a file of migrations/. Forward only, and never edited once landed.
struct Migration {
  int version = 0;        // From 1, without gaps.
  std::string_view name;  // The file's, such as `0001_create_events`.
  std::string_view sql;
};

// Returns the steps that this program was built with (generated from migrations/).
absl::Span<const Migration> EmbeddedMigrations();

// The versions of the schema before and after.
struct MigrationReport {
  int from = 0;
  int to = 0;
};

// The key of the advisory lock: any number that nobody else takes.
inline constexpr int64_t kMigrationLock = 8313495713386260596;

// Longest that one step takes: a server that has stopped answering is given up after it.
inline constexpr absl::Duration kMaxStepTime = absl::Hours(1);

// Brings the database to the last of `migrations`, each in a transaction of its own, under an
// advisory lock, so that of several programs one does the work and the others find it done. Waits
// for the lock until `deadline`; a step takes as long as it takes, up to kMaxStepTime. `cutter`
// ends the wait for a server that has stopped answering.
//
// Errors: kUnavailable if the database cannot be reached; kAborted if another program migrates for
// too long; kFailedPrecondition if the database is newer than the program, a step that was applied
// is missing or was changed since, or the database's encoding is not UTF8; kInternal if a step
// fails, which then has changed nothing.
absl::StatusOr<MigrationReport> Migrate(const std::string& connection_string,
                                        absl::Span<const Migration> migrations, Cutter& cutter,
                                        absl::Time deadline);

// Checks, without changing anything, that the database is at the last of `migrations`. A
// server that has not answered by `deadline` is given up.
//
// Errors: as Migrate; kUnavailable if the database is older.
absl::Status CheckSchema(const std::string& connection_string,
                         absl::Span<const Migration> migrations, Cutter& cutter,
                         absl::Time deadline);

}  // namespace sennight::event_store
