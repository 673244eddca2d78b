// Calls that have been admitted, each answered by a method of a typed service. Each deletes itself
// when it is over.
#pragma once

#include <memory>
#include <new>
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

namespace sennight::rpc::internal {

// Takes over the id that the request itself carries, if requests of the method may carry one.
template <typename Request>
void ReadRequestId(const Request& request, Call& call) {
  if constexpr (requires { request.request_id(); }) call.set_request_id(request.request_id());
}

// Concludes a call and sends its answer, also if there is no memory to say how. `topic` is the
// request's, if it has one.
template <typename Served>
void EndCall(Served& served, const Call& call, const absl::Status& status, std::string_view topic) {
  try {
    Conclude(call, status, topic);
    served.Finish(Answer(served.context(), status));
  } catch (const std::bad_alloc&) {
    served.Finish(grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, ""));
  }
}

// A call that is finished at once; deletes itself when that has been sent.
template <typename Served>
class Sent final : public Reactor {
 public:
  explicit Sent(std::unique_ptr<Served> call) : call_(std::move(call)) { call_->SetReactor(this); }

  Served& call() { return *call_; }

  void OnDone() override { delete this; }

 private:
  const std::unique_ptr<Served> call_;
};

// One request, one answer.
template <typename Request, typename Response>
class UnaryAnswer final : public Reactor {
 public:
  UnaryAnswer(std::unique_ptr<UnaryCall> served, Call call)
      : served_(std::move(served)), call_(std::move(call)) {
    served_->SetReactor(this);
  }

  size_t bytes() const { return served_->request().Length(); }

  // Reads the request and lets `work`, a `void(const Call&, const Request&)`, see to the answer; if
  // the call is not wanted any more, or the work throws, that is the answer.
  template <typename Work>
  void Begin(const Work& work) {
    const absl::Status begun = Guarded([&]() -> absl::Status {
      if (absl::Status wanted = StillWanted(call_); !wanted.ok()) return wanted;
      if (absl::Status read = ReadMessage(served_->request(), request_); !read.ok()) return read;
      served_->request().Clear();
      ReadRequestId(request_, call_);
      topic_ = TopicOf(request_);
      work(static_cast<const Call&>(call_), static_cast<const Request&>(request_));
      return absl::OkStatus();
    });
    if (!begun.ok()) End(begun);
  }

  // Answers, once, also if there is no memory to say how.
  void End(const absl::StatusOr<Response>& answer) {
    try {
      absl::StatusOr<grpc::ByteBuffer> bytes =
          answer.ok() ? WriteMessage(*answer) : answer.status();
      if (!bytes.ok()) return End(bytes.status());
      Conclude(call_, absl::OkStatus(), topic_);
      served_->Finish(*std::move(bytes));
    } catch (const std::bad_alloc&) {
      served_->Finish(grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, ""));
    }
  }

  void End(const absl::Status& status) { EndCall(*served_, call_, status, topic_); }

  void OnDone() override { delete this; }

 private:
  const std::unique_ptr<UnaryCall> served_;
  Call call_;
  Request request_;
  std::string topic_;  // The request's, of which the method may take what it needs.
};

// Answers by a producer.
template <typename Request, typename Response>
class StreamWriter final : public Reactor {
 public:
  using Open = std::function<absl::StatusOr<Producer<Response>>(const Call&, const Request&)>;

  StreamWriter(Executor& executor, std::unique_ptr<ServerStreamCall> served, Call call, Open open)
      : executor_(executor),
        served_(std::move(served)),
        call_(std::move(call)),
        open_(std::move(open)) {
    served_->SetReactor(this);
    const auto refuse = [this] { End(Overloaded()); };
    const size_t bytes = served_->request().Length();
    if (!executor_.Submit([this] { Begin(); }, refuse, bytes)) refuse();
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(absl::CancelledError("the client has gone"));
    executor_.Continue([this] { Next(); });
  }

  // A producer may have to wait for what it has begun: not on the loop's thread.
  void OnDone() override {
    executor_.Continue([this] { delete this; });
  }

