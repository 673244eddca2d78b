// How a service method is answered: on the executor, by a function that returns a StatusOr.
//
//   grpc::ServerUnaryReactor* GetEvent(grpc::CallbackServerContext* context,
//                                      const GetEventRequest* request,
//                                      GetEventResponse* response) override {
//     return rpc::Unary(dispatcher_, context, request, response, this, &Service::Get);
//   }
//
// Whoever may not call is answered UNAUTHENTICATED or PERMISSION_DENIED. Too much work (executor.h)
// is answered RESOURCE_EXHAUSTED with RetryInfo; a call whose deadline has passed in the queue is
// not begun. An exception that leaves a method is a bug: it is logged and answered INTERNAL.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <grpcpp/grpcpp.h>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/call_log.h"
#include "common/rpc/dispatcher.h"
#include "common/rpc/executor.h"
#include "common/rpc/status.h"

namespace sennight::rpc {

// The status of a call that found the queue full, or for which there is no memory.
absl::Status Overloaded();

// Returns why a call that has waited need not be begun; OK if it should.
absl::Status StillWanted(const Call& call);

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

// Runs `work`, turning an exception into INTERNAL, one for want of memory into RESOURCE_EXHAUSTED.
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
using Producer = absl::AnyInvocable<absl::StatusOr<bool>(Response*)>;

// Concludes a call and sends its answer. `topic` is the request's, if it has one.
template <typename Reactor>
void End(Reactor& reactor, grpc::CallbackServerContext& context, const Call& call,
         const absl::Status& status, std::string_view topic) {
  Conclude(call, status, topic);
  reactor.Finish(Answer(context, status));
}

namespace internal {

// The path of the method that takes a Request.
template <typename Request>
const std::string& MethodOf() {
  static const std::string method = MethodTaking(*Request::descriptor());
  return method;
}

// Takes over the id that the request itself carries, if requests of the method may carry one.
template <typename Request>
void ReadRequestId(const Request& request, Call& call) {
  if constexpr (requires { request.request_id(); }) call.set_request_id(request.request_id());
}

template <typename Response>
class StreamWriter final : public grpc::ServerWriteReactor<Response> {
 public:
  using Open = std::function<absl::StatusOr<Producer<Response>>(const Call&)>;

  StreamWriter(Executor& executor, grpc::CallbackServerContext* context, Call call,
               std::string_view topic, Open open)
      : executor_(executor),
        context_(context),
        call_(std::move(call)),
        topic_(topic),
        open_(std::move(open)) {
    const auto refuse = [this] { End(*this, *context_, call_, Overloaded(), topic_); };
    if (!executor_.Submit([this] { Begin(); }, refuse)) refuse();
  }

  void OnWriteDone(bool ok) override {
    if (!ok)
      return End(*this, *context_, call_, absl::CancelledError("the client has gone"), topic_);
    executor_.Continue([this] { Next(); });
  }

  // A producer may have to wait for what it has begun: not on gRPC's own thread.
  void OnDone() override {
    executor_.Continue([this] { delete this; });
  }

 private:
  void Begin() {
    const absl::Status status = Guarded([this]() -> absl::Status {
      if (absl::Status wanted = StillWanted(call_); !wanted.ok()) return wanted;
      absl::StatusOr<Producer<Response>> producer = open_(call_);
      if (producer.ok()) producer_ = *std::move(producer);
      return producer.status();
    });
    if (!status.ok()) return End(*this, *context_, call_, status, topic_);
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
    if (!status.ok() || !more) return End(*this, *context_, call_, status, topic_);
    this->StartWrite(&message_);
  }

  Executor& executor_;
  grpc::CallbackServerContext* context_;
  Call call_;
  const std::string topic_;
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
    const auto refuse = [this] { End(*this, *context_, call_, Overloaded(), topic_); };
    if (!executor_.Submit([this] { Begin(); }, refuse)) refuse();
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
    if (!status.ok()) return End(*this, *context_, call_, status, topic_);
    this->StartRead(&message_);
  }

  void Consume() {
    const absl::Status status = Guarded([this]() -> absl::Status {
      if (absl::Status wanted = StillWanted(call_); !wanted.ok()) return wanted;
      if (topic_.empty()) topic_ = TopicOf(message_);
      return consumer_->Consume(std::move(message_));
    });
    if (!status.ok()) return End(*this, *context_, call_, status, topic_);
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
    End(*this, *context_, call_, status, topic_);
  }

  Executor& executor_;
  grpc::CallbackServerContext* context_;
  Call call_;
  std::string topic_;  // As the first message names it.
  Response* response_;
  Open open_;
  std::unique_ptr<Consumer<Request, Response>> consumer_;
  Request message_;
};

}  // namespace internal

// A unary call that was admitted and is not answered yet. Deletes itself when it is.
class PendingCall final {
 public:
  // `reactor` and `context` are of the call, `topic` of its request.
  PendingCall(grpc::ServerUnaryReactor& reactor, grpc::CallbackServerContext& context, Call call,
              std::string_view topic)
      : reactor_(reactor), context_(context), call_(std::move(call)), topic_(topic) {}

