#include "services/event_store/adapters/postgres/migrator.h"

#include <algorithm>
#include <memory>
#include <vector>

#include <pqxx/nontransaction>
#include <pqxx/result>
#include <pqxx/transaction>

#include "absl/strings/str_cat.h"
#include "common/hash/hash.h"
#include "common/log/log.h"
#include "services/event_store/adapters/postgres/connect.h"
#include "services/event_store/adapters/postgres/postgres_status.h"
#include "services/event_store/adapters/postgres/value_of.h"

namespace sennight::event_store {
namespace {

// A step that cannot have its locks by then gives up, and is tried again.
constexpr int kMostLockMilliseconds = 5000;

// How long the server may take to say which steps were applied.
constexpr absl::Duration kBookkeepingTime = absl::Seconds(30);

// How long after the end of the patience with a lock the connection is cut: a server that is alive
// has given up by then.
constexpr absl::Duration kLockGrace = absl::Seconds(1);

constexpr char kBookkeeping[] = R"sql(
  CREATE SCHEMA IF NOT EXISTS event_store;
  CREATE TABLE IF NOT EXISTS event_store.migration (
    version    int         PRIMARY KEY,
    name       text        NOT NULL,
    checksum   text        NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
  );
  COMMENT ON TABLE event_store.migration IS 'The steps of the schema that were applied.';
)sql";

constexpr char kBookkeepingExists[] = "SELECT to_regclass('event_store.migration') IS NOT NULL";

constexpr char kApplied[] =
    "SELECT version, name, checksum FROM event_store.migration ORDER BY version";

constexpr char kRecord[] =
    "INSERT INTO event_store.migration (version, name, checksum) VALUES ($1, $2, $3)";

// The `cluster_name` of temporary servers (services/sennight/cluster).
constexpr char kTemporaryServer[] = "sennight-temporary";

absl::Status NotOurs(std::string_view what) {
  return absl::FailedPreconditionError(std::string(what));
}

std::string ChecksumOf(const Migration& migration) { return hash::Sha256Hex(migration.sql); }

absl::Status CheckServer(pqxx::connection& connection) {
  pqxx::nontransaction transaction(connection);
  const pqxx::result encoding = transaction.exec("SHOW server_encoding");
  if (encoding.at(0).at(0).as<std::string>() != "UTF8") {
    return NotOurs("want a database with the encoding UTF8");
  }
  // A server that is started for tests says so, and then nobody needs to be told.
  const pqxx::result server = transaction.exec("SHOW cluster_name");
  if (server.at(0).at(0).as<std::string>() == kTemporaryServer) return absl::OkStatus();
  for (const char* setting : {"fsync", "full_page_writes"}) {
    const pqxx::result value = transaction.exec(absl::StrCat("SHOW ", setting));
    if (value.at(0).at(0).as<std::string>() == "on") continue;
    log::Warning("the database does not survive a power loss", {{"setting", setting}});
  }
  return absl::OkStatus();
}

// Returns the version of the schema if the steps applied are the first of `migrations`.
absl::StatusOr<int> AppliedVersion(pqxx::connection& connection,
                                   absl::Span<const Migration> migrations) {
  pqxx::nontransaction transaction(connection);
  if (!transaction.exec(kBookkeepingExists).at(0).at(0).as<bool>()) return 0;
  int version = 0;
  for (const pqxx::row& row : transaction.exec(kApplied)) {
    const int applied = row["version"].as<int>();
    const std::string name = row["name"].as<std::string>();
    if (applied > static_cast<int>(migrations.size())) {
      return NotOurs(absl::StrCat("the database is newer than this program: it has migration ",
                                  name, ", the program ends at ", migrations.size()));
    }
    if (applied != version + 1) {
      return NotOurs(absl::StrCat("migration ", version + 1, " is missing in the database"));
    }
    const Migration& migration = migrations[static_cast<size_t>(version)];
    if (row["checksum"].as<std::string>() != ChecksumOf(migration)) {
      return NotOurs(absl::StrCat("migration ", name, " was changed after it was applied"));
    }
    version = applied;
  }
  return version;
}

absl::Status Apply(pqxx::connection& connection, const Migration& migration, Cutter& cutter) {
  const Cutter::Watch watch(cutter, connection.sock(), absl::Now() + kMaxStepTime);
  pqxx::work transaction(connection);
  // Whoever reads for long, such as a backup, would be waited for, and everybody else for us.
  transaction.exec(absl::StrCat("SET LOCAL lock_timeout = ", kMostLockMilliseconds));
  transaction.exec(std::string(migration.sql));
  transaction.exec_params(kRecord, migration.version, std::string(migration.name),
                          ChecksumOf(migration));
  transaction.commit();
  log::Info("migration applied", {{"migration", std::string(migration.name)}});
  return absl::OkStatus();
}

// A server that has the setting (from 14 on) ends a step soon after its program has gone.
constexpr char kNoticeLostClient[] = R"sql(
  SELECT set_config(name, '1s', false) FROM pg_settings
  WHERE name = 'client_connection_check_interval'
)sql";

