#include "services/event_store/adapters/get_queue.h"

#include <algorithm>
#include <new>
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
      is_reader_coming_ = true;
    }
  }
  if (!has_room) return done(rpc::Overloaded());
  try {
    run_([this] { ReadAll(); });
  } catch (const std::bad_alloc&) {
    RefuseAll();
  }
}

bool GetQueue::WantsReader(absl::Time now) const {
  if (is_reader_coming_) return false;
  if (readers_ < kFewGetReaders) return true;
  return readers_ < kMostGetReaders && now - waiting_.front().since >= kGetPatience;
}

void GetQueue::ReadAll() {
  while (true) {
    Batch batch;
    if (!Take(&batch)) return;
    // Others wait for the thread that an exception would end.
    (void)rpc::Guarded([&] {
      ReadTogether(batch);
      return absl::OkStatus();
    });
    for (Waiting& one : batch.waiting()) Answer(one, rpc::Overloaded());
  }
}

// For want of memory nobody can read what waits.
void GetQueue::RefuseAll() {
  for (Batch batch; Take(&batch);) {
    for (Waiting& one : batch.waiting()) Answer(one, rpc::Overloaded());
  }
}

// Fills the batch with what is read next; returns false if nothing waits, which ends the reader.
// Needs no memory.
bool GetQueue::Take(Batch* batch) {
  const std::lock_guard lock(mutex_);
  is_reader_coming_ = false;
  batch->size = std::min(waiting_.size(), batch->places.size());
  for (Waiting& place : batch->waiting()) {
    place = std::move(waiting_.front());
    waiting_.pop_front();
  }
  if (batch->size == 0 && --readers_ == 0) idle_.notify_all();
  return batch->size > 0;
}

// Answers whoever has no answer yet, whatever becomes of that.
void GetQueue::Answer(Waiting& one, absl::StatusOr<std::string> found) {
  if (one.done == nullptr) return;
  (void)rpc::Guarded([&] {
    std::exchange(one.done, nullptr)(std::move(found));
    return absl::OkStatus();
  });
}

void GetQueue::ReadTogether(Batch& batch) const {
  const absl::Time begin = clock_();
  std::vector<Waiting*> asked;
  for (Waiting& one : batch.waiting()) {
    if (begin < one.deadline) {
      asked.push_back(&one);
    } else {
      Answer(one,
             absl::DeadlineExceededError("the deadline passed before the event was looked for"));
    }
  }
  // What is too large to be read with others is read alone, when they have their answers.
  std::vector<Waiting*> large;
  ReadEach(asked, &large);
  for (Waiting* one : large) ReadEach({&one, 1}, nullptr);
}

// Answers all of `asked`, but those that are to be read alone.
void GetQueue::ReadEach(absl::Span<Waiting* const> asked, std::vector<Waiting*>* large) const {
  if (asked.empty()) return;
  std::vector<EventAt> wanted;
  wanted.reserve(asked.size());
  absl::Time deadline = absl::InfinitePast();
  for (const Waiting* one : asked) {
    wanted.push_back(one->wanted);
    deadline = std::max(deadline, one->deadline);
  }
  absl::StatusOr<EventLog::Each> found = absl::UnknownError("not read");
  const absl::Status status = rpc::Guarded([&] {
    found = read_(wanted, deadline);
    return found.status();
  });
  for (size_t i = 0; i < asked.size(); ++i) {
    if (!status.ok()) {
      Answer(*asked[i], status);
    } else if ((*found)[i].has_value()) {
      Answer(*asked[i], *std::move((*found)[i]));
    } else {
      large->push_back(asked[i]);
    }
  }
}

}  // namespace sennight::event_store
