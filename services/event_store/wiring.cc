#include "services/event_store/wiring.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/log/log.h"
#include "common/rpc/dispatcher.h"
#include "common/rpc/handler.h"
#include "services/event_store/adapters/event_store_service.h"
#include "services/event_store/adapters/log_follower.h"
#include "services/event_store/adapters/log_tail.h"
#include "services/event_store/adapters/postgres/connect.h"
#include "services/event_store/adapters/postgres/connection_pool.h"
#include "services/event_store/adapters/postgres/cutter.h"
#include "services/event_store/adapters/postgres/databases.h"
#include "services/event_store/adapters/postgres/head_listener.h"
#include "services/event_store/adapters/postgres/migrator.h"
#include "services/event_store/adapters/postgres/postgres_event_log.h"
#include "services/event_store/adapters/subscription.h"
#include "services/event_store/domain/index_pace.h"

namespace sennight::event_store {
namespace {

// The watch, the follower of the log and the subscribers who catch up ask for connections too,
// which must not take the last one from a call.
constexpr int kConnectionsBesideCalls = 2 + kSubscriptionThreads;

constexpr absl::Duration kFirstDelay = absl::Milliseconds(50);
constexpr absl::Duration kLastDelay = absl::Seconds(2);
constexpr absl::Duration kProbeInterval = absl::Seconds(1);
constexpr absl::Duration kProbeTimeout = absl::Seconds(2);
constexpr absl::Duration kIndexTimeout = absl::Seconds(10);
// How long the schema's state, and another program that migrates, is waited for before the next
// attempt.
constexpr absl::Duration kPreparationPatience = absl::Seconds(5);
constexpr std::chrono::milliseconds kBetweenLooks{50};
constexpr absl::Duration kGrantPatience = absl::Seconds(30);

absl::Status MigrateAndTell(const std::string& database, const StoreRoles& roles, Cutter& cutter,
                            absl::Time deadline) {
  const absl::StatusOr<MigrationReport> report =
      Migrate(database, EmbeddedMigrations(), cutter, deadline);
  if (!report.ok()) return report.status();
  log::Info("schema up to date",
            {{"from", absl::StrCat(report->from)}, {"to", absl::StrCat(report->to)}});
  if (roles.writer.empty() && roles.reader.empty()) return absl::OkStatus();
  return GrantPrivileges(database, roles, cutter, absl::Now() + kGrantPatience);
}

PoolOptions PoolOptionsOf(const EventStoreOptions& options, telemetry::Metrics* metrics) {
  PoolOptions pool{.connection_string = options.database,
                   .size = options.connections + kConnectionsBesideCalls};
  if (metrics != nullptr) pool.meters = PoolMeters::Make(*metrics, pool.size);
  return pool;
}

}  // namespace

// In the order of their dependencies; destroyed in the opposite one.
struct EventStore::Parts {
  Parts(const EventStoreOptions& options, const rpc::Access& access, telemetry::Metrics* metrics)
      : pool(PoolOptionsOf(options, metrics)),
        log(pool, metrics == nullptr ? AppendMeters() : AppendMeters::Make(*metrics),
            [this] { tail.Poke(); }),
        tail(log),
        meters(metrics == nullptr ? SubscriptionMeters() : SubscriptionMeters::Make(*metrics)),
        listener(options.database, [this] { tail.Poke(); }),
        follower(tail, {.lag = meters.lag,
                        .on_wanted = [this](bool is_wanted) { listener.SetWanted(is_wanted); }}),
        subscriptions(log, tail, {.now = SteadyNow, .meters = meters}),
        dispatcher(options.connections, static_cast<size_t>(options.queue), access, metrics),
        service(log, dispatcher, options.now, subscriptions) {}

