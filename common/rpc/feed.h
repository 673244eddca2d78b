// A server's stream that lasts, and waits for what it sends without holding a thread; what answers
// a method of TypedService::LastingStream (typed_service.h).
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/answers.h"
#include "common/rpc/call.h"
#include "common/rpc/executor.h"
#include "common/rpc/handler.h"
#include "common/rpc/message.h"
#include "common/rpc/served_call.h"

namespace sennight::rpc {

// What is to be done next with a stream.
enum class Step {
  kSend,   // The message is filled.
  kAgain,  // Not yet, but there is more to do: let others have their turn, then ask again.
  kWait,   // Not yet: ask again when the feed has called `wake`.
  kEnd,    // There will be no more.
};

// Fills the messages of one stream. Asked on an executor, by one thread at a time, and only when
// the message before is on its way, so that a slow reader costs neither a thread nor memory.
template <typename Response>
class Feed {
 public:
  // `wake`, which the feed was made with, is not called any more when this returns.
  virtual ~Feed() = default;

  // Fills the next message. An error ends the stream.
  virtual absl::StatusOr<Step> Next(Response* response) = 0;
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
template <typename Request, typename Response>
class FeedWriter final : public Reactor {
 public:
  using Open = std::function<absl::StatusOr<std::unique_ptr<Feed<Response>>>(const Call&,
                                                                             const Request&, Wake)>;

  FeedWriter(Executor& admission, Executor& executor, std::unique_ptr<ServerStreamCall> served,
             Call call, Open open)
      : executor_(executor),
        served_(std::move(served)),
        call_(std::move(call)),
        open_(std::move(open)) {
    served_->SetReactor(this);
    const auto refuse = [this] { End(Overloaded()); };
    const size_t bytes = served_->request().Length();
    if (!admission.Submit([this] { Begin(); }, refuse, bytes)) refuse();
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(Gone());
    SetState(State::kWorking);
    executor_.Continue([this] { Work(); });
  }

  // A stream that works or writes finds out by itself.
  void OnCancel() override {
    {
      const std::lock_guard lock(mutex_);
      is_cancelled_ = true;
      if (state_ != State::kWaiting) return;
      state_ = State::kEnded;
    }
    End(Gone());
  }

  void OnDone() override { delete this; }

 private:
  enum class State { kWorking, kWriting, kWaiting, kEnded };

  static absl::Status Gone() { return absl::CancelledError("the client has gone"); }

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
    executor_.Continue([this] { Work(); });
  }

  void Begin() {
    const absl::Status status = Guarded([this]() -> absl::Status {
      if (absl::Status wanted = StillWanted(call_); !wanted.ok()) return wanted;
      Request request;
      if (absl::Status read = ReadMessage(served_->request(), request); !read.ok()) return read;
      served_->request().Clear();
      auto feed = open_(call_, request, [this] { WakeUp(); });
      if (feed.ok()) feed_ = *std::move(feed);
      return feed.status();
    });
    if (!status.ok()) return End(status);
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
      if (call_.IsCancelled()) return Gone();
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
    if (call_.IsCancelled()) return End(Gone());
    executor_.Continue([this] { Work(); });
  }

  // Returns whether the stream waits now: not if it has been woken, or cancelled, meanwhile.
  bool Rest() {
    const std::lock_guard lock(mutex_);
    if (is_woken_ || is_cancelled_) return false;
    state_ = State::kWaiting;
    return true;
  }

  void End(const absl::Status& status) {
    SetState(State::kEnded);
    EndCall(*served_, call_, status, {});
  }

  Executor& executor_;
  const std::unique_ptr<ServerStreamCall> served_;
  const Call call_;
  const Open open_;

  std::mutex mutex_;  // Guards the members below.
  State state_ = State::kWorking;
  bool is_woken_ = false;  // While it worked.
  bool is_cancelled_ = false;

  std::unique_ptr<Feed<Response>> feed_;  // The last: until it ends, it may wake the stream.
};

}  // namespace internal

}  // namespace sennight::rpc
