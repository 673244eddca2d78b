// A service whose methods take and return messages.
//
//   class TopicService final : public rpc::TypedService {
//    public:
//     explicit TopicService(rpc::Dispatcher& dispatcher) : TypedService(dispatcher) {
//       Unary(&TopicService::Get);
//     }
//
//    private:
//     absl::StatusOr<GetTopicResponse> Get(const rpc::Call& call, const GetTopicRequest& request);
//   };
//
// The request's type says which method of the contract it is. Whoever may not call is answered
// UNAUTHENTICATED or PERMISSION_DENIED. Too much work (executor.h) is answered RESOURCE_EXHAUSTED
// with RetryInfo; a call whose deadline has passed in the queue is not begun. An exception that
// leaves a method is a bug: it is logged and answered INTERNAL.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/rpc/answers.h"
#include "common/rpc/dispatcher.h"
#include "common/rpc/feed.h"
#include "common/rpc/handler.h"
#include "common/rpc/service.h"

namespace sennight::rpc {

// Requests of at most so many bytes are read, checked and prepared in a few tens of microseconds,
// about as long as it takes to wake another thread for them.
inline constexpr size_t kMostBytesBegunAtOnce = 8 * 1024;

// Where an asynchronous method is called.
enum class Begins {
  kOnExecutor,
  // On the loop's thread, which must neither wait nor work for long, unless the request is larger
  // than kMostBytesBegunAtOnce. Nothing is shed here: the method bounds what waits for it.
  kAtOnce,
};

// Methods are called on several threads at once. `Self` below is the class that adds them.
class TypedService : public Service {
 protected:
  // `dispatcher` must outlive the service and its server.
  explicit TypedService(Dispatcher& dispatcher) : dispatcher_(dispatcher) {}

  // Answers a unary method on the executor.
  template <typename Self, typename Request, typename Response>
  void Unary(absl::StatusOr<Response> (Self::*method)(const Call&, const Request&)) {
    AddTypedUnary<Request, Response>(
        [self = static_cast<Self*>(this), method](const Call& call, const Request& request,
                                                  const Done<Response>& done) {
          done((self->*method)(call, request));
        },
        Begins::kOnExecutor);
  }

  // Answers a unary method that may return before it has an answer: what waits for others costs no
  // thread. Call and request are there until it has been given.
  template <typename Self, typename Request, typename Response>
  void AsyncUnary(void (Self::*method)(const Call&, const Request&, Done<Response>),
                  Begins begins = Begins::kOnExecutor) {
    AddTypedUnary<Request, Response>(
        [self = static_cast<Self*>(this), method](const Call& call, const Request& request,
                                                  Done<Response> done) {
          (self->*method)(call, request, std::move(done));
        },
        begins);
  }

  // Answers a server-streaming method by a producer, which is asked for the next message when the
  // one before has been sent, so that a slow reader costs neither a thread nor memory. The request
  // is there as long as the producer.
  template <typename Self, typename Request, typename Response>
  void ServerStream(absl::StatusOr<Producer<Response>> (Self::*method)(const Call&,
                                                                       const Request&)) {
    AddStream<Request>([this, self = static_cast<Self*>(this), method](
                           std::unique_ptr<ServerStreamCall> served, Call call) {
      new internal::StreamWriter<Request, Response>(
          dispatcher_.executor(), std::move(served), std::move(call),
          [self, method](const Call& of, const Request& request) {
            return (self->*method)(of, request);
          });
    });
  }

  // Answers a server-streaming method by a feed. It is opened on the dispatcher's executor, as
  // every call, and then asked on `executor`, which must outlive the server. Lasts until the client
  // cancels, or until the client's deadline if there is one.
  template <typename Self, typename Request, typename Response>
  void LastingStream(absl::StatusOr<std::unique_ptr<Feed<Response>>> (Self::*method)(const Call&,
                                                                                     const Request&,
                                                                                     Wake),
                     Executor& executor) {
    AddStream<Request>([this, &executor, self = static_cast<Self*>(this), method](
                           std::unique_ptr<ServerStreamCall> served, Call call) {
      new internal::FeedWriter<Request, Response>(
          dispatcher_.executor(), executor, std::move(served), std::move(call),
          [self, method](const Call& of, const Request& request, Wake wake) {
            return (self->*method)(of, request, std::move(wake));
          });
    });
  }

  // Answers a client-streaming method by a consumer. The next message is read when the one before
  // has been taken.
  template <typename Self, typename Request, typename Response>
  void ClientStream(
      absl::StatusOr<std::unique_ptr<Consumer<Request, Response>>> (Self::*method)(const Call&)) {
    const std::string path = PathOf<Request>();
    AddClientStream(path, [this, path, self = static_cast<Self*>(this),
                           method](std::unique_ptr<ClientStreamCall> served) {
      absl::StatusOr<Call> call = dispatcher_.Admit(served->context(), path);
      if (!call.ok()) return Refuse(std::move(served), call.status());
      new internal::StreamReader<Request, Response>(
          dispatcher_.executor(), std::move(served), *std::move(call),
          [self, method](const Call& of) { return (self->*method)(of); });
    });
  }

  Dispatcher& dispatcher() { return dispatcher_; }

 private:
  template <typename Request>
  static std::string PathOf() {
    return MethodTaking(*Request::descriptor());
  }

  template <typename Served>
  static void Refuse(std::unique_ptr<Served> served, const absl::Status& status) {
    Served& call = (new internal::Sent<Served>(std::move(served)))->call();
    call.Finish(Answer(call.context(), status));
  }

  // `method` is a `void(const Call&, const Request&, Done<Response>)`.
  template <typename Request, typename Response, typename Method>
  void AddTypedUnary(Method method, Begins begins) {
    const std::string path = PathOf<Request>();
    AddUnary(path, [this, path, method, begins](std::unique_ptr<UnaryCall> served) {
      absl::StatusOr<Call> call = dispatcher_.Admit(served->context(), path);
      if (!call.ok()) return Refuse(std::move(served), call.status());
      // Deletes itself when it has been sent.
      auto* answer =
          new internal::UnaryAnswer<Request, Response>(std::move(served), *std::move(call));
      const auto begin = [answer, method] {
        answer->Begin([&](const Call& of, const Request& request) {
          method(of, request,
                 [answer](const absl::StatusOr<Response>& response) { answer->End(response); });
        });
      };
      const size_t bytes = answer->bytes();
      if (begins == Begins::kAtOnce && bytes <= kMostBytesBegunAtOnce) return begin();
      const auto refuse = [answer] { answer->End(Overloaded()); };
      if (!dispatcher_.executor().Submit(begin, refuse, bytes)) refuse();
    });
  }

  // `begin` is a `void(std::unique_ptr<ServerStreamCall>, Call)`.
  template <typename Request, typename Begin>
  void AddStream(Begin begin) {
    const std::string path = PathOf<Request>();
    AddServerStream(path, [this, path, begin](std::unique_ptr<ServerStreamCall> served) {
      absl::StatusOr<Call> call = dispatcher_.Admit(served->context(), path);
      if (!call.ok()) return Refuse(std::move(served), call.status());
      begin(std::move(served), *std::move(call));
    });
  }

  Dispatcher& dispatcher_;
};

}  // namespace sennight::rpc
