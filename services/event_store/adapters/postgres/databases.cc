#include "services/event_store/adapters/postgres/databases.h"

#include <pqxx/nontransaction>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "services/event_store/adapters/postgres/connect.h"
#include "services/event_store/adapters/postgres/postgres_status.h"

namespace sennight::event_store {
namespace {

// Neither statement may stand in a transaction.
absl::Status Execute(const std::string& server, const std::string& verb, const std::string& name,
                     const std::string& options) {
  return TranslatedStatus([&] {
    Cutter cutter;
    const auto connection = Connect(server, kConnectTimeout, cutter, absl::InfiniteFuture());
    pqxx::nontransaction(*connection)
        .exec(absl::StrCat(verb, " ", connection->quote_name(name), " ", options));
    return absl::OkStatus();
  });
}

}  // namespace

absl::Status MakeDatabase(const std::string& server, const std::string& name) {
  return Execute(server, "CREATE DATABASE", name, "");
}

absl::Status DropDatabase(const std::string& server, const std::string& name) {
  return Execute(server, "DROP DATABASE IF EXISTS", name, "WITH (FORCE)");
}

}  // namespace sennight::event_store
