#include "services/event_store/operations.h"

#include <unistd.h>

#include <cstdint>
#include <functional>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/log/log.h"
#include "services/event_store/adapters/postgres/connect.h"

#include "services/event_store/adapters/postgres/connection_pool.h"
#include "services/event_store/adapters/postgres/cutter.h"
#include "services/event_store/adapters/postgres/databases.h"
#include "services/event_store/adapters/postgres/migrator.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/wiring.h"

namespace sennight::event_store {
namespace {

constexpr absl::Duration kSchemaPatience = absl::Seconds(10);

constexpr absl::Duration kMigratePatience = absl::Minutes(5);

// Longest that one operation lasts: a server that has stopped answering is given up after it.
constexpr absl::Duration kMaxOperationTime = absl::Hours(24);

// Does `work` with one snapshot of a store whose schema is ours.
absl::Status WithSnapshot(const std::string& database,
                          const std::function<absl::Status(Transaction&)>& work) {
  Cutter cutter;
  if (absl::Status schema =
          CheckSchema(database, EmbeddedMigrations(), cutter, absl::Now() + kSchemaPatience);
      !schema.ok()) {
    return schema;
  }
  ConnectionPool pool({.connection_string = database, .size = 1, .max_lease = kMaxOperationTime});
  return InTransaction(pool, absl::Now() + kMaxOperationTime, [&](Transaction& transaction) {
    transaction.RunOnce("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    return work(transaction);
  });
}

absl::StatusOr<StoreReport> CheckUpTo(const std::string& database, int64_t last_position) {
  StoreReport report;
  const absl::Status status = WithSnapshot(database, [&](Transaction& transaction) {
    report = CheckStore(transaction, last_position);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return report;
}

// Notes what two stores do not have in common.
void Compare(const std::string& what, int64_t want, int64_t got, const std::string& where,
             std::vector<std::string>& differences) {
  if (want == got) return;
  differences.push_back(absl::StrCat(what, ": the backup has ", want, ", ", where, " ", got));
}

// A database that is removed when it is not needed any more.
class ScratchDatabase {
 public:
  explicit ScratchDatabase(const std::string& server)
      : server_(server),
        name_(absl::StrCat("sennight_drill_", getpid(), "_", absl::ToUnixMillis(absl::Now()))) {}
  ~ScratchDatabase() {
    if (const absl::Status dropped = DropDatabase(server_, name_); !dropped.ok()) {
      log::Warning("a database of a drill is left", {{"database", name_}});
    }
  }
  ScratchDatabase(const ScratchDatabase&) = delete;
  ScratchDatabase& operator=(const ScratchDatabase&) = delete;

  absl::Status Make() { return MakeDatabase(server_, name_); }
  std::string connection() const { return WithDatabase(server_, name_); }

 private:
  const std::string server_;
  const std::string name_;
};

}  // namespace

absl::StatusOr<StoreReport> CheckStore(const std::string& database) {
  return CheckUpTo(database, std::numeric_limits<int64_t>::max());
}

absl::StatusOr<BackupReport> BackupStore(const std::string& database, std::ostream& out) {
  const absl::Time now = absl::Now();
  return WriteBackup(database, out, now, now + kMaxOperationTime);
}

absl::StatusOr<BackupReport> RestoreStore(std::istream& in, const std::string& database,
                                          const StoreRoles& roles) {
  const absl::Time now = absl::Now();
  absl::StatusOr<BackupReport> report = ReadBackup(in, database, now, now + kMaxOperationTime);
  if (!report.ok()) return report;
  const absl::Status migrated = MigrateDatabase(database, roles, absl::Now() + kMigratePatience);
  if (!migrated.ok()) return migrated;
  return report;
}

absl::StatusOr<DrillReport> DrillRestore(std::istream& in, const std::string& scratch,
                                         const std::string& source) {
  ScratchDatabase database(scratch);
  if (absl::Status made = database.Make(); !made.ok()) return made;
  DrillReport report;
  absl::StatusOr<BackupReport> backup = RestoreStore(in, database.connection(), {});
  if (!backup.ok()) return backup.status();
  report.backup = *std::move(backup);
  absl::StatusOr<StoreReport> restored = CheckStore(database.connection());
  if (!restored.ok()) return restored.status();
  report.restored = *std::move(restored);
  const absl::StatusOr<StoreReport> original = CheckUpTo(source, report.backup.head);
  if (!original.ok()) return original.status();
  const std::pair<const char*, const StoreReport&> stores[] = {
      {"the restored store", report.restored}, {"the source", *original}};
  for (const auto& [where, store] : stores) {
    Compare("revisions", report.backup.revisions, store.revisions, where, report.differences);
    if (store.log_hash == report.backup.log_hash) continue;
    report.differences.push_back(absl::StrCat("the events of ", where, " up to position ",
                                              report.backup.head, " are not those of the backup"));
  }
  Compare("the head", report.backup.head, report.restored.head, "the restored store",
          report.differences);
  Compare("findings", report.backup.finding_count, report.restored.finding_count,
          "the restored store", report.differences);
  return report;
}

}  // namespace sennight::event_store
