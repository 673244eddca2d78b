#include "services/event_store/adapters/postgres/pipeline.h"

#include <memory>
#include <utility>

#include <pqxx/except>

namespace sennight::event_store {

Pipeline::Pipeline(BinaryStatements& statements, const char* sql)
    : connection_(statements.connection_), name_(statements.Prepared(sql)) {
  if (statements.IsLost()) throw pqxx::broken_connection(PQerrorMessage(connection_));
  if (!statements.IsIdle()) throw pqxx::broken_connection("the connection is in a transaction");
  if (PQenterPipelineMode(connection_) == 0) ThrowFailure(connection_, nullptr);
}

Pipeline::~Pipeline() { PQexitPipelineMode(connection_); }

Pipeline::Sent& Pipeline::Open() {
  return commits_ == sent_.size() ? sent_.emplace_back() : sent_.back();
}

void Pipeline::Send(absl::Span<const std::string> parameters) {
  const BinaryValues values(parameters);
  Sent& open = Open();
  open.rows.reserve(open.statements + 1);
  const bool is_sent =
      PQsendQueryPrepared(connection_, name_.c_str(), values.count(), values.values(),
                          values.sizes(), values.formats(), kBinaryFormat) == 1 &&
      PQflush(connection_) == 0;  // Or the last of it would wait for the next statement.
  if (!is_sent) ThrowFailure(connection_, nullptr);
  ++open.statements;
  Receive();
}

void Pipeline::Commit() {
  if (PQstatus(connection_) != CONNECTION_OK) ThrowFailure(connection_, nullptr);
  Open();
  ++commits_;
  // If the connection is lost by now, the server may have said why.
  if (PQpipelineSync(connection_) == 0 && PQstatus(connection_) == CONNECTION_OK) {
    throw pqxx::in_doubt_error(PQerrorMessage(connection_));
  }
}

// Takes what has come: when something cannot be sent any more, libpq forgets what it waits for.
void Pipeline::Receive() {
  bool was_none = false;
  while (ended_ < commits_ && PQconsumeInput(connection_) == 1 && PQisBusy(connection_) == 0) {
    if (TakeResult()) {
      was_none = false;
    } else if (std::exchange(was_none, true)) {
      return;
    }
  }
}

// Waits for the next result; returns whether there was one. None stands between the results of two
// statements, and two at the end of a lost connection.
bool Pipeline::TakeResult() {
  PgResult result(PQgetResult(connection_), &PQclear);
  if (result == nullptr) return false;
  Sent& sent = sent_[ended_];
  switch (PQresultStatus(result.get())) {
    case PGRES_TUPLES_OK:
      sent.rows.emplace_back(result.release());
      break;
    case PGRES_PIPELINE_SYNC:
      sent.is_ended = true;
      ++ended_;
      break;
    case PGRES_PIPELINE_ABORTED:
      break;
    default:
      if (sent.failure == nullptr) sent.failure = std::move(result);
  }
  return true;
}

// What a server says before the rows of all statements, it says of a transaction that is rolled
// back, also if it then ends. The commit comes after the rows, and is sure when the server is ready
// again.
std::vector<BinaryRows> Pipeline::Await() {
  Sent& sent = sent_.front();
  while (!sent.is_ended && (TakeResult() || TakeResult())) {
  }
  if (sent.failure != nullptr || !sent.is_ended) {
    const bool is_told = PQresultErrorField(sent.failure.get(), PG_DIAG_SQLSTATE) != nullptr;
    if (is_told && (sent.is_ended || sent.rows.size() < sent.statements)) {
      ThrowFailure(connection_, sent.failure.get());
    }
    throw pqxx::in_doubt_error(PQerrorMessage(connection_));
  }
  std::vector<BinaryRows> rows = std::move(sent.rows);
  sent_.pop_front();
  --commits_;
  --ended_;
  return rows;
}

}  // namespace sennight::event_store