  PendingCall(const PendingCall&) = delete;
  PendingCall& operator=(const PendingCall&) = delete;

  const Call& call() const { return call_; }

  // Answers, once.
  void Answer(const absl::Status& status) {
    const std::unique_ptr<PendingCall> ended(this);
    End(reactor_, context_, call_, status, topic_);
  }

  // Runs `work`, an `absl::Status(const Call&)`, if the call is still wanted.
  template <typename Work>
  absl::Status Begin(const Work& work) const {
    return Guarded([&]() -> absl::Status {
      if (absl::Status wanted = StillWanted(call_); !wanted.ok()) return wanted;
      return work(call_);
    });
  }

 private:
  grpc::ServerUnaryReactor& reactor_;
  grpc::CallbackServerContext& context_;
  const Call call_;
  const std::string topic_;
};

// Ends a call that was admitted with what `work`, an `absl::Status(const Call&)`, returns on the
// executor. `topic` and `bytes` are of the request.
template <typename Work>
void EndOnExecutor(Dispatcher& dispatcher, grpc::ServerUnaryReactor& reactor,
                   grpc::CallbackServerContext& context, Call call, std::string_view topic,
                   size_t bytes, Work work) {
  auto* pending = new PendingCall(reactor, context, std::move(call), topic);
  const auto refuse = [pending] { pending->Answer(Overloaded()); };
  const auto answer = [pending, work = std::move(work)] { pending->Answer(pending->Begin(work)); };
  if (!dispatcher.executor().Submit(answer, refuse, bytes)) refuse();
}

// Answers a unary method by `absl::StatusOr<Response> Service::Method(Call, Request)`. The method
// may be called on several threads at once.
template <typename Request, typename Response, typename Service, typename Method>
grpc::ServerUnaryReactor* Unary(Dispatcher& dispatcher, grpc::CallbackServerContext* context,
                                const Request* request, Response* response, Service* service,
                                Method method) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  absl::StatusOr<Call> admitted = dispatcher.Admit(*context, internal::MethodOf<Request>());
  if (!admitted.ok()) {
    reactor->Finish(Answer(*context, admitted.status()));
    return reactor;
  }
  internal::ReadRequestId(*request, *admitted);
  EndOnExecutor(dispatcher, *reactor, *context, *std::move(admitted), TopicOf(*request),
                request->ByteSizeLong(), [=](const Call& call) {
                  absl::StatusOr<Response> answer = (service->*method)(call, *request);
                  if (answer.ok()) *response = *std::move(answer);
                  return answer.status();
                });
  return reactor;
}

// Takes the answer of a call, once, on any thread.
template <typename Response>
using Done = std::function<void(absl::StatusOr<Response>)>;

namespace internal {

// Lets `method` answer the call, now or later.
template <typename Request, typename Response, typename Service>
void BeginAnswer(PendingCall& pending, const Request& request, Response* response, Service* service,
                 void (Service::*method)(const Call&, const Request&, Done<Response>)) {
  const absl::Status begun = pending.Begin([&](const Call& call) {
    (service->*method)(call, request, [&pending, response](absl::StatusOr<Response> answer) {
      if (answer.ok()) *response = *std::move(answer);
      pending.Answer(answer.status());
    });
    return absl::OkStatus();
  });
  if (!begun.ok()) pending.Answer(begun);
}

}  // namespace internal

// Where an asynchronous method is called.
enum class Begins {
  kOnExecutor,
  // On gRPC's own thread, which must neither wait nor work for long. Nothing is shed here: the
  // method bounds what waits for it.
  kAtOnce,
};

// Answers a unary method by `void Service::Method(Call, Request, Done<Response>)`, which may return
// before it has an answer: what waits for others costs no thread.
template <typename Request, typename Response, typename Service>
grpc::ServerUnaryReactor* AsyncUnary(Dispatcher& dispatcher, grpc::CallbackServerContext* context,
                                     const Request* request, Response* response, Service* service,
                                     void (Service::*method)(const Call&, const Request&,
                                                             Done<Response>),
                                     Begins begins = Begins::kOnExecutor) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  absl::StatusOr<Call> admitted = dispatcher.Admit(*context, internal::MethodOf<Request>());
  if (!admitted.ok()) {
    reactor->Finish(Answer(*context, admitted.status()));
    return reactor;
  }
  internal::ReadRequestId(*request, *admitted);
  auto* pending = new PendingCall(*reactor, *context, *std::move(admitted), TopicOf(*request));
  const auto begin = [=] { internal::BeginAnswer(*pending, *request, response, service, method); };
  if (begins == Begins::kAtOnce) {
    begin();
    return reactor;
  }
  const auto refuse = [pending] { pending->Answer(Overloaded()); };
  if (!dispatcher.executor().Submit(begin, refuse, request->ByteSizeLong())) refuse();
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
      dispatcher.executor(), context, *std::move(admitted), TopicOf(*request),
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
