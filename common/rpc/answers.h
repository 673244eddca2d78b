// Calls that have been admitted, each answered by a method of a typed service. Each deletes itself
// when it is over.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/call_log.h"
#include "common/rpc/executor.h"
#include "common/rpc/handler.h"
#include "common/rpc/message.h"
#include "common/rpc/served_call.h"
#include "common/rpc/status.h"

namespace sennight::rpc {

// Requests of at most so many bytes are read, checked and prepared in a few tens of microseconds,
// about as long as it takes to wake another thread for them.
inline constexpr size_t kMostBytesBegunAtOnce = 8 * 1024;

namespace internal {

// Takes over the id that the request itself carries, if requests of the method may carry one.
template <typename Request>
void ReadRequestId(const Request& request, Call& call) {
  if constexpr (requires { request.request_id(); }) call.set_request_id(request.request_id());
}

// Queues `answer` to be begun, or ends it.
template <typename Answer>
void Submit(Executor& executor, Answer* answer, size_t bytes) {
  const absl::Status submitted = Guarded([&] {
    const auto refuse = [answer] { answer->End(Overloaded()); };
    const bool has_room = executor.Submit([answer] { answer->Begin(); }, refuse, bytes);
    return has_room ? absl::OkStatus() : Overloaded();
  });
  if (!submitted.ok()) answer->End(submitted);
}

// Concludes a call and finishes it, with its answer if there is one.
template <typename Served, typename Response>
void EndWith(Served& served, const Call& call, const absl::StatusOr<Response>& answer,
             std::string_view topic) {
  absl::StatusOr<grpc::ByteBuffer> bytes;  // Not OK until they are written.
  const absl::Status status = Guarded([&] {
    bytes = answer.ok() ? WriteMessage(*answer) : answer.status();
    if (bytes.ok()) Conclude(call, absl::OkStatus(), topic);
    return bytes.status();
  });
  if (!bytes.ok()) return EndCall(served, call, status, topic);
  // Concluded it is, though there may have been no memory to do so.
  status.ok() ? served.Finish(*std::move(bytes)) : FinishCall(served, status);
}

// One request, one answer. `Method` is a `void(const Call&, const Request&, Done<Response>)`.
template <typename Request, typename Response, typename Method>
class UnaryAnswer final : public Reactor {
 public:
  UnaryAnswer(UnaryCall& served, Call call, const Method& method)
      : served_(&served), call_(std::move(call)), method_(method) {
    served_->SetReactor(this);
  }

  // Begins on this thread if `is_quick` says so of the request, which it reads for that; or else on
  // the executor.
  void Start(Executor& executor, bool (*is_quick)(const Request&)) {
    const size_t bytes = served_->request().Length();
    if (is_quick != nullptr && bytes <= kMostBytesBegunAtOnce) {
      if (absl::Status read = Read(); !read.ok()) return End(read);
      if (is_quick(request_)) return Begin();
    }
    Submit(executor, this, bytes);
  }

  // Calls the method; if the call is not wanted any more, or the method throws, that is the answer.
  void Begin() {
    const absl::Status begun = Guarded([this]() -> absl::Status {
      if (absl::Status wanted = StillWanted(call_); !wanted.ok()) return wanted;
      if (absl::Status read = Read(); !read.ok()) return read;
      method_(static_cast<const Call&>(call_), static_cast<const Request&>(request_),
              [this](const absl::StatusOr<Response>& answer) {
                EndWith(*served_, call_, answer, topic_);
              });
      return absl::OkStatus();
    });
    if (!begun.ok()) End(begun);
  }

  void End(const absl::Status& status) { EndCall(*served_, call_, status, topic_); }

  void OnDone() override { delete this; }

 private:
  // Reads the request if that has not been done.
  absl::Status Read() {
    if (std::exchange(has_read_, true)) return absl::OkStatus();
    return Guarded([this]() -> absl::Status {
      if (absl::Status read = ReadMessage(served_->request(), request_); !read.ok()) return read;
      served_->request().Clear();
      ReadRequestId(request_, call_);
      topic_ = TopicOf(request_);
      return absl::OkStatus();
    });
  }

