#include "services/event_store/adapters/postgres/privileges.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include <pqxx/result>
#include <pqxx/transaction>

#include "absl/strings/str_cat.h"
#include "common/log/log.h"
#include "services/event_store/adapters/postgres/connect.h"
#include "services/event_store/adapters/postgres/migrator.h"
#include "services/event_store/adapters/postgres/postgres_status.h"

namespace sennight::event_store {
namespace {

// What a writer may do besides reading. Nothing that was recorded can be changed: the rows that may
// be are the end of the log, which moves on with every batch, and how far titles and texts
// are sorted in. The epoch is not the writer's.
constexpr std::pair<const char*, const char*> kWriterMay[] = {
    {"event", "INSERT"},
    {"event_revision", "INSERT"},
    {"folded_text", "INSERT"},
    {"log", "UPDATE (head, recorded_at)"},
    {"search_backfill", "UPDATE (done_to, filtered_to)"},
    {"supersession", "INSERT"},
    {"text_filter", "INSERT"},
    {"title_terms", "INSERT"},
    {"topic", "INSERT"},
};

// Before there is a schema, who connects is going to own it.
constexpr char kFindRole[] = R"sql(
  SELECT r.rolsuper OR pg_has_role(r.oid, coalesce(n.nspowner, me.oid), 'MEMBER') AS may_do_all
  FROM pg_roles r
    JOIN pg_roles me ON me.rolname = current_user
    LEFT JOIN pg_namespace n ON n.nspname = 'event_store'
  WHERE r.rolname = $1
)sql";

// Who owns less would be told of nothing but by warnings.
constexpr char kOwnsAll[] = R"sql(
  SELECT pg_has_role(n.nspowner, 'USAGE') AND NOT EXISTS (
    SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND NOT pg_has_role(c.relowner, 'USAGE'))
  FROM pg_namespace n WHERE n.nspname = 'event_store'
)sql";

absl::Status CheckRole(pqxx::work& transaction, const std::string& role) {
  const pqxx::result rows = transaction.exec_params(kFindRole, role);
  if (rows.empty()) {
    return absl::FailedPreconditionError(absl::StrCat("the database has no role ", role));
  }
  if (!rows.at(0)["may_do_all"].as<bool>()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the role ", role,
                   " is a superuser or a member of the schema's owner, and may do everything "
                   "anyway: want one with no rights of its own"));
}

void TakeAll(pqxx::work& transaction, const std::string& grantee) {
  transaction.exec(absl::StrCat("REVOKE ALL ON ALL TABLES IN SCHEMA event_store FROM ", grantee));
  transaction.exec(absl::StrCat("REVOKE ALL ON SCHEMA event_store FROM ", grantee));
}

void LetRead(pqxx::work& transaction, const std::string& grantee) {
  transaction.exec(absl::StrCat("GRANT USAGE ON SCHEMA event_store TO ", grantee));
  transaction.exec(absl::StrCat("GRANT SELECT ON ALL TABLES IN SCHEMA event_store TO ", grantee));
}

absl::Status Grant(pqxx::work& transaction, const StoreRoles& roles) {
  TakeAll(transaction, "PUBLIC");
  for (const std::string& role : {roles.writer, roles.reader}) {
    if (role.empty()) continue;
    if (absl::Status status = CheckRole(transaction, role); !status.ok()) return status;
    const std::string grantee = transaction.quote_name(role);
    TakeAll(transaction, grantee);
    LetRead(transaction, grantee);
    if (role != roles.writer) continue;
    for (const auto& [table, privilege] : kWriterMay) {
      transaction.exec(
          absl::StrCat("GRANT ", privilege, " ON event_store.", table, " TO ", grantee));
    }
  }
  return absl::OkStatus();
}

absl::Status WithConnection(const std::string& connection_string, Cutter& cutter,
                            absl::Time deadline,
                            const std::function<absl::Status(pqxx::work&)>& work) {
  return TranslatedStatus([&]() -> absl::Status {
    const std::unique_ptr<pqxx::connection> connection =
        Connect(connection_string, kConnectTimeout, cutter, deadline);
    const Cutter::Watch watch(cutter, connection->sock(), deadline);
    pqxx::work transaction(*connection);
    absl::Status status = work(transaction);
    if (status.ok()) transaction.commit();
    return status;
  });
}

}  // namespace

absl::Status CheckRoles(const std::string& connection_string, const StoreRoles& roles,
                        Cutter& cutter, absl::Time deadline) {
  return WithConnection(connection_string, cutter, deadline, [&roles](pqxx::work& transaction) {
    for (const std::string& role : {roles.writer, roles.reader}) {
      if (role.empty()) continue;
      if (absl::Status status = CheckRole(transaction, role); !status.ok()) return status;
    }
    return absl::OkStatus();
  });
}

absl::Status GrantPrivileges(const std::string& connection_string, const StoreRoles& roles,
                             Cutter& cutter, absl::Time deadline) {
  const absl::Status given = WithConnection(
      connection_string, cutter, deadline, [&roles](pqxx::work& transaction) -> absl::Status {
        transaction.exec(absl::StrCat("SELECT pg_advisory_xact_lock(", kMigrationLock, ")"));
        if (!transaction.exec(kOwnsAll).at(0).at(0).as<bool>()) {
          return absl::FailedPreconditionError(
              "who does not own the schema event_store and all of its tables cannot give "
              "privileges on them: want the role that migrates");
        }
        return Grant(transaction, roles);
      });
  if (given.ok()) {
    log::Info("privileges given", {{"writer", roles.writer}, {"reader", roles.reader}});
  }
  return given;
}

}  // namespace sennight::event_store