 private:
  void Begin() {
    const absl::Status status = Guarded([this]() -> absl::Status {
      if (absl::Status wanted = StillWanted(call_); !wanted.ok()) return wanted;
      if (absl::Status read = ReadMessage(served_->request(), request_); !read.ok()) return read;
      served_->request().Clear();
      ReadRequestId(request_, call_);
      absl::StatusOr<Producer<Response>> producer = open_(call_, request_);
      if (producer.ok()) producer_ = *std::move(producer);
      return producer.status();
    });
    if (!status.ok()) return End(status);
    Next();
  }

  void Next() {
    bool more = false;
    message_.Clear();
    absl::StatusOr<grpc::ByteBuffer> bytes = grpc::ByteBuffer();
    const absl::Status status = Guarded([&]() -> absl::Status {
      if (absl::Status wanted = StillWanted(call_); !wanted.ok()) return wanted;
      absl::StatusOr<bool> filled = producer_(&message_);
      if (filled.ok()) more = *filled;
      if (!more) return filled.status();
      bytes = WriteMessage(message_);
      return bytes.status();
    });
    if (!status.ok() || !more) return End(status);
    served_->Write(*bytes);
  }

  void End(const absl::Status& status) { EndCall(*served_, call_, status, TopicOf(request_)); }

  Executor& executor_;
  const std::unique_ptr<ServerStreamCall> served_;
  Call call_;
  Open open_;
  Request request_;
  Producer<Response> producer_;
  Response message_;
};

// Answers by a consumer.
template <typename Request, typename Response>
class StreamReader final : public Reactor {
 public:
  using Open =
      std::function<absl::StatusOr<std::unique_ptr<Consumer<Request, Response>>>(const Call&)>;

  StreamReader(Executor& executor, std::unique_ptr<ClientStreamCall> served, Call call, Open open)
      : executor_(executor),
        served_(std::move(served)),
        call_(std::move(call)),
        open_(std::move(open)) {
    served_->SetReactor(this);
    const auto refuse = [this] { End(Overloaded()); };
    if (!executor_.Submit([this] { Begin(); }, refuse)) refuse();
  }

  void OnReadDone(ReadResult result) override {
    executor_.Continue([this, result] {
      switch (result) {
        case ReadResult::kMessage:
          return Consume();
        case ReadResult::kEnd:
          return Complete();
        case ReadResult::kLost:
          return End(absl::CancelledError("the client has gone"));
      }
    });
  }

  // A consumer may have to wait for what it has begun: not on the loop's thread.
  void OnDone() override {
    executor_.Continue([this] { delete this; });
  }

 private:
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

  void Consume() {
    const absl::Status status = Guarded([this]() -> absl::Status {
      if (absl::Status wanted = StillWanted(call_); !wanted.ok()) return wanted;
      Request message;
      if (absl::Status read = ReadMessage(served_->message(), message); !read.ok()) return read;
      served_->message().Clear();
      if (topic_.empty()) topic_ = TopicOf(message);
      return consumer_->Consume(std::move(message));
    });
    if (!status.ok()) return End(status);
    served_->Read();
  }

  void Complete() {
    absl::StatusOr<grpc::ByteBuffer> bytes = grpc::ByteBuffer();
    const absl::Status status = Guarded([&]() -> absl::Status {
      if (absl::Status wanted = StillWanted(call_); !wanted.ok()) return wanted;
      const absl::StatusOr<Response> answer = consumer_->Finish();
      if (!answer.ok()) return answer.status();
      bytes = WriteMessage(*answer);
      return bytes.status();
    });
    if (!status.ok()) return End(status);
    Conclude(call_, status, topic_);
    served_->Finish(*std::move(bytes));
  }

  void End(const absl::Status& status) { EndCall(*served_, call_, status, topic_); }

  Executor& executor_;
  const std::unique_ptr<ClientStreamCall> served_;
  const Call call_;
  std::string topic_;  // As the first message names it.
  Open open_;
  std::unique_ptr<Consumer<Request, Response>> consumer_;
};

}  // namespace sennight::rpc::internal