  const std::unique_ptr<UnaryCall> served_;
  Call call_;
  const Method method_;
  bool has_read_ = false;
  Request request_;
  std::string topic_;  // The request's, of which the method may take what it needs.
};

// Answers by a consumer; while it takes a message, the next one is received. `Open` is an
// `absl::StatusOr<std::unique_ptr<Consumer<Request, Response>>>(const Call&)`.
template <typename Request, typename Response, typename Open>
class StreamReader final : public Reactor {
 public:
  StreamReader(ClientStreamCall& served, Call call, const Open& open, Executor& executor)
      : served_(&served), call_(std::move(call)), open_(open), executor_(executor) {
    served_->SetReactor(this);
  }

  void Start() { Submit(executor_, this, 0); }

  void OnReadDone(ReadResult result) override {
    {
      const std::lock_guard lock(mutex_);
      received_ = result;
      // Who takes the message before goes on with this one, unless the call has been ended.
      if (std::exchange(is_taken_, true)) return;
    }
    GoOn(result);
  }

  // A consumer may have to wait for what it has begun: not on the loop's thread.
  void OnDone() noexcept override {
    executor_.Continue([this] { delete this; });
  }

  void Begin() {
    const absl::Status status = Guarded([this]() -> absl::Status {
      if (absl::Status wanted = StillWanted(call_); !wanted.ok()) return wanted;
      auto consumer = open_(call_);
      if (consumer.ok()) consumer_ = *std::move(consumer);
      return consumer.status();
    });
    if (!status.ok()) return End(status);
    served_->Read();
  }

  void End(const absl::Status& status) { EndCall(*served_, call_, status, topic_); }

 private:
  // Without memory for it nobody would go on: hence the noexcept.
  void GoOn(ReadResult result) noexcept {
    executor_.Continue([this, result] {
      switch (result) {
        case ReadResult::kMessage:
          return Consume();
        case ReadResult::kEnd:
          return Complete();
        case ReadResult::kLost:
          return End(ClientHasGone());
      }
    });
  }

  // Called when one has been received, by whom is_taken_ was set.
  void Consume() {
    const absl::Status status = Guarded([this]() -> absl::Status {
      if (absl::Status wanted = StillWanted(call_); !wanted.ok()) return wanted;
      Request message;
      if (absl::Status read = ReadMessage(served_->request(), message); !read.ok()) return read;
      served_->request().Clear();
      {
        const std::lock_guard lock(mutex_);
        received_.reset();
      }
      served_->Read();
      if (topic_.empty()) topic_ = TopicOf(message);
      return consumer_->Consume(std::move(message));
    });
    if (!status.ok()) return End(status);
    std::optional<ReadResult> next;
    {
      const std::lock_guard lock(mutex_);
      next = received_;
      is_taken_ = next.has_value();
    }
    if (next.has_value()) GoOn(*next);
  }

  void Complete() {
    absl::StatusOr<Response> answer;  // Not OK until there is one.
    const absl::Status status = Guarded([&]() -> absl::Status {
      if (absl::Status wanted = StillWanted(call_); !wanted.ok()) return wanted;
      answer = consumer_->Finish();
      return answer.status();
    });
    if (!status.ok()) return End(status);
    EndWith(*served_, call_, answer, topic_);
  }

  const std::unique_ptr<ClientStreamCall> served_;
  const Call call_;
  const Open open_;
  Executor& executor_;
  std::string topic_;  // As the first message names it.
  std::unique_ptr<Consumer<Request, Response>> consumer_;

  std::mutex mutex_;  // Guards the members below.
  std::optional<ReadResult> received_;
  bool is_taken_ = false;  // Whether somebody goes on with what is received.
};

}  // namespace internal

}  // namespace sennight::rpc
