// How a service method is answered: on the executor, by a function that returns a StatusOr.
//
//   grpc::ServerUnaryReactor* GetEvent(grpc::CallbackServerContext* context,
//                                      const GetEventRequest* request,
//                                      GetEventResponse* response) override {
//     return rpc::Unary(dispatcher_, context, request, response, this, &Service::Get);
//   }
//
// Whoever may not call is answered UNAUTHENTICATED or PERMISSION_DENIED. A full queue is answered
// RESOURCE_EXHAUSTED with RetryInfo; a call whose deadline has passed in the queue is not begun. An
// exception that leaves a method is a bug: it is logged and answered INTERNAL.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <grpcpp/grpcpp.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/dispatcher.h"
#include "common/rpc/executor.h"
#include "common/rpc/status.h"

namespace sennight::rpc {

// The status of a call that found the queue full.
absl::Status Overloaded();

// Returns why a call that has waited need not be begun; OK if it should.
absl::Status StillWanted(const Call& call);

// Writes one line for a call that failed on the server's side.
void LogFailure(const grpc::CallbackServerContext& context, const Call& call,
                const absl::Status& status);

// Answers a call that is not admitted. `Reactor` is the reactor of the method's shape.
template <typename Reactor>
class Refusal final : public Reactor {
 public:
  explicit Refusal(const grpc::Status& status) { this->Finish(status); }

  void OnDone() override { delete this; }
};

// Returns what is sent for `status`, and marks an UNAVAILABLE of our own, which means that what we
// need cannot be reached: it has a reason (`DEPENDENCY_UNAVAILABLE` if the method gave none), and
// the caller's channel does not repeat the call, since each service repeats its own calls. So an
// outage is met by one round of retries, not by the product of all.
grpc::Status Answer(grpc::CallbackServerContext& context, const absl::Status& status);

// Runs `work`, turning an exception into INTERNAL.
absl::Status Guarded(const std::function<absl::Status()>& work);

// Receives the messages of a client's stream, one at a time, on the executor.
template <typename Request, typename Response>
class Consumer {
 public:
  virtual ~Consumer() = default;

  // Takes the next message. An error ends the call.
  virtual absl::Status Consume(Request request) = 0;

  // Answers when the client has sent everything.
  virtual absl::StatusOr<Response> Finish() = 0;
};

// Fills the next message of a server's stream, on the executor; false at the end.
template <typename Response>
using Producer = std::function<absl::StatusOr<bool>(Response*)>;

// Ends a call; what failed on the server's side is logged.
template <typename Reactor>
void End(Reactor& reactor, grpc::CallbackServerContext& context, const Call& call,
         const absl::Status& status) {
  if (!status.ok()) LogFailure(context, call, status);
  reactor.Finish(Answer(context, status));
}

namespace internal {

// The path of the method that takes a Request.
template <typename Request>
const std::string& MethodOf() {
  static const std::string method = MethodTaking(*Request::descriptor());
  return method;
}

template <typename Response>
class StreamWriter final : public grpc::ServerWriteReactor<Response> {
 public:
  using Open = std::function<absl::StatusOr<Producer<Response>>(const Call&)>;

  StreamWriter(Executor& executor, grpc::CallbackServerContext* context, Call call, Open open)
      : executor_(executor), context_(context), call_(std::move(call)), open_(std::move(open)) {
    if (!executor_.Submit([this] { Begin(); })) {
      End(*this, *context_, call_, Overloaded());
    }
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(*this, *context_, call_, absl::CancelledError("the client has gone"));
    executor_.Continue([this] { Next(); });
  }

  void OnDone() override { delete this; }

 private:
  void Begin() {
    const absl::Status status = Guarded([this]() -> absl::Status {
      if (absl::Status wanted = StillWanted(call_); !wanted.ok()) return wanted;
      absl::StatusOr<Producer<Response>> producer = open_(call_);
      if (producer.ok()) producer_ = *std::move(producer);
      return producer.status();
    });
    if (!status.ok()) return End(*this, *context_, call_, status);
    Next();
  }

  void Next() {
    bool more = false;
    message_.Clear();
    const absl::Status status = Guarded([this, &more]() -> absl::Status {
      if (absl::Status wanted = StillWanted(call_); !wanted.ok()) return wanted;
      absl::StatusOr<bool> filled = producer_(&message_);
      if (filled.ok()) more = *filled;
      return filled.status();
    });
    if (!status.ok() || !more) return End(*this, *context_, call_, status);
    this->StartWrite(&message_);
  }

  Executor& executor_;
  grpc::CallbackServerContext* context_;
  Call call_;
  Open open_;
  Producer<Response> producer_;
  Response message_;
};

template <typename Request, typename Response>
class StreamReader final : public grpc::ServerReadReactor<Request> {
 public:
  using Open =
      std::function<absl::StatusOr<std::unique_ptr<Consumer<Request, Response>>>(const Call&)>;

