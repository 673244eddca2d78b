#include "tests/benchmarks/database.h"

#include <libpq-fe.h>

#include <algorithm>

#include "common/rpc/channel.h"
#include "tests/benchmarks/suite.h"
#include "tests/support/eventually.h"

namespace sennight::benchmarks {

Database::Database(const std::string& connection) : connection_(PQconnectdb(connection.c_str())) {
  Check(PQstatus(connection_) == CONNECTION_OK);
  Run("SET client_min_messages = warning");
}

Database::~Database() { PQfinish(connection_); }

std::string Database::Run(const std::string& sql) {
  PGresult* result = PQexec(connection_, sql.c_str());
  const ExecStatusType status = PQresultStatus(result);
  Check(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK);
  std::string value = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
  PQclear(result);
  return value;
}

std::string Database::CopyOut(const std::string& sql) {
  PQclear(PQexec(connection_, sql.c_str()));
  std::string rows;
  char* row = nullptr;
  for (int size = 0; (size = PQgetCopyData(connection_, &row, 0)) > 0; PQfreemem(row)) {
    rows.append(row, static_cast<size_t>(size));
  }
  Finish();
  return rows;
}

void Database::CopyIn(const std::string& sql, const std::string& rows) {
  constexpr size_t kPart = 65536;
  PQclear(PQexec(connection_, sql.c_str()));
  for (size_t at = 0; at < rows.size(); at += kPart) {
    Check(PQputCopyData(connection_, rows.data() + at,
                        static_cast<int>(std::min(kPart, rows.size() - at))) == 1);
  }
  Check(PQputCopyEnd(connection_, nullptr) == 1);
  Finish();
}

void Database::Check(bool is_good) {
  if (!is_good) Require(absl::InternalError(PQerrorMessage(connection_)), "libpq");
}

void Database::Finish() {
  while (PGresult* result = PQgetResult(connection_)) {
    const ExecStatusType status = PQresultStatus(result);
    Check(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK);
    PQclear(result);
  }
}

void AwaitIndexed(Database& database) {
  const bool is_indexed = testing::Eventually([&database] {
    return database.Run(
               "SELECT done_to = head AND filtered_to + 1000 > head"
               " FROM event_store.search_backfill JOIN event_store.log USING (log_id)") == "t";
  });
  if (!is_indexed) Require(absl::DeadlineExceededError("titles wait"), "sorting in");
}

std::vector<eventstore::v1::ImportEventsRequest> ImportOf(std::vector<event::v1::Event> events) {
  constexpr size_t kPart = 500;
  std::vector<eventstore::v1::ImportEventsRequest> requests((events.size() + kPart - 1) / kPart);
  for (size_t i = 0; i < events.size(); ++i) {
    *requests[i / kPart].add_events() = std::move(events[i]);
  }
  return requests;
}

void Import(eventstore::v1::EventStoreService::Stub& stub,
            const std::vector<eventstore::v1::ImportEventsRequest>& requests) {
  grpc::ClientContext context;
  rpc::PrepareContext(context, absl::Now() + absl::Minutes(10), "");
  eventstore::v1::ImportEventsResponse response;
  const auto writer = stub.ImportEvents(&context, &response);
  for (const eventstore::v1::ImportEventsRequest& request : requests) {
    if (!writer->Write(request)) break;
  }
  writer->WritesDone();
  Require(writer->Finish(), "ImportEvents");
  if (response.stored() < response.received() || response.received() == 0) {
    Require(absl::InternalError(response.ShortDebugString().substr(0, 300)), "ImportEvents");
  }
}

}  // namespace sennight::benchmarks