absl::Status CheckAndLock(pqxx::connection& connection, Cutter& cutter, absl::Time deadline) {
  const Cutter::Watch watch(cutter, connection.sock(), deadline + kLockGrace);
  if (absl::Status status = CheckServer(connection); !status.ok()) return status;
  const int64_t patience = std::clamp<int64_t>(absl::ToInt64Milliseconds(deadline - absl::Now()), 1,
                                               absl::ToInt64Milliseconds(absl::Hours(1)));
  pqxx::nontransaction transaction(connection);
  transaction.exec(absl::StrCat("SET lock_timeout = ", patience));
  transaction.exec(absl::StrCat("SELECT pg_advisory_lock(", kMigrationLock, ")"));
  transaction.exec("SET lock_timeout = 0");
  transaction.exec(kNoticeLostClient);
  return absl::OkStatus();
}

absl::StatusOr<int> PreparedVersion(pqxx::connection& connection,
                                    absl::Span<const Migration> migrations, Cutter& cutter) {
  const Cutter::Watch watch(cutter, connection.sock(), absl::Now() + kBookkeepingTime);
  pqxx::nontransaction(connection).exec(kBookkeeping);
  return AppliedVersion(connection, migrations);
}

// The lock ends with the connection.
absl::StatusOr<MigrationReport> MigrateLocked(pqxx::connection& connection,
                                              absl::Span<const Migration> migrations,
                                              Cutter& cutter) {
  const absl::StatusOr<int> version = PreparedVersion(connection, migrations, cutter);
  if (!version.ok()) return version.status();
  MigrationReport report{.from = *version, .to = *version};
  for (const Migration& migration : migrations.subspan(static_cast<size_t>(*version))) {
    if (absl::Status status = Apply(connection, migration, cutter); !status.ok()) return status;
    report.to = migration.version;
  }
  return report;
}

}  // namespace

absl::StatusOr<MigrationReport> Migrate(const std::string& connection_string,
                                        absl::Span<const Migration> migrations, Cutter& cutter,
                                        absl::Time deadline) {
  return ValueOf<MigrationReport>(TranslatedStatus, [&]() -> absl::StatusOr<MigrationReport> {
    const std::unique_ptr<pqxx::connection> connection =
        Connect(connection_string, kConnectTimeout, cutter, deadline + kLockGrace);
    if (absl::Status status = CheckAndLock(*connection, cutter, deadline); !status.ok()) {
      return status;
    }
    return MigrateLocked(*connection, migrations, cutter);
  });
}

absl::Status CheckSchema(const std::string& connection_string,
                         absl::Span<const Migration> migrations, Cutter& cutter,
                         absl::Time deadline) {
  return TranslatedStatus([&]() -> absl::Status {
    const std::unique_ptr<pqxx::connection> connection =
        Connect(connection_string, kConnectTimeout, cutter, deadline);
    const Cutter::Watch watch(cutter, connection->sock(), deadline);
    if (absl::Status status = CheckServer(*connection); !status.ok()) return status;
    const absl::StatusOr<int> version = AppliedVersion(*connection, migrations);
    if (!version.ok()) return version.status();
    if (*version == static_cast<int>(migrations.size())) return absl::OkStatus();
    return absl::UnavailableError(absl::StrCat("the database is at version ", *version, ", want ",
                                               migrations.size(),
                                               "; run with --migrate-only first"));
  });
}

}  // namespace sennight::event_store
