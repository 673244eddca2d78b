// The event store as a part of a process: its own, or that of the whole suite.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include <grpcpp/grpcpp.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/rpc/access.h"
#include "common/telemetry/metrics.h"
#include "services/event_store/adapters/postgres/privileges.h"

namespace sennight::event_store {

class Cutter;  // adapters/postgres/cutter.h

inline constexpr char kServiceName[] = "sennight.eventstore.v1.EventStoreService";

struct EventStoreOptions {
  std::string database;   // As libpq takes it.
  int connections = 16;   // Connections to the database, and threads that use them.
  int queue = 1024;       // Most calls that wait for a thread.
  bool migrate = true;    // Bring the schema up to date; else wait until someone has.
  StoreRoles roles = {};  // Who is given privileges after migrating, if anyone.

  // What tells the time that events are recorded at.
  std::function<absl::Time()> now = absl::Now;
};

// The service with all it needs. The database need not be there yet: calls are answered
// UNAVAILABLE until it is.
class EventStore {
 public:
  // `access` and `metrics` (optional) must outlive the store.
  EventStore(const EventStoreOptions& options, const rpc::Access& access,
             telemetry::Metrics* metrics = nullptr);

  // The server that serves the service must have ended.
  ~EventStore();

  EventStore(const EventStore&) = delete;
  EventStore& operator=(const EventStore&) = delete;

  // Returns the service, to be registered with a server.
  grpc::Service& service();

  // Ends all subscriptions, and those to come, as UNAVAILABLE: they would last longer than a server
  // that drains.
  void EndSubscriptions();

 private:
  friend class DatabaseWatch;
  struct Parts;

  absl::Status PrepareDatabase(Cutter& cutter);

  EventStoreOptions options_;
  telemetry::Gauge database_ready_;
  std::unique_ptr<Parts> parts_;
};

// Prepares the database of an event store, trying again until it is there, and then looks after
// it: tells `on_change` whether calls can be answered, whenever that changes. Without a watch the
// store answers nothing but UNAVAILABLE.
class DatabaseWatch {
 public:
  // `store` must outlive the watch. `on_change` is called on the watch's thread.
  DatabaseWatch(EventStore& store, std::function<void(bool)> on_change);

  // Stops watching; `on_change` is not called any more. A database that is being prepared is not
  // waited for.
  ~DatabaseWatch();

  DatabaseWatch(const DatabaseWatch&) = delete;
  DatabaseWatch& operator=(const DatabaseWatch&) = delete;

  // Waits until the store can answer calls. Returns whether it can.
  bool AwaitReady(absl::Time deadline);

 private:
  void Run();
  void Tell(bool is_ready);
  bool Sleep(absl::Duration duration);

  EventStore& store_;
  std::function<void(bool)> on_change_;
  const std::unique_ptr<Cutter> cutter_;  // Of the connections that prepare the database.
  std::mutex mutex_;                      // Guards the members below.
  std::condition_variable changed_;
  bool is_ready_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

// Finds out whether `database` is a connection string or URI that libpq can read; it connects to
// nothing.
//
// Errors: kInvalidArgument, also for a password where there may be none.
absl::Status CheckDatabase(const std::string& database, bool may_hold_password);

// Makes a database for a store that begins empty, for tests, and removes the one before, with
// whoever uses it, unless `before` is empty. Both are names on the server that `server` connects
// to. Returns how to connect to the new one.
absl::StatusOr<std::string> ReplaceDatabase(const std::string& server, const std::string& before,
                                            const std::string& name);

// Brings the schema of `database` up to date, gives `roles` their privileges if there are any
// (adapters/postgres/privileges.h), and says so in the log. Ends what it is at, of which nothing is
// left, soon after `is_to_end`, which it asks from time to time, says so.
//
// Errors: kCancelled if it was to end.
absl::Status MigrateDatabase(const std::string& database, const StoreRoles& roles,
                             absl::Time deadline, const std::function<bool()>& is_to_end = nullptr);

}  // namespace sennight::event_store
