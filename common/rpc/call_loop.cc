#include "common/rpc/call_loop.h"

#include <utility>

#include <grpc/support/time.h>

namespace sennight::rpc {
namespace {

// What is to be done beside is done when so many looks have found no event, or after so many
// events.
constexpr int kMostLooksBeforeTask = 3;
constexpr int kMostEventsBeforeTask = 64;

// So many times the other looks whether the leader waits before it sleeps.
constexpr int kLooksBeforeSleep = 50;

}  // namespace

CallLoop::CallLoop(std::unique_ptr<grpc::ServerCompletionQueue> queue) : queue_(std::move(queue)) {}

CallLoop::~CallLoop() { End(); }

void CallLoop::Start() {
  // The first call may come before the other runs; it then finds that the leader waits.
  is_other_standing_by_.store(true);
  threads_[1] = std::thread([this] { Serve(false); });
  threads_[0] = std::thread([this] { Serve(true); });
}

void CallLoop::End() {
  {
    std::unique_lock lock(mutex_);
    if (std::exchange(is_ending_, true)) return;
    // A server is shut down when nothing can come any more; what came before may still be told.
    changed_.wait(lock, [this] { return calls_ == 0; });
  }
  while (giving_.load() != 0) std::this_thread::yield();
  queue_->Shutdown();
  if (!threads_[0].joinable()) Serve(true);
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

bool CallLoop::Enter() {
  const std::lock_guard lock(mutex_);
  if (is_ending_) return false;
  ++calls_;
  return true;
}

void CallLoop::Leave() {
  const std::lock_guard lock(mutex_);
  if (--calls_ == 0) changed_.notify_all();
}

void CallLoop::Run(Errand& errand) {
  // The errand's call, the last one, may be over before this returns.
  giving_.fetch_add(1);
  errand.next_ = errands_.load();
  while (!errands_.compare_exchange_weak(errand.next_, &errand)) {
  }
  // Either this sees that the loop sleeps, or the loop sees the errand before it does.
  if (is_asleep_.load() && !is_being_woken_.exchange(true)) {
    alarm_.Set(queue_.get(), gpr_inf_past(GPR_CLOCK_MONOTONIC), static_cast<Event*>(&woken_));
  }
  giving_.fetch_sub(1);
}

void CallLoop::OnWoken(bool /*ok*/) { is_being_woken_.store(false); }

bool CallLoop::DoBeside(Task&& task) {
  if (!IsHere() || IsWaiting() || !is_other_standing_by_.load()) return false;
  tasks_.push_back(std::move(task));
  return true;
}

// The two threads take turns.
void CallLoop::Serve(bool leads) {
  while (leads ? Lead() : StandBy()) leads = !leads;
  const std::lock_guard lock(mutex_);
  has_queue_ended_ = true;
  changed_.notify_all();
}

// Returns whether the other leads now; if not, the queue has ended.
bool CallLoop::Lead() {
  leader_.store(std::this_thread::get_id());
  while (true) {
    if (tasks_.empty()) {
      if (!AwaitEvent()) return false;
    } else if (events_before_task_ == kMostEventsBeforeTask || !TryEvent()) {
      if (!DoTasks()) return true;
    }
  }
}

// Waits for something to be done, and does it. Returns false at the end.
bool CallLoop::AwaitEvent() {
  void* tag = nullptr;
  bool ok = false;
  is_asleep_.store(true);
  if (errands_.load() != nullptr) {
    is_asleep_.store(false);
    RunErrands();
    return true;
  }
  if (!queue_->Next(&tag, &ok)) return false;
  is_asleep_.store(false);
  static_cast<Event*>(tag)->OnEvent(ok);
  return true;
}

// Does what is to be done, if there is something. Returns whether there was.
bool CallLoop::TryEvent() {
  if (errands_.load() != nullptr) {
    RunErrands();
    return true;
  }
  void* tag = nullptr;
  bool ok = false;
  for (int times = 0; times < kMostLooksBeforeTask; ++times) {
    if (queue_->AsyncNext(&tag, &ok, gpr_inf_past(GPR_CLOCK_MONOTONIC)) !=
        grpc::CompletionQueue::GOT_EVENT) {
      continue;
    }
    ++events_before_task_;
    static_cast<Event*>(tag)->OnEvent(ok);
    return true;
  }
  return false;
}

void CallLoop::RunErrands() {
  Errand* last = errands_.exchange(nullptr);
  Errand* first = nullptr;
  while (last != nullptr) {
    Errand* const before = last->next_;
    last->next_ = first;
    first = std::exchange(last, before);
  }
  while (first != nullptr) {
    // It may be gone when it has run.
    Errand* const errand = std::exchange(first, first->next_);
    errand->Run();
  }
}

// Returns whether this thread still leads.
bool CallLoop::DoTasks() {
  const std::vector<Task> tasks = std::exchange(tasks_, {});
  events_before_task_ = 0;
  uint64_t wait = waits_.fetch_add(1) + 1;
  if (is_other_asleep_.load()) {
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
  }
  for (const Task& task : tasks) task();
  return waits_.compare_exchange_strong(wait, wait + 1);
}

// Returns whether this thread is to lead; if not, the queue has ended.
bool CallLoop::StandBy() {
  std::unique_lock lock(mutex_);
  is_other_standing_by_.store(true);
  uint64_t seen = waits_.load();
  for (int idle = 0; !has_queue_ended_;) {
    if (idle == kLooksBeforeSleep) {
      // Either the leader sees that this sleeps, or this sees the wait.
      is_other_asleep_.store(true);
      changed_.wait(lock, [&] { return has_queue_ended_ || waits_.load() != seen; });
      is_other_asleep_.store(false);
      idle = 0;
    } else {
      changed_.wait_for(lock, absl::ToChronoMilliseconds(kMostWaitOfLoop));
    }
    const uint64_t now = waits_.load();
    if (now != std::exchange(seen, now)) {
      idle = 0;
    } else if (now % 2 == 0) {
      ++idle;
    } else {
      is_other_standing_by_.store(false);
      if (waits_.compare_exchange_strong(seen, now + 1)) return true;
      is_other_standing_by_.store(true);
    }
  }
  return false;
}

}  // namespace sennight::rpc
