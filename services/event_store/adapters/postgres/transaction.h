// Work with the database in transactions.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <pqxx/result>
#include <pqxx/transaction>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/event_store/adapters/postgres/binary_rows.h"
#include "services/event_store/adapters/postgres/connection_pool.h"

namespace sennight::event_store {

// A transaction that runs. Its statements throw libpqxx's exceptions.
class Transaction {
 public:
  // `is_begun` tells whether statements in binary form may come first: those of a transaction that
  // libpqxx has yet to begin may not.
  Transaction(pqxx::transaction_base& transaction, ConnectionPool::Lease& lease, bool is_begun)
      : transaction_(transaction), lease_(lease), is_begun_(is_begun) {}

  // Runs one statement, a constant of the program, with the parameters $1, $2…
  template <typename... Parameters>
  pqxx::result Run(const char* sql, const Parameters&... parameters) {
    is_begun_ = true;
    return transaction_.exec_prepared(lease_.Prepared(sql), parameters...);
  }

  // The same without keeping the statement: the server plans it for these parameters, and for the
  // tables as they are now.
  template <typename... Parameters>
  pqxx::result RunOnce(const char* sql, const Parameters&... parameters) {
    is_begun_ = true;
    return transaction_.exec_params(sql, parameters...);
  }

  // Runs one statement, a constant of the program, with parameters and rows in binary form. Throws
  // std::logic_error if it is the first of a transaction: libpqxx 6 begins one with its own first
  // statement, so this one would stand outside.
  BinaryRows RunBinary(const char* sql, absl::Span<const std::string> parameters) {
    if (!is_begun_) throw std::logic_error("a binary statement is the first of a transaction");
    return lease_.binary().Run(sql, parameters);
  }

 private:
  pqxx::transaction_base& transaction_;
  ConnectionPool::Lease& lease_;
  bool is_begun_;
};

// Does `work` in a transaction and commits it if `work` returns OK. Done a second time if nothing
// was committed and the reason is likely to have passed: the connection was lost before the commit,
// or the transaction lost a race. So `work` must be able to begin again.
absl::Status InTransaction(ConnectionPool& pool, absl::Time deadline,
                           const std::function<absl::Status(Transaction&)>& work);

// The same for statements that are a transaction of their own (Pipeline).
absl::Status InStatements(ConnectionPool& pool, absl::Time deadline,
                          const std::function<absl::Status(BinaryStatements&)>& work);

// The same without a transaction around the statements, each of which then stands for itself: for
// reading what does not change.
absl::Status Reading(ConnectionPool& pool, absl::Time deadline,
                     const std::function<absl::Status(Transaction&)>& work);

}  // namespace sennight::event_store
