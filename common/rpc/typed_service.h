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
        nullptr);
  }

  // Answers a unary method that may return before it has an answer: what waits for others costs no
  // thread. Call and request are there until it has been given.
  //
  // Where `is_quick` is given and says so of a request, of kMostBytesBegunAtOnce at most, the
  // method is called on the loop's thread, and must neither wait nor work for long. Nothing is shed
  // there: it bounds what waits for it.
  template <typename Self, typename Request, typename Response>
  void AsyncUnary(void (Self::*method)(const Call&, const Request&, Done<Response>),
                  bool (*is_quick)(const Request&) = nullptr) {
    AddTypedUnary<Request, Response>(
        [self = static_cast<Self*>(this), method](const Call& call, const Request& request,
                                                  Done<Response> done) {
          (self->*method)(call, request, std::move(done));
        },
        is_quick);
  }

  // Says of all requests of a method that they are quick.
  template <typename Request>
  static bool AlwaysQuick(const Request& /*request*/) {
    return true;
  }

  // Answers a server-streaming method by a feed, which is asked for the next message when the one
  // before has been sent. The request is there as long as the feed.
  template <typename Self, typename Request, typename Response>
  void ServerStream(absl::StatusOr<std::unique_ptr<Feed<Response>>> (Self::*method)(
      const Call&, const Request&)) {
    AddStream<Request, Response>(
        [self = static_cast<Self*>(this), method](const Call& call, const Request& request,
                                                  const Wake& /*wake*/) {
          return (self->*method)(call, request);
        },
        dispatcher_.executor(), false);
  }

  // The same of a stream that lasts until the client cancels, or until the client's deadline if
  // there is one. The feed is opened on the dispatcher's executor, as every call, and then asked on
  // `executor`, which must outlive the server.
  template <typename Self, typename Request, typename Response>
  void LastingStream(absl::StatusOr<std::unique_ptr<Feed<Response>>> (Self::*method)(const Call&,
                                                                                     const Request&,
                                                                                     Wake),
                     Executor& executor) {
    AddStream<Request, Response>(
        [self = static_cast<Self*>(this), method](const Call& call, const Request& request,
                                                  Wake wake) {
          return (self->*method)(call, request, std::move(wake));
        },
        executor, true);
  }

  // Answers a client-streaming method by a consumer. The next message is read when the one before
  // has been taken.
  template <typename Self, typename Request, typename Response>
  void ClientStream(
      absl::StatusOr<std::unique_ptr<Consumer<Request, Response>>> (Self::*method)(const Call&)) {
    const auto open = [self = static_cast<Self*>(this), method](const Call& call) {
      return (self->*method)(call);
    };
    AddClientStream(PathOf<Request>(), Admitted<Request>([this, open](auto& served, Call& call) {
                      using Reader = internal::StreamReader<Request, Response, decltype(open)>;
                      (new Reader(served, std::move(call), open, dispatcher_.executor()))->Start();
                    }));
  }

  Dispatcher& dispatcher() { return dispatcher_; }

 private:
  template <typename Request>
  static std::string PathOf() {
    return MethodTaking(*Request::descriptor());
  }

  // Admits a call before `begin`, a `void(Served&, Call&)`, takes both, or takes neither and
  // throws; whoever may not call is told so.
  template <typename Request, typename Begin>
  auto Admitted(const Begin& begin) {
    return [this, path = PathOf<Request>(), begin](auto& served) {
      absl::StatusOr<Call> call = dispatcher_.Admit(served.context(), path);
      if (!call.ok()) return FinishCall(served, call.status());
      const absl::Status begun = Guarded([&] {
        begin(served, *call);
        return absl::OkStatus();
      });
      if (!begun.ok()) EndCall(served, *call, begun, {});
    };
  }

  // What answers deletes itself when it is over.

  // `method` is a `void(const Call&, const Request&, Done<Response>)`.
  template <typename Request, typename Response, typename Method>
  void AddTypedUnary(const Method& method, bool (*is_quick)(const Request&)) {
    AddUnary(
        PathOf<Request>(), Admitted<Request>([this, method, is_quick](auto& served, Call& call) {
          using Answer = internal::UnaryAnswer<Request, Response, Method>;
          (new Answer(served, std::move(call), method))->Start(dispatcher_.executor(), is_quick);
        }));
  }

  template <typename Request, typename Response, typename Open>
  void AddStream(const Open& open, Executor& executor, bool lasts) {
    AddServerStream(PathOf<Request>(),
                    Admitted<Request>([this, open, &executor, lasts](auto& served, Call& call) {
                      using Writer = internal::FeedWriter<Request, Response, Open>;
                      (new Writer(served, std::move(call), open, executor, lasts))
                          ->Start(dispatcher_.executor());
                    }));
  }

  Dispatcher& dispatcher_;
};

}  // namespace sennight::rpc
