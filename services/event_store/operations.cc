#include "services/event_store/operations.h"

#include <unistd.h>

#include <cstdint>
#include <functional>
#include <limits>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/log/log.h"
#include "common/status/status.h"
#include "services/event_store/adapters/postgres/connect.h"
#include "services/event_store/adapters/postgres/connection_pool.h"
#include "services/event_store/adapters/postgres/copy_session.h"
#include "services/event_store/adapters/postgres/cutter.h"
#include "services/event_store/adapters/postgres/databases.h"
#include "services/event_store/adapters/postgres/migrator.h"
#include "services/event_store/adapters/postgres/postgres_status.h"
#include "services/event_store/adapters/postgres/privileges.h"
#include "services/event_store/adapters/postgres/transaction.h"
#include "services/event_store/adapters/postgres/value_of.h"
#include "services/event_store/domain/erasure.h"
#include "services/event_store/wiring.h"

namespace sennight::event_store {
namespace {

constexpr absl::Duration kSchemaPatience = absl::Seconds(10);

constexpr absl::Duration kMigratePatience = absl::Minutes(5);

// Longest that one operation lasts: a server that has stopped answering is given up after it.
constexpr absl::Duration kMaxOperationTime = absl::Hours(24);

// Does `work` in a transaction with a store whose schema is ours.
absl::Status WithStore(const std::string& database,
                       const std::function<absl::Status(Transaction&)>& work) {
  Cutter cutter;
  if (absl::Status schema =
          CheckSchema(database, EmbeddedMigrations(), cutter, absl::Now() + kSchemaPatience);
      !schema.ok()) {
    return schema;
  }
  ConnectionPool pool({.connection_string = database, .size = 1, .max_lease = kMaxOperationTime});
  return InTransaction(pool, absl::Now() + kMaxOperationTime, work);
}

absl::Status WithSnapshot(const std::string& database,
                          const std::function<absl::Status(Transaction&)>& work) {
  return WithStore(database, [&work](Transaction& transaction) {
    transaction.RunOnce("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    return work(transaction);
  });
}

absl::StatusOr<StoreReport> CheckUpTo(const std::string& database, int64_t last_position,
                                      const std::set<std::string>& left_out = {}) {
  return ValueOf<StoreReport>(
      [&](const auto& work) { return WithSnapshot(database, work); },
      [&](Transaction& transaction) { return CheckStore(transaction, last_position, left_out); });
}

// Notes what two stores do not have in common.
void Compare(const std::string& what, int64_t want, int64_t got, const std::string& where,
             std::vector<std::string>& differences) {
  if (want == got) return;
  differences.push_back(absl::StrCat(what, ": the backup has ", want, ", ", where, " ", got));
}

void CompareContent(const BackupReport& backup, const std::string& log_hash,
                    const StoreReport& store, const std::string& where,
                    std::vector<std::string>& differences) {
  Compare("revisions", backup.revisions, store.revisions, where, differences);
  if (store.log_hash == log_hash) return;
  differences.push_back(absl::StrCat("the events of ", where, " up to position ", backup.head,
                                     " are not those of the backup"));
}

// Compares what both have up to the end of the backup, without what the source has erased since.
absl::Status CompareWithSource(const std::string& source, const std::string& restored,
                               DrillReport& report) {
  const absl::StatusOr<std::vector<Erasure>> erasures = ListErasures(source);
  if (!erasures.ok()) return erasures.status();
  std::set<std::string> erased_since;
  for (const Erasure& erasure : *erasures) {
    if (erasure.position > report.backup.head) erased_since.insert(erasure.event_id);
  }
  report.erased_since = static_cast<int64_t>(erased_since.size());
  std::string log_hash = report.backup.log_hash;
  if (!erased_since.empty()) {
    const absl::StatusOr<StoreReport> rest = CheckUpTo(restored, report.backup.head, erased_since);
    if (!rest.ok()) return rest.status();
    log_hash = rest->log_hash;
  }
  const absl::StatusOr<StoreReport> original = CheckUpTo(source, report.backup.head, erased_since);
  if (!original.ok()) return original.status();
  CompareContent(report.backup, log_hash, *original, "the source", report.differences);
  return absl::OkStatus();
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
  Cutter cutter;
  if (absl::Status known = CheckRoles(database, roles, cutter, now + kSchemaPatience);
      !known.ok()) {
    return known;
  }
  absl::StatusOr<BackupReport> report = ReadBackup(in, database, now, now + kMaxOperationTime);
  if (!report.ok()) return report;
  const absl::Status migrated = MigrateDatabase(database, roles, absl::Now() + kMigratePatience);
  if (!migrated.ok()) return migrated;
  return report;
}

absl::StatusOr<Erasure> EraseEvent(const std::string& database, const std::string& event_id,
                                   const std::string& by, const std::string& reason,
                                   Cleaning cleaning) {
  if (absl::Status valid = CheckErasure(event_id, by, reason); !valid.ok()) return valid;
  absl::StatusOr<Erasure> erasure =
      ValueOf<Erasure>([&](const auto& work) { return WithStore(database, work); },
                       [&](Transaction& transaction) {
                         return EraseEvent(transaction, event_id, by, reason, absl::Now());
                       });
  if (!erasure.ok()) return erasure;
  const absl::Status cleaned = TranslatedStatus([&] {
    CopySession session(database, absl::Now() + kMaxOperationTime);
    const std::string vacuum =
        cleaning == Cleaning::kRewrite ? "VACUUM (FULL, ANALYZE)" : "VACUUM (ANALYZE)";
    for (const char* table :
         {"event", "event_revision", "title_terms", "folded_text", "text_filter"}) {
      // Also of what the planner remembers of the most frequent values.
      session.Run(absl::StrCat(vacuum, " event_store.", table));
    }
    return absl::OkStatus();
  });
  if (!cleaned.ok()) return Annotate(cleaned, "erased, but the tables not cleaned");
  return erasure;
}

absl::StatusOr<std::vector<Erasure>> ListErasures(const std::string& database) {
  return ValueOf<std::vector<Erasure>>(
      [&](const auto& work) { return WithSnapshot(database, work); },
      [](Transaction& transaction) { return ListErasures(transaction); });
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
  CompareContent(report.backup, report.backup.log_hash, report.restored, "the restored store",
                 report.differences);
  if (absl::Status compared = CompareWithSource(source, database.connection(), report);
      !compared.ok()) {
    return compared;
  }
  Compare("the head", report.backup.head, report.restored.head, "the restored store",
          report.differences);
  Compare("findings", report.backup.finding_count, report.restored.finding_count,
          "the restored store", report.differences);
  return report;
}

}  // namespace sennight::event_store
