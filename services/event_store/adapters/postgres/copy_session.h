// A connection for COPY, which libpqxx has for text only and one row at a time.
#pragma once

#include <libpq-fe.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "services/event_store/adapters/postgres/binary_rows.h"
#include "services/event_store/adapters/postgres/cutter.h"

namespace sennight::event_store {

// Every method throws libpqxx's exceptions; to be used inside Translated. Not safe for concurrent
// use.
class CopySession {
 public:
  // Connects. A server that has not answered at all by `cut_at` is given up.
  CopySession(const std::string& connection_string, absl::Time cut_at);

  using Rows = std::vector<std::vector<std::string>>;

  // Runs a statement; null values are empty.
  Rows Run(const std::string& sql);

  // Runs a COPY … TO STDOUT and calls `sink` with each piece.
  void CopyOut(const std::string& sql, const std::function<void(std::string_view)>& sink);

  // Begins a COPY … FROM STDIN, sends pieces, and ends it.
  void BeginCopyIn(const std::string& sql);
  void SendRows(std::string_view bytes);
  void EndCopyIn();

 private:
  PgResult Take(PGresult* result, ExecStatusType want);

  Cutter cutter_;
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
  std::unique_ptr<Cutter::Watch> watch_;  // Ends before the connection.
};

}  // namespace sennight::event_store
