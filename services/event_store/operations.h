// What administrators do with a store, beside its service. `database` is as libpq takes it; its
// schema must be this program's own.
//
// Errors of all: kUnavailable if the database cannot be reached; kFailedPrecondition if the schema
// is another one, or the role has not the right.
#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/event_store/adapters/postgres/backup_store.h"
#include "services/event_store/adapters/postgres/check_store.h"
#include "services/event_store/adapters/postgres/erase_event.h"
#include "services/event_store/adapters/postgres/privileges.h"

namespace sennight::event_store {

// Checks everything that the store holds, as it is at one moment; needs a role that reads. The
// service goes on meanwhile.
absl::StatusOr<StoreReport> CheckStore(const std::string& database);

// Writes everything that the store holds to `out`, as it is at one moment, and checks it on the
// way; needs a role that reads. The service goes on meanwhile.
absl::StatusOr<BackupReport> BackupStore(const std::string& database, std::ostream& out);

// Reads a backup into an empty database and migrates it to this program's schema; needs the role
// that is to own the store, and gives `roles` their privileges. Nothing is left of a backup that
// turns out to be damaged but an empty schema. The store is in another epoch: tokens of before are
// refused.
//
// Errors: kDataLoss if the backup is damaged; kFailedPrecondition if the database holds a store, or
// the backup is of a later program.
absl::StatusOr<BackupReport> RestoreStore(std::istream& in, const std::string& database,
                                          const StoreRoles& roles);

// What is done to the tables after an erasure.
enum class Cleaning {
  // VACUUM: what the rows said is free to be written over, and lies in the data files until then.
  kVacuum,
  // VACUUM FULL: the tables are written anew without it. Nobody reads or writes the store
  // meanwhile.
  kRewrite,
};

// Erases what an event says in all its revisions, on legal demand; needs the role that owns the
// store. Services stop serving it within a second of the commit. Then the tables are cleaned, also
// of an event that was erased before; earlier backups, the WAL and their archives still have it.
//
// Errors: kInvalidArgument; kNotFound.
absl::StatusOr<Erasure> EraseEvent(const std::string& database, const std::string& event_id,
                                   const std::string& by, const std::string& reason,
                                   Cleaning cleaning = Cleaning::kVacuum);

// Returns what was erased, by position; needs a role that reads.
absl::StatusOr<std::vector<Erasure>> ListErasures(const std::string& database);

// What a drill found out.
struct DrillReport {
  BackupReport backup;
  StoreReport restored;
  int64_t erased_since = 0;  // Events that the source erased since, which are not compared.
  std::vector<std::string> differences;  // Sentences; none if the backup is good.
};

// Restores a backup into a database of its own on the server that `scratch` connects to, checks
// that, holds it against what the backup says and against `source` as far as the backup goes, and
// removes it. Needs a role that may make databases there, and one that reads the source.
//
// Errors: as RestoreStore.
absl::StatusOr<DrillReport> DrillRestore(std::istream& in, const std::string& scratch,
                                         const std::string& source);

}  // namespace sennight::event_store
