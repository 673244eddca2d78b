#include "services/event_store/adapters/postgres/connection_pool.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include <pqxx/nontransaction>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/event_store/adapters/postgres/connect.h"
#include "services/event_store/adapters/postgres/postgres_status.h"

namespace sennight::event_store {
namespace {

constexpr absl::Duration kRetryDelay = absl::Milliseconds(200);
constexpr int64_t kLeastTimeoutMs = 16;
// For the condition variables: absl's infinity is no time of the system's clock.
constexpr absl::Duration kLongestSleep = absl::Hours(1);

absl::Status NoneFree() {
  return WithRetryAfter(absl::ResourceExhaustedError("all database connections are in use"),
                        kRetryDelay);
}

absl::Status DeadlinePassed() {
  return absl::DeadlineExceededError("the deadline has passed before a connection was free");
}

// Rounds up by at most a quarter, to one of four steps in each power of two.
int64_t RoundedTimeout(int64_t milliseconds) {
  int64_t step = kLeastTimeoutMs / 4;
  while (step * 8 < milliseconds) step *= 2;
  return std::max(kLeastTimeoutMs, (milliseconds + step - 1) / step * step);
}

std::chrono::system_clock::time_point SleepUntil(absl::Time time) {
  return absl::ToChronoTime(std::min(time, absl::Now() + kLongestSleep));
}

}  // namespace

PoolMeters PoolMeters::Make(telemetry::Metrics& metrics, int size) {
  metrics.AddGauge("sennight_database_connections_limit", "Most connections to the database.")
      .Set(size);
  constexpr char kName[] = "sennight_database_connections";
  constexpr char kHelp[] = "Connections to the database.";
  return {.busy = metrics.AddGauge(kName, kHelp, {{"state", "busy"}}),
          .idle = metrics.AddGauge(kName, kHelp, {{"state", "idle"}}),
          .waiting = metrics.AddGauge("sennight_database_connection_waiters",
                                      "Calls that wait for a connection to the database.")};
}

ConnectionPool::Lease::Lease(ConnectionPool& pool, std::unique_ptr<Slot> slot)
    : pool_(&pool), slot_(std::move(slot)) {}

ConnectionPool::Lease::Lease(Lease&& other) noexcept
    : pool_(std::exchange(other.pool_, nullptr)), slot_(std::move(other.slot_)) {}

ConnectionPool::Lease::~Lease() {
  if (pool_ != nullptr) pool_->GiveBack(std::move(slot_));
}

void ConnectionPool::Lease::Discard() { slot_->discarded = true; }

const std::string& ConnectionPool::Lease::Prepared(const char* sql) {
  const auto found = slot_->statements.find(sql);
  if (found != slot_->statements.end()) return found->second;
  const std::string name = absl::StrCat("s", slot_->statements.size() + 1);
  connection().prepare(name, sql);
  return slot_->statements.emplace(sql, name).first->second;
}

void ConnectionPool::Lease::OpenBinary() {
  if (!slot_->binary.has_value()) slot_->binary.emplace(connection());
}

void ConnectionPool::Lease::BoundStatements() {
  const absl::Duration left = std::min(slot_->deadline - absl::Now(), pool_->options_.max_lease);
  // Not before the deadline: the part of a millisecond counts as one.
  const int64_t wanted = RoundedTimeout(absl::ToInt64Milliseconds(left) + 1);
  if (wanted == slot_->statement_timeout_ms) return;
  slot_->statement_timeout_ms = -1;
  pqxx::nontransaction(connection()).exec(absl::StrCat("SET statement_timeout = ", wanted));
  slot_->statement_timeout_ms = wanted;
}

ConnectionPool::ConnectionPool(PoolOptions options) : options_(std::move(options)) {
  idle_.reserve(static_cast<size_t>(options_.size));
}

ConnectionPool::~ConnectionPool() = default;

absl::StatusOr<ConnectionPool::Lease> ConnectionPool::Acquire(absl::Time deadline) {
  auto slot = std::make_unique<Slot>();  // Before a turn is taken, which it would keep.
  {
    std::unique_lock lock(mutex_);
    if (absl::Status status = AwaitTurn(lock, deadline); !status.ok()) return status;
    if (!idle_.empty()) {
      slot = std::move(idle_.back());
      idle_.pop_back();
    }
    Count();
  }
  slot->deadline = deadline;
  Lease lease(*this, std::move(slot));
  const DatabaseResult connected = Translated([this, &leased = *lease.slot_, deadline] {
    if (leased.connection == nullptr) {
      leased.connection =
          Connect(options_.connection_string, options_.connect_timeout, cutter_, deadline);
    }
    leased.watch.emplace(cutter_, leased.connection->sock(),
                         std::min(deadline, absl::Now() + options_.max_lease) + kCutGrace);
    return absl::OkStatus();
  });
  if (!connected.status.ok()) return absl::Now() < deadline ? connected.status : DeadlinePassed();
  return lease;
}

absl::Status ConnectionPool::AwaitTurn(std::unique_lock<std::mutex>& lock, absl::Time deadline) {
  if (absl::Now() >= deadline) return DeadlinePassed();
  if (lent_ == options_.size) {
    if (waiting_ == options_.max_waiting) return NoneFree();
    const absl::Time patience = absl::Now() + options_.max_wait;
    ++waiting_;
    Count();
    const bool free = freed_.wait_until(lock, SleepUntil(std::min(deadline, patience)),
                                        [this] { return lent_ < options_.size; });
    --waiting_;
    Count();
    if (!free) return deadline <= patience ? DeadlinePassed() : NoneFree();
  }
  ++lent_;
  return absl::OkStatus();
}

void ConnectionPool::GiveBack(std::unique_ptr<Slot> slot) {
  const bool cut = slot->watch.has_value() && slot->watch->has_cut();
  const bool is_idle = !slot->binary.has_value() || slot->binary->IsIdle();
  slot->watch.reset();
  {
    const std::lock_guard lock(mutex_);
    --lent_;
    if (slot->connection != nullptr && !slot->discarded && !cut && is_idle &&
        slot->connection->is_open()) {
      idle_.push_back(std::move(slot));
    }
    Count();
  }
  freed_.notify_one();
  // A connection that is not kept is closed here, outside the lock.
}

void ConnectionPool::CloseIdle() {
  std::vector<std::unique_ptr<Slot>> closed;
  const std::lock_guard lock(mutex_);
  closed.assign(std::make_move_iterator(idle_.begin()), std::make_move_iterator(idle_.end()));
  idle_.clear();  // Keeps its room: giving back needs no memory.
  Count();
}

void ConnectionPool::Count() {
  options_.meters.busy.Set(lent_);
  options_.meters.idle.Set(static_cast<double>(idle_.size()));
  options_.meters.waiting.Set(waiting_);
}

}  // namespace sennight::event_store
