// The thread that takes a server's calls.
//
// One thread looks for what has come, reads it, and sends most answers. What takes long it hands
// on; in return nothing has to be woken between a request, its answer and the next request. (gRPC's
// own threads, in its callback API, wake each other for nearly every step: a call costs the server
// half as much again.)
//
// There is one thing that it may wait for: a database that answers within the time that it takes to
// wake another thread. A second thread stands by while it does, and takes its place if that lasts.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <grpcpp/alarm.h>
#include <grpcpp/completion_queue.h>

#include "absl/time/time.h"

namespace sennight::rpc {

// The loop's thread waits for what it does beside for so long, and at most for twice that; then the
// other takes its place.
inline constexpr absl::Duration kMostWaitOfLoop = absl::Milliseconds(2);

// What waits in a completion queue, whose tag it is.
class Event {
 public:
  // It has happened, or, if not `ok`, will never happen. Called on the loop's thread.
  virtual void OnEvent(bool ok) = 0;

 protected:
  ~Event() = default;
};

// An event that is told to a method of what it is a member of.
template <typename Owner, void (Owner::*kMethod)(bool ok)>
class EventOf final : public Event {
 public:
  explicit EventOf(Owner* owner) : owner_(owner) {}

  void OnEvent(bool ok) override { (owner_->*kMethod)(ok); }

 private:
  Owner* const owner_;
};

// What another thread gives to the loop's. It is linked as it is, so that giving it needs no
// memory.
class Errand {
 public:
  // Called on the loop's thread, once for each time that it was given.
  virtual void Run() = 0;

 protected:
  ~Errand() = default;

 private:
  friend class CallLoop;
  Errand* next_ = nullptr;
};

// Looks after the completion queue of one server. Safe for concurrent use.
class CallLoop {
 public:
  using Task = std::function<void()>;

  explicit CallLoop(std::unique_ptr<grpc::ServerCompletionQueue> queue);

  // Ends.
  ~CallLoop();

  CallLoop(const CallLoop&) = delete;
  CallLoop& operator=(const CallLoop&) = delete;

  grpc::ServerCompletionQueue* queue() { return queue_.get(); }

  // Starts the thread, when the server has started.
  void Start();

  // Ends it, when all calls are over. The server must have been shut down, and not have been
  // destroyed. Idempotent.
  void End();

  // Counts a call that is awaited. Returns false, and does not, if the loop ends.
  bool Enter();

  // Forgets it; it is over, or will not come.
  void Leave();

  // Returns whether the caller is the loop's thread.
  bool IsHere() const { return std::this_thread::get_id() == leader_.load(); }

  // Returns whether it waits for what it does beside (DoBeside).
  bool IsWaiting() const { return waits_.load() % 2 != 0; }

  // Lets the loop's thread run `errand` soon, after those that were given before. It must not be
  // given again before it has run.
  void Run(Errand& errand);

  // Does `task`, which may wait, when nothing else has come that could be done, or after some of
  // that: so what comes together can be done together. Returns false, and does nothing, if it is
  // not called by what is told of an event, or if nobody could take the thread's place meanwhile.
  bool DoBeside(Task&& task);

 private:
  void Serve(bool leads);
  bool Lead();
  bool StandBy();
  bool AwaitEvent();
  bool TryEvent();
  bool DoTasks();
  void RunErrands();
  void OnWoken(bool ok);

  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::array<std::thread, 2> threads_;
  std::atomic<std::thread::id> leader_;

  std::vector<Task> tasks_;     // To be done beside. For the leader only, as the next.
  int events_before_task_ = 0;  // That came since the first of them.

  // Odd while the leader waits. Whoever changes an odd one leads on: the leader, when it has what
  // it waited for, or else the other.
  std::atomic<uint64_t> waits_ = 0;
  std::atomic<bool> is_other_standing_by_ = false;
  std::atomic<bool> is_other_asleep_ = false;  // It has to be woken when a wait begins.
  std::mutex mutex_;                           // Guards the members below.
  std::condition_variable changed_;
  bool is_ending_ = false;
  int calls_ = 0;
  bool has_queue_ended_ = false;

  std::atomic<Errand*> errands_ = nullptr;  // The last first.
  std::atomic<int> giving_ = 0;             // Threads that are in Run: it must not end before.
  std::atomic<bool> is_asleep_ = false;     // It may wait for an event, so that it has to be woken.
  std::atomic<bool> is_being_woken_ = false;
  grpc::Alarm alarm_;
  EventOf<CallLoop, &CallLoop::OnWoken> woken_{this};
};

}  // namespace sennight::rpc
