// Connections to the database, lent out one at a time.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <pqxx/connection>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/telemetry/metrics.h"
#include "services/event_store/adapters/postgres/binary_rows.h"
#include "services/event_store/adapters/postgres/connect.h"
#include "services/event_store/adapters/postgres/cutter.h"

namespace sennight::event_store {

// Longest a call waits for a connection, whatever its deadline.
inline constexpr absl::Duration kMaxLeaseWait = absl::Seconds(5);

// Longest that one lease lasts, whatever its deadline: a database that is frozen, or gone without a
// word, is noticed in this time. The longest that the store has to do takes a tenth of it.
inline constexpr absl::Duration kMaxLeaseTime = absl::Seconds(12);

// How long after the end of a lease's time its connection is cut: a server that is alive has ended
// the statement by then, by its own timeout.
inline constexpr absl::Duration kCutGrace = absl::Seconds(1);

// What is counted of a pool.
struct PoolMeters {
  telemetry::Gauge busy;
  telemetry::Gauge idle;
  telemetry::Gauge waiting;  // Calls that wait for a connection.

  // Makes them, and tells the limit. `metrics` must outlive them.
  static PoolMeters Make(telemetry::Metrics& metrics, int size);
};

struct PoolOptions {
  std::string connection_string;  // As libpq takes it: key=value pairs or a URI.
  int size = 16;                  // Most connections.
  int max_waiting = 256;          // Most calls that wait for one.
  absl::Duration connect_timeout = kConnectTimeout;
  absl::Duration max_wait = kMaxLeaseWait;
  absl::Duration max_lease = kMaxLeaseTime;
  PoolMeters meters = {};
};

// Makes up to N connections as they are needed and keeps them. A connection that broke is
// replaced; a server that is down makes calls fail with kUnavailable and is found again when it is
// back. Safe for concurrent use; a connection is used by one lease at a time.
class ConnectionPool {
 private:
  struct Slot;

 public:
  // A connection on loan; given back when the lease ends. Must not outlive the pool.
  class Lease {
   public:
    Lease(Lease&& other) noexcept;
    Lease& operator=(Lease&&) = delete;
    ~Lease();

    pqxx::connection& connection() { return *slot_->connection; }

    // Returns the name of the prepared statement `sql`, a constant of the program. The connection
    // prepares it when it runs it for the first time. Throws libpqxx's exceptions.
    const std::string& Prepared(const char* sql);

    // Makes the connection's statements in binary form possible. Not in a transaction; throws
    // libpqxx's exceptions.
    void OpenBinary();

    // Returns them; they must have been opened.
    BinaryStatements& binary() { return *slot_->binary; }

    // Marks the connection as of no use: it is closed when the lease ends.
    void Discard();

    // Makes the server end every statement after what is left until the deadline, rounded up by at
    // most a quarter, so that most leases find the timeout they need. Not in a transaction; throws
    // libpqxx's exceptions.
    void BoundStatements();

   private:
    friend class ConnectionPool;
    Lease(ConnectionPool& pool, std::unique_ptr<Slot> slot);

    ConnectionPool* pool_;
    std::unique_ptr<Slot> slot_;
  };

  explicit ConnectionPool(PoolOptions options);

  // Closes the connections. All leases must have ended.
  ~ConnectionPool();

  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;

  // Returns a connection, waiting for one, or for the session of a new one, until `deadline` at the
  // latest; only a server that does not even let us in is waited for as long as libpq waits. If the
  // lease still lasts kCutGrace after the deadline, the connection is cut, so that a server which
  // has stopped answering holds nobody.
  //
  // Errors: kUnavailable if no connection can be made; kResourceExhausted with a RetryInfo if too
  // many wait or none was free in time; kDeadlineExceeded.
  absl::StatusOr<Lease> Acquire(absl::Time deadline);

  // Closes the connections that nobody uses: after one broke, the others are likely to be broken
  // too.
  void CloseIdle();

 private:
  struct Slot {
    std::unique_ptr<pqxx::connection> connection;
    std::map<const char*, std::string> statements;  // The names of those that were prepared.
    std::optional<BinaryStatements> binary;         // Once opened.
    int64_t statement_timeout_ms = -1;              // As set on the server; -1 if not known.
    absl::Time deadline;                            // Of the lease.
    std::optional<Cutter::Watch> watch;             // During the lease.
    bool discarded = false;
  };

  absl::Status AwaitTurn(std::unique_lock<std::mutex>& lock, absl::Time deadline);
  void Count();  // Called under mutex_ when one of the numbers has changed.
  void GiveBack(std::unique_ptr<Slot> slot);

  const PoolOptions options_;
  Cutter cutter_;
  std::mutex mutex_;  // Guards the members below; not held while the database works.
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Slot>> idle_;
  int lent_ = 0;
  int waiting_ = 0;
};

}  // namespace sennight::event_store
