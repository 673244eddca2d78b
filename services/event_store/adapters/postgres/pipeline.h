// Statements sent without a wait for the rows of those before: libpq's pipeline mode
// (https://www.postgresql.org/docs/current/libpq-pipeline-mode.html).
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "services/event_store/adapters/postgres/binary_rows.h"

namespace sennight::event_store {

// One statement, sent again and again with other parameters, in transactions of one or several: the
// server runs one while the parameters of the next are made. Methods throw libpqxx's exceptions,
// after which nothing may be sent any more, but commits may still be awaited. Not thread-safe.
class Pipeline {
 public:
  // `sql` is a constant of the program. `statements` must outlive the pipeline and not be used
  // meanwhile. Throws pqxx::broken_connection if the connection is lost or in a transaction: what
  // was sent there would be committed by nobody.
  Pipeline(BinaryStatements& statements, const char* sql);

  // The connection is of no use afterwards if something is still awaited.
  ~Pipeline();

  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // Sends the statement; waits for the server to take it if it has not taken those before.
  void Send(absl::Span<const std::string> parameters);

  // Has what was sent since the last commit committed: nothing of it is before.
  void Commit();

  // Returns how many commits are to be awaited.
  size_t commits() const { return commits_; }

  // Waits for the oldest of them, and returns the rows of each of its statements. If one of them
  // fails nothing of the transaction is stored. Throws pqxx::in_doubt_error if nobody can know
  // whether it was, and pqxx::broken_connection if the connection was lost before it could be.
  std::vector<BinaryRows> Await();

 private:
  // Statements that are or will be committed together, and what has come of them.
  struct Sent {
    size_t statements = 0;
    std::vector<BinaryRows> rows;  // With room for all: when they come there may be no memory.
    PgResult failure{nullptr, &PQclear};
    bool is_ended = false;  // Whether the server is ready for the next.
  };

  Sent& Open();
  void Receive();
  bool TakeResult();

  PGconn* const connection_;
  const std::string name_;
  std::deque<Sent> sent_;
  size_t commits_ = 0;  // So many of them were committed; one more may be open.
  size_t ended_ = 0;
};

}  // namespace sennight::event_store
