#include "services/event_store/adapters/postgres/connect.h"

#include <libpq-fe.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include <pqxx/nontransaction>
#include <pqxx/version>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace sennight::event_store {
namespace {

// The units of libpq: seconds, and milliseconds for the last.
constexpr std::pair<const char*, const char*> kDefaults[] = {
    {"application_name", "sennight"}, {"client_encoding", "UTF8"}, {"keepalives_idle", "10"},
    {"keepalives_interval", "5"},     {"keepalives_count", "3"},   {"tcp_user_timeout", "15000"}};

bool IsUri(const std::string& connection_string) {
  return absl::StartsWith(connection_string, "postgresql://") ||
         absl::StartsWith(connection_string, "postgres://");
}

// libpqxx 6 would connect again behind our back, without the session's settings.
void ForbidReactivation([[maybe_unused]] pqxx::connection& connection) {
#if PQXX_VERSION_MAJOR < 7
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  connection.inhibit_reactivation(true);
#pragma GCC diagnostic pop
#endif
}

}  // namespace

// A server too must not wait for long for a client whose host is gone: it may hold a lock.
// An acknowledged event is durable whatever the server's default; a setting that waits for more
// than the local disk is left as it is. Every statement has its index; a plan that was made while a
// table was small must not go through the whole of it when it has grown.
const char kSession[] = R"sql(
  SET TIME ZONE 'UTC';
  SET DateStyle = 'ISO, YMD';
  SET bytea_output = 'hex';
  SET enable_seqscan = off;
  SET idle_in_transaction_session_timeout = '60s';
  SET tcp_keepalives_idle = 10;
  SET tcp_keepalives_interval = 5;
  SET tcp_keepalives_count = 3;
  SET tcp_user_timeout = 15000;
  SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') IN ('off', 'local');
)sql";

std::string WithDefaults(const std::string& connection_string, absl::Duration connect_timeout) {
  // libpq takes whole seconds and reads 1 as 2.
  const int64_t seconds = std::max<int64_t>(2, absl::ToInt64Seconds(connect_timeout));
  if (!IsUri(connection_string)) {
    // Of two settings of one name the later one counts.
    std::string settings = absl::StrCat("connect_timeout=", seconds);
    for (const auto& [name, value] : kDefaults) absl::StrAppend(&settings, " ", name, "=", value);
    return absl::StrCat(settings, " ", connection_string);
  }
  std::string uri = connection_string;
  const auto add = [&uri](const std::string& name, const std::string& value) {
    if (absl::StrContains(uri, name + "=")) return;
    absl::StrAppend(&uri, absl::StrContains(uri, "?") ? "&" : "?", name, "=", value);
  };
  add("connect_timeout", absl::StrCat(seconds));
  for (const auto& [name, value] : kDefaults) add(name, value);
  return uri;
}

std::string WithDatabase(const std::string& connection_string, const std::string& name) {
  // Of two settings of one name the later one counts.
  if (!IsUri(connection_string)) return absl::StrCat(connection_string, " dbname=", name);
  return absl::StrCat(connection_string, absl::StrContains(connection_string, "?") ? "&" : "?",
                      "dbname=", name);
}

absl::Status CheckConnectionString(const std::string& connection_string, bool may_hold_password) {
  char* mistake = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(connection_string.c_str(), &mistake), &PQconninfoFree);
  const std::unique_ptr<char, decltype(&PQfreemem)> message(
      mistake, [](void* memory) { PQfreemem(memory); });
  if (options == nullptr) {
    // libpq's message may quote the string, which may hold a password.
    return absl::InvalidArgumentError("libpq cannot read it as a connection string or URI");
  }
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (may_hold_password || std::string_view(option->keyword) != "password") continue;
    if (option->val == nullptr || *option->val == '\0') continue;
    return absl::InvalidArgumentError(
        "holds a password, which all users of this machine can see: want --database-file");
  }
  return absl::OkStatus();
}

std::unique_ptr<pqxx::connection> Connect(const std::string& connection_string,
                                          absl::Duration connect_timeout, Cutter& cutter,
                                          absl::Time deadline) {
  auto connection =
      std::make_unique<pqxx::connection>(WithDefaults(connection_string, connect_timeout));
  ForbidReactivation(*connection);
  const Cutter::Watch watch(cutter, connection->sock(),
                            std::min(deadline, absl::Now() + connect_timeout));
  pqxx::nontransaction(*connection).exec(kSession);
  return connection;
}

}  // namespace sennight::event_store
