// Writes a whole store to a file, and reads it back into an empty database.
#pragma once

#include <cstdint>
#include <istream>
#include <ostream>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/event_store/adapters/postgres/check_store.h"

namespace sennight::event_store {

// What a backup holds.
struct BackupReport {
  int schema = 0;              // The last migration.
  int32_t epoch = 0;           // Of the store that was backed up.
  int32_t restored_epoch = 0;  // Of the restored one; 0 if it was not restored.
  int64_t head = 0;
  int64_t revisions = 0;
  std::string log_hash;       // Of all events, as RevisionChecks has it.
  int64_t finding_count = 0;  // What a check found in the store when it was backed up.
};

// Writes all tables of the store, of one snapshot, to `out` as backup_file.h says, and checks what
// it writes. The service goes on. A role that reads suffices. `made_at` is noted in the file.
absl::StatusOr<BackupReport> WriteBackup(const std::string& database, std::ostream& out,
                                         absl::Time made_at, absl::Time cut_at);

// Reads a backup into a database that holds no event, in one transaction: the schema is brought to
// the backup's version first. The log then is in an epoch that no token of before can be of: the
// seconds since 2025, or one more than the backup's if that is later. Migrating further is for the
// caller.
//
// Errors: kDataLoss if the backup is damaged; kFailedPrecondition if the database holds a store or
// if the backup is of a schema that this program does not know.
absl::StatusOr<BackupReport> ReadBackup(std::istream& in, const std::string& database,
                                        absl::Time restored_at, absl::Time cut_at);

}  // namespace sennight::event_store
