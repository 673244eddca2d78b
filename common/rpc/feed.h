// The messages of a server's stream, one after the other, without a thread that waits for the
// reader; what answers a method of TypedService::ServerStream or LastingStream (typed_service.h).
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/answers.h"
#include "common/rpc/call.h"
#include "common/rpc/executor.h"
#include "common/rpc/handler.h"
#include "common/rpc/message.h"
#include "common/rpc/served_call.h"
#include "common/rpc/status.h"

namespace sennight::rpc {

// What is to be done next with a stream.
enum class Step {
  kSend,   // The message is filled.
  kAgain,  // Not yet, but there is more to do: let others have their turn, then ask again.
  kWait,   // Not yet: ask again when the feed has called `wake`.
  kEnd,    // There will be no more.
};

// Fills the messages of one stream. Asked by one thread at a time, and only when the message before
// is on its way, so that a slow reader costs neither a thread nor memory.
template <typename Response>
class Feed {
 public:
  // `wake`, if the feed was made with one, is not called any more when this returns. Called on an
  // executor: it may wait for what was begun.
  virtual ~Feed() = default;

  // Fills the next message, on an executor, or on the loop's thread if IsReady has just said so. An
  // error ends the stream.
  virtual absl::StatusOr<Step> Next(Response* response) = 0;

  // Returns whether Next would neither wait nor work for long now: then it is called on the loop's
  // thread, which is quicker than to wake another.
  virtual bool IsReady() const { return false; }
};

// A feed that is a function: it fills the next message, and returns false at the end.
template <typename Response>
class Producer final : public Feed<Response> {
 public:
  using Produce = absl::AnyInvocable<absl::StatusOr<bool>(Response*)>;

  explicit Producer(Produce produce) : produce_(std::move(produce)) {}

  absl::StatusOr<Step> Next(Response* response) override {
    const absl::StatusOr<bool> filled = produce_(response);
    if (!filled.ok()) return filled.status();
    return *filled ? Step::kSend : Step::kEnd;
  }

 private:
  Produce produce_;
};

// Makes a feed wait no longer. May be called on any thread, at any time, under any lock that
// Feed::Next does not hold when it returns; is quick.
using Wake = std::function<void()>;

namespace internal {

// One stream. It is in one of four states, and whoever moves it out of one goes on with it: so a
// feed is asked by one thread at a time, and the call is finished once.
//
//   working ─ kSend ─► writing ─ OnWriteDone ─► working
//   working ─ kWait ─► waiting ─ Wake ────────► working
//   working, writing, waiting ────────────────► ended
//
// `Open` is an `absl::StatusOr<std::unique_ptr<Feed<Response>>>(const Call&, const Request&,
// Wake)`.
template <typename Request, typename Response, typename Open>
class FeedWriter final : public Reactor {
 public:
  // A stream that `lasts` goes on without a deadline, until the client cancels.
  FeedWriter(ServerStreamCall& served, Call call, const Open& open, Executor& executor, bool lasts)
      : served_(&served), call_(std::move(call)), open_(open), executor_(executor), lasts_(lasts) {
    served_->SetReactor(this);
  }

  // Opens the feed on `admission`, which is the executor itself unless the stream lasts.
  void Start(Executor& admission) { Submit(admission, this, served_->request().Length()); }

  void Begin() {
    const absl::Status status = Guarded([this]() -> absl::Status {
      if (absl::Status wanted = StillWanted(call_); !wanted.ok()) return wanted;
      if (absl::Status read = ReadMessage(served_->request(), request_); !read.ok()) return read;
      served_->request().Clear();
      ReadRequestId(request_, call_);
      auto feed = open_(call_, request_, [this] { WakeUp(); });
      if (feed.ok()) feed_ = *std::move(feed);
      return feed.status();
    });
    if (!status.ok()) return End(status);
    lasts_ ? GoOn() : Work();
  }

  void End(const absl::Status& status) {
    SetState(State::kEnded);
    EndCall(*served_, call_, status, TopicOf(request_));
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(ClientHasGone());
    SetState(State::kWorking);
    feed_->IsReady() ? Work() : GoOn();
  }

  // A stream that works or writes finds out by itself.
  void OnCancel() override {
    {
      const std::lock_guard lock(mutex_);
      is_cancelled_ = true;
      if (state_ != State::kWaiting) return;
      state_ = State::kEnded;
    }
    End(ClientHasGone());
  }

  // The feed may have to wait: not on the loop's thread.
  void OnDone() noexcept override {
    executor_.Continue([this] { delete this; });
  }

 private:
  enum class State { kWorking, kWriting, kWaiting, kEnded };

  void SetState(State state) {
    const std::lock_guard lock(mutex_);
    state_ = state;
  }

  void WakeUp() {
    {
      const std::lock_guard lock(mutex_);
      is_woken_ = true;
      if (state_ != State::kWaiting) return;
      state_ = State::kWorking;
    }
    GoOn();
  }

  // Without memory for it nobody would go on: hence the noexcept.
  void GoOn() noexcept {
    executor_.Continue([this] { Work(); });
  }

  void Work() {
    {
      const std::lock_guard lock(mutex_);
      is_woken_ = false;
    }
    Step step = Step::kEnd;
    absl::StatusOr<grpc::ByteBuffer> bytes = grpc::ByteBuffer();
    const absl::Status status = Guarded([&]() -> absl::Status {
      if (absl::Status wanted = Wanted(); !wanted.ok()) return wanted;
      Response message;  // A large one is not kept while the stream waits.
      const absl::StatusOr<Step> next = feed_->Next(&message);
      if (next.ok()) step = *next;
      if (step == Step::kSend) bytes = WriteMessage(message);
      return next.ok() ? bytes.status() : next.status();
    });
    if (!status.ok() || step == Step::kEnd) return End(status);
    if (step == Step::kSend) {
      SetState(State::kWriting);
      return served_->Write(*bytes);
    }
    if (step == Step::kWait && Rest()) return;
    if (call_.IsCancelled()) return End(ClientHasGone());
    GoOn();
  }

  absl::Status Wanted() const {
    return lasts_ && !call_.IsCancelled() ? absl::OkStatus() : StillWanted(call_);
  }

  // Returns whether the stream waits now: not if it has been woken, or cancelled, meanwhile.
  bool Rest() {
    const std::lock_guard lock(mutex_);
    if (is_woken_ || is_cancelled_) return false;
    state_ = State::kWaiting;
    return true;
  }

  const std::unique_ptr<ServerStreamCall> served_;
  Call call_;
  const Open open_;
  Executor& executor_;
  const bool lasts_;
  Request request_;

  std::mutex mutex_;  // Guards the members below.
  State state_ = State::kWorking;
  bool is_woken_ = false;  // While it worked.
  bool is_cancelled_ = false;

  std::unique_ptr<Feed<Response>> feed_;  // The last: until it ends, it may wake the stream.
};

}  // namespace internal

}  // namespace sennight::rpc