  StreamReader(Executor& executor, grpc::CallbackServerContext* context, Call call,
               Response* response, Open open)
      : executor_(executor),
        context_(context),
        call_(std::move(call)),
        response_(response),
        open_(std::move(open)) {
    if (!executor_.Submit([this] { Begin(); })) {
      End(*this, *context_, call_, Overloaded());
    }
  }

  void OnReadDone(bool ok) override {
    executor_.Continue([this, ok] { ok ? Consume() : Complete(); });
  }

  // A consumer may have to wait for what it has begun: not on gRPC's own thread.
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
    if (!status.ok()) return End(*this, *context_, call_, status);
    this->StartRead(&message_);
  }

  void Consume() {
    const absl::Status status = Guarded([this]() -> absl::Status {
      if (absl::Status wanted = StillWanted(call_); !wanted.ok()) return wanted;
      return consumer_->Consume(std::move(message_));
    });
    if (!status.ok()) return End(*this, *context_, call_, status);
    message_.Clear();
    this->StartRead(&message_);
  }

  void Complete() {
    const absl::Status status = Guarded([this]() -> absl::Status {
      if (absl::Status wanted = StillWanted(call_); !wanted.ok()) return wanted;
      absl::StatusOr<Response> answer = consumer_->Finish();
      if (answer.ok()) *response_ = *std::move(answer);
      return answer.status();
    });
    End(*this, *context_, call_, status);
  }

  Executor& executor_;
  grpc::CallbackServerContext* context_;
  Call call_;
  Response* response_;
  Open open_;
  std::unique_ptr<Consumer<Request, Response>> consumer_;
  Request message_;
};

}  // namespace internal

// Ends a call that was admitted with what `work`, an `absl::Status(const Call&)`, returns on the
// executor.
template <typename Work>
void EndOnExecutor(Dispatcher& dispatcher, grpc::ServerUnaryReactor& reactor,
                   grpc::CallbackServerContext& context, const Call& call, Work work) {
  const bool queued =
      dispatcher.executor().Submit([&reactor, &context, call, work = std::move(work)] {
        End(reactor, context, call, Guarded([&]() -> absl::Status {
              if (absl::Status wanted = StillWanted(call); !wanted.ok()) return wanted;
              return work(call);
            }));
      });
  if (!queued) End(reactor, context, call, Overloaded());
}

// Answers a unary method by `absl::StatusOr<Response> Service::Method(Call, Request)`. The method
// may be called on several threads at once.
template <typename Request, typename Response, typename Service, typename Method>
grpc::ServerUnaryReactor* Unary(Dispatcher& dispatcher, grpc::CallbackServerContext* context,
                                const Request* request, Response* response, Service* service,
                                Method method) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::StatusOr<Call> admitted = dispatcher.Admit(*context, internal::MethodOf<Request>());
  if (!admitted.ok()) {
    reactor->Finish(Answer(*context, admitted.status()));
    return reactor;
  }
  EndOnExecutor(dispatcher, *reactor, *context, *admitted, [=](const Call& call) {
    absl::StatusOr<Response> answer = (service->*method)(call, *request);
    if (answer.ok()) *response = *std::move(answer);
    return answer.status();
  });
  return reactor;
}

// Answers a server-streaming method by a producer, which
// `absl::StatusOr<Producer<Response>> Service::Method(Call, Request)` returns. The producer is
// asked for the next message when the one before is on its way, so that a slow reader costs neither
// a thread nor memory.
template <typename Request, typename Response, typename Service>
grpc::ServerWriteReactor<Response>* ServerStream(
    Dispatcher& dispatcher, grpc::CallbackServerContext* context, const Request* request,
    Service* service,
    absl::StatusOr<Producer<Response>> (Service::*method)(const Call&, const Request&)) {
  absl::StatusOr<Call> admitted = dispatcher.Admit(*context, internal::MethodOf<Request>());
  if (!admitted.ok()) {
    return new Refusal<grpc::ServerWriteReactor<Response>>(Answer(*context, admitted.status()));
  }
  return new internal::StreamWriter<Response>(
      dispatcher.executor(), context, *std::move(admitted),
      [=](const Call& call) { return (service->*method)(call, *request); });
}

// Answers a client-streaming method by a consumer, which
// `absl::StatusOr<std::unique_ptr<Consumer<Request, Response>>> Service::Method(Call)` returns. The
// next message is read when the one before has been taken.
template <typename Request, typename Response, typename Service>
grpc::ServerReadReactor<Request>* ClientStream(
    Dispatcher& dispatcher, grpc::CallbackServerContext* context, Response* response,
    Service* service,
    absl::StatusOr<std::unique_ptr<Consumer<Request, Response>>> (Service::*method)(const Call&)) {
  absl::StatusOr<Call> admitted = dispatcher.Admit(*context, internal::MethodOf<Request>());
  if (!admitted.ok()) {
    return new Refusal<grpc::ServerReadReactor<Request>>(Answer(*context, admitted.status()));
  }
  return new internal::StreamReader<Request, Response>(
      dispatcher.executor(), context, *std::move(admitted), response,
      [=](const Call& call) { return (service->*method)(call); });
}

}  // namespace sennight::rpc