  ConnectionPool pool;
  PostgresEventLog log;
  LogTail tail;
  const SubscriptionMeters meters;
  HeadListener listener;
  LogFollower follower;
  Subscriptions subscriptions;
  rpc::Dispatcher dispatcher;
  EventStoreService service;
};

EventStore::EventStore(const EventStoreOptions& options, const rpc::Access& access,
                       telemetry::Metrics* metrics)
    : options_(options), parts_(std::make_unique<Parts>(options, access, metrics)) {
  if (metrics == nullptr) return;
  database_ready_ = metrics->AddGauge("sennight_database_ready",
                                      "1 if the schema is there and the database answers, else 0.");
}

EventStore::~EventStore() = default;

grpc::Service& EventStore::service() { return parts_->service; }

void EventStore::EndSubscriptions() { parts_->subscriptions.End(); }

absl::Status EventStore::PrepareDatabase(Cutter& cutter) {
  const absl::Time deadline = absl::Now() + kPreparationPatience;
  const absl::Status status =
      options_.migrate ? MigrateAndTell(options_.database, options_.roles, cutter, deadline)
                       : CheckSchema(options_.database, EmbeddedMigrations(), cutter, deadline);
  if (!status.ok()) return status;
  parts_->log.SetReady();
  return absl::OkStatus();
}

DatabaseWatch::DatabaseWatch(EventStore& store, std::function<void(bool)> on_change)
    : store_(store),
      on_change_(std::move(on_change)),
      cutter_(std::make_unique<Cutter>()),
      thread_([this] { Run(); }) {}

DatabaseWatch::~DatabaseWatch() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  cutter_->CutAll();
  thread_.join();
}

bool DatabaseWatch::AwaitReady(absl::Time deadline) {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, absl::ToChronoTime(deadline), [this] { return is_ready_; });
}

void DatabaseWatch::Run() {
  absl::Duration delay = kFirstDelay;
  std::string told;
  while (true) {
    const absl::Status status = rpc::Guarded([this] { return store_.PrepareDatabase(*cutter_); });
    if (status.ok()) break;
    const std::string reason(status.message());
    // The same reason again and again is no news.
    if (reason != told) log::Warning("database not ready", {{"reason", reason}});
    told = reason;
    if (!Sleep(delay)) return;
    delay = std::min(2 * delay, kLastDelay);
  }
  PostgresEventLog& log = store_.parts_->log;
  IndexPace pace;
  absl::Duration pause;
  do {
    pause = kProbeInterval;
    (void)rpc::Guarded([&] {
      const absl::StatusOr<Head> head = log.GetHead(absl::Now() + kProbeTimeout);
      Tell(head.ok());
      if (!head.ok() || !pace.IsDue(head->position)) return head.status();
      // Some more titles.
      const absl::StatusOr<IndexProgress> progress =
          log.IndexForSearch(absl::Now() + kIndexTimeout);
      if (progress.ok() && pace.Advance(progress->indexed_to)) pause = absl::ZeroDuration();
      return progress.status();
    });
  } while (Sleep(pause));
}

// What could not be told, for want of memory, is told next time.
void DatabaseWatch::Tell(bool is_ready) {
  {
    const std::lock_guard lock(mutex_);
    if (is_ready == is_ready_) return;
  }
  store_.database_ready_.Set(is_ready ? 1 : 0);
  on_change_(is_ready);
  log::Info(is_ready ? "database ready" : "database lost");
  {
    const std::lock_guard lock(mutex_);
    is_ready_ = is_ready;
  }
  changed_.notify_all();
}

bool DatabaseWatch::Sleep(absl::Duration duration) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, absl::ToChronoMilliseconds(duration),
                            [this] { return stopping_; });
}

absl::Status CheckDatabase(const std::string& database, bool may_hold_password) {
  return CheckConnectionString(database, may_hold_password);
}

absl::StatusOr<std::string> ReplaceDatabase(const std::string& server, const std::string& before,
                                            const std::string& name) {
  if (!before.empty()) {
    if (absl::Status dropped = DropDatabase(server, before); !dropped.ok()) return dropped;
  }
  if (absl::Status made = MakeDatabase(server, name); !made.ok()) return made;
  return WithDatabase(server, name);
}

absl::Status MigrateDatabase(const std::string& database, const StoreRoles& roles,
                             absl::Time deadline, const std::function<bool()>& is_to_end) {
  Cutter cutter;
  if (!is_to_end) return MigrateAndTell(database, roles, cutter, deadline);
  std::future<absl::Status> migrated = std::async(
      std::launch::async, [&] { return MigrateAndTell(database, roles, cutter, deadline); });
  while (migrated.wait_for(kBetweenLooks) != std::future_status::ready) {
    if (!is_to_end()) continue;
    cutter.CutAll();
    if (migrated.get().ok()) break;
    return absl::CancelledError("ended before the schema was up to date");
  }
  return migrated.valid() ? migrated.get() : absl::OkStatus();
}

}  // namespace sennight::event_store
