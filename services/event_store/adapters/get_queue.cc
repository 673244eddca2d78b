#include "services/event_store/adapters/get_queue.h"

#include <algorithm>
#include <utility>

#include "common/rpc/handler.h"

namespace sennight::event_store {

GetQueue::~GetQueue() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return readers_ == 0; });
}

void GetQueue::Get(EventAt wanted, absl::Time deadline, Done done) {
  const absl::Time now = clock_();
  bool has_room = false;
  {
    const std::lock_guard lock(mutex_);
    has_room = waiting_.size() < kMostWaitingGets;
    if (has_room) {
      waiting_.push_back({std::move(wanted), now, deadline, std::move(done)});
      if (!WantsReader(now)) return;
      ++readers_;
    }
  }
  if (!has_room) return done(rpc::Overloaded());
  run_([this] { ReadAll(); });
}

bool GetQueue::WantsReader(absl::Time now) const {
  if (readers_ < kFewGetReaders) return true;
  return readers_ < kMostGetReaders && now - waiting_.front().since >= kGetPatience;
}

void GetQueue::ReadAll() {
  while (true) {
    std::vector<Waiting> waiting = Next();
    if (waiting.empty()) return;
    // Others wait for the thread that an exception would end.
    (void)rpc::Guarded([&] {
      ReadTogether(std::move(waiting));
      return absl::OkStatus();
    });
  }
}

// Returns what is read next; nothing if nothing waits, which ends the reader.
std::vector<GetQueue::Waiting> GetQueue::Next() {
  std::vector<Waiting> next;
  const std::lock_guard lock(mutex_);
  while (!waiting_.empty() && next.size() < kMostGetsAtOnce) {
    next.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  if (next.empty() && --readers_ == 0) idle_.notify_all();
  return next;
}

void GetQueue::ReadTogether(std::vector<Waiting> waiting) const {
  const absl::Time begin = clock_();
  std::erase_if(waiting, [begin](const Waiting& one) {
    if (begin < one.deadline) return false;
    one.done(absl::DeadlineExceededError("the deadline passed before the event was looked for"));
    return true;
  });
  if (waiting.empty()) return;
  std::vector<EventAt> wanted;
  absl::Time deadline = absl::InfinitePast();
  for (Waiting& one : waiting) {
    wanted.push_back(std::move(one.wanted));
    deadline = std::max(deadline, one.deadline);
  }
  absl::StatusOr<EventLog::Each> found = absl::UnknownError("not read");
  const absl::Status status = rpc::Guarded([&] {
    found = read_(wanted, deadline);
    return found.status();
  });
  for (size_t i = 0; i < waiting.size(); ++i) {
    (void)rpc::Guarded([&] {
      if (status.ok()) {
        waiting[i].done(std::move((*found)[i]));
      } else {
        waiting[i].done(status);
      }
      return absl::OkStatus();
    });
  }
}

}  // namespace sennight::event_store
