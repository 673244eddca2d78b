#include "services/event_store/adapters/log_tail.h"

#include <algorithm>

#include "services/event_store/domain/erasure.h"

namespace sennight::event_store {

LogTail::Reader::Reader(LogTail& tail, std::function<void()> wake)
    : tail_(tail), wake_(std::move(wake)) {
  {
    const std::lock_guard lock(tail_.readers_mutex_);
    tail_.readers_.insert(this);
    tail_.is_poked_ = true;
  }
  tail_.poked_.notify_one();
}

LogTail::Reader::~Reader() {
  const std::lock_guard lock(tail_.readers_mutex_);
  tail_.readers_.erase(this);
  if (waits_) tail_.due_.erase({due_, this});
}

LogTail::State LogTail::state() const {
  const std::shared_lock lock(tail_mutex_);
  return state_;
}

std::optional<int64_t> LogTail::Visit(
    int64_t generation, int64_t position,
    const std::function<bool(const event::v1::Event&)>& visit) const {
  const std::shared_lock lock(tail_mutex_);
  const int64_t begin = end_ - static_cast<int64_t>(kept_.size());
  if (!has_begun_ || generation != state_.generation || position < begin) return std::nullopt;
  for (int64_t at = position; at < end_; ++at) {
    if (!visit(kept_[static_cast<size_t>(at - begin)])) break;
  }
  return head_.position;
}

bool LogTail::Await(Reader& reader, int64_t generation, int64_t position, absl::Time due) {
  const std::lock_guard lock(readers_mutex_);
  {
    const std::shared_lock tail_lock(tail_mutex_);
    if (generation != state_.generation || position < end_ || !state_.failure.ok()) return false;
  }
  if (reader.waits_) due_.erase({reader.due_, &reader});
  reader.waits_ = true;
  reader.due_ = due;
  due_.insert({due, &reader});
  return true;
}

void LogTail::Poke() {
  {
    const std::lock_guard lock(readers_mutex_);
    if (readers_.empty()) return;
    is_poked_ = true;
  }
  poked_.notify_one();
}

void LogTail::Interrupt() {
  {
    const std::lock_guard lock(readers_mutex_);
    is_poked_ = true;
  }
  poked_.notify_one();
}

void LogTail::AwaitPoke(absl::Duration patience) {
  std::unique_lock lock(readers_mutex_);
  poked_.wait_for(lock, absl::ToChronoMilliseconds(patience), [this] { return is_poked_; });
  is_poked_ = false;
}

absl::StatusOr<bool> LogTail::Follow(absl::Time deadline) {
  TailQuery query{.limit = kFollowEvents, .max_bytes = kFollowBytes};
  bool has_begun = false;
  {
    const std::shared_lock lock(tail_mutex_);
    has_begun = has_begun_;
    query.after_position = end_;
    query.epoch = head_.epoch;
  }
  if (!has_begun) {
    const absl::StatusOr<Head> head = log_.GetHead(deadline);
    if (!head.ok()) return head.status();
    Begin(*head);
    return false;
  }
  absl::StatusOr<Tail> tail = log_.ReadTail(query, deadline);
  if (absl::IsOutOfRange(tail.status())) {
    // The log was restored. Who follows it reads from the log itself next, and is told.
    Forget();
    return true;
  }
  if (!tail.ok()) return tail.status();
  const bool has_more =
      !tail->events.empty() && tail->events.back().position() < tail->head.position;
  Add(*std::move(tail));
  return has_more;
}

void LogTail::Begin(const Head& head) {
  {
    const std::unique_lock lock(tail_mutex_);
    has_begun_ = true;
    ++state_.generation;
    state_.failure = closed_;
    head_ = head;
    end_ = head.position;
  }
  WakeAll();
}

void LogTail::Add(Tail tail) {
  {
    const std::unique_lock lock(tail_mutex_);
    state_.failure = closed_;
    head_ = tail.head;
    if (tail.events.empty()) return;
    for (event::v1::Event& event : tail.events) {
      if (event.state() == event::v1::EVENT_STATE_ERASED) EraseKept(event.event_id());
      kept_.push_back(std::move(event));  // For want of memory nothing has changed.
      end_ = kept_.back().position();
      kept_bytes_ += static_cast<int64_t>(kept_.back().ByteSizeLong());
    }
    while (kept_.size() > options_.most_events || kept_bytes_ > options_.most_bytes) {
      kept_bytes_ -= static_cast<int64_t>(kept_.front().ByteSizeLong());
      kept_.pop_front();
    }
  }
  WakeAll();
}

void LogTail::EraseKept(const std::string& event_id) {
  for (event::v1::Event& event : kept_) {
    if (event.event_id() != event_id || event.state() == event::v1::EVENT_STATE_ERASED) continue;
    kept_bytes_ -= static_cast<int64_t>(event.ByteSizeLong());
    MakeTombstone(event);
    kept_bytes_ += static_cast<int64_t>(event.ByteSizeLong());
  }
}

void LogTail::Forget() {
  const std::unique_lock lock(tail_mutex_);
  has_begun_ = false;
  state_.failure = closed_;
  kept_.clear();
  kept_bytes_ = 0;
  end_ = 0;
}

bool LogTail::IsWanted() {
  const std::lock_guard lock(readers_mutex_);
  if (!readers_.empty()) return true;
  Forget();
  return false;
}

void LogTail::WakeDue(absl::Time now) {
  const std::lock_guard lock(readers_mutex_);
  while (!due_.empty() && due_.begin()->first <= now) {
    Reader& reader = *due_.begin()->second;
    due_.erase(due_.begin());
    reader.waits_ = false;
    reader.wake_();
  }
}

void LogTail::WakeAll() { WakeDue(absl::InfiniteFuture()); }

void LogTail::Fail(const absl::Status& status) {
  {
    const std::unique_lock lock(tail_mutex_);
    if (closed_.ok()) state_.failure = status;
  }
  WakeAll();
}

void LogTail::Close(const absl::Status& status) {
  {
    const std::unique_lock lock(tail_mutex_);
    closed_ = status;
    state_.failure = status;
  }
  WakeAll();
}

int64_t LogTail::Lag() const {
  const std::lock_guard lock(readers_mutex_);
  int64_t slowest = INT64_MAX;
  for (const Reader* reader : readers_) slowest = std::min(slowest, reader->position_.load());
  const std::shared_lock tail_lock(tail_mutex_);
  return std::max<int64_t>(0, head_.position - slowest);
}

}  // namespace sennight::event_store
