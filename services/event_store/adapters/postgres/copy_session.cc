#include "services/event_store/adapters/postgres/copy_session.h"

#include <pqxx/except>

#include "absl/strings/str_cat.h"
#include "services/event_store/adapters/postgres/connect.h"

namespace sennight::event_store {

CopySession::CopySession(const std::string& connection_string, absl::Time cut_at)
    : connection_(PQconnectdb(WithDefaults(connection_string, kConnectTimeout).c_str()),
                  &PQfinish) {
  if (PQstatus(connection_.get()) != CONNECTION_OK) {
    throw pqxx::broken_connection(PQerrorMessage(connection_.get()));
  }
  watch_ = std::make_unique<Cutter::Watch>(cutter_, PQsocket(connection_.get()), cut_at);
  // A file that is slow to be written or read is waited for.
  Run(absl::StrCat(kSession, R"sql(
    SET client_min_messages = 'warning';
    SET idle_in_transaction_session_timeout = 0;
    SET tcp_user_timeout = 0)sql"));
}

PgResult CopySession::Take(PGresult* result, ExecStatusType want) {
  PgResult owned(result, &PQclear);
  if (PQresultStatus(owned.get()) != want) ThrowFailure(connection_.get(), owned.get());
  return owned;
}

CopySession::Rows CopySession::Run(const std::string& sql) {
  PGresult* const raw = PQexec(connection_.get(), sql.c_str());
  const PgResult result =
      Take(raw, PQresultStatus(raw) == PGRES_COMMAND_OK ? PGRES_COMMAND_OK : PGRES_TUPLES_OK);
  Rows rows(static_cast<size_t>(PQntuples(result.get())));
  for (size_t row = 0; row < rows.size(); ++row) {
    for (int column = 0; column < PQnfields(result.get()); ++column) {
      rows[row].emplace_back(PQgetvalue(result.get(), static_cast<int>(row), column));
    }
  }
  return rows;
}

void CopySession::CopyOut(const std::string& sql,
                          const std::function<void(std::string_view)>& sink) {
  Take(PQexec(connection_.get(), sql.c_str()), PGRES_COPY_OUT);
  for (;;) {
    char* buffer = nullptr;
    const int length = PQgetCopyData(connection_.get(), &buffer, /*async=*/0);
    if (length < 0) break;
    const std::unique_ptr<char, decltype(&PQfreemem)> owned(buffer, &PQfreemem);
    sink({buffer, static_cast<size_t>(length)});
  }
  Take(PQgetResult(connection_.get()), PGRES_COMMAND_OK);
  PgResult(PQgetResult(connection_.get()), &PQclear);
}

void CopySession::BeginCopyIn(const std::string& sql) {
  Take(PQexec(connection_.get(), sql.c_str()), PGRES_COPY_IN);
}

void CopySession::SendRows(std::string_view bytes) {
  if (PQputCopyData(connection_.get(), bytes.data(), static_cast<int>(bytes.size())) == 1) return;
  ThrowFailure(connection_.get(), nullptr);
}

void CopySession::EndCopyIn() {
  if (PQputCopyEnd(connection_.get(), nullptr) != 1) ThrowFailure(connection_.get(), nullptr);
  Take(PQgetResult(connection_.get()), PGRES_COMMAND_OK);
  PgResult(PQgetResult(connection_.get()), &PQclear);
}

}  // namespace sennight::event_store
