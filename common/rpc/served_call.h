// Calls that are being answered, as gRPC's completion queues know them. Messages are bytes here:
// whoever answers reads them, on the thread where that does no harm.
//
// What begins something of a call needs memory of gRPC's only. If gRPC lacks it, nothing is known
// of the call any more, and the process ends: hence their noexcept.
#pragma once

#include <atomic>
#include <utility>

#include <grpcpp/server_context.h>
#include <grpcpp/support/async_stream.h>
#include <grpcpp/support/async_unary_call.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include "common/rpc/call_loop.h"

namespace sennight::rpc {

// Answers of so many bytes at most are sent by the loop's thread, whoever gives them: that is
// quicker than to wake it afterwards, and keeps it for a few microseconds only.
inline constexpr size_t kMostBytesSentByLoop = 64 * 1024;

// What became of the wait for a message.
enum class ReadResult {
  kMessage,
  kEnd,   // The client has sent everything.
  kLost,  // The client has gone: there is more, or may be.
};

// Who answers a call is told of it by these, one at a time, on the loop's thread.
class Reactor {
 public:
  virtual ~Reactor() = default;

  // What was begun last has been done, or cannot be done any more.
  virtual void OnReadDone(ReadResult /*result*/) {}
  virtual void OnWriteDone(bool /*ok*/) {}

  // The caller has gone, or the call has been ended otherwise. The call must still be finished, if
  // it has not been.
  virtual void OnCancel() {}

  // The call is over and was finished; nothing will be told after this, in which reactor and call
  // may be deleted.
  virtual void OnDone() = 0;
};

class Service;

// What calls of all shapes have in common. Each is finished once, by any thread.
class ServedCall : private Errand {
  // Leaves the loop when all else is gone.
  struct Stay {
    explicit Stay(CallLoop& entered) : loop(entered), has_entered(entered.Enter()) {}
    ~Stay() {
      if (has_entered) loop.Leave();
    }

    CallLoop& loop;
    const bool has_entered;
  };

  const Stay stay_;

 public:
  // Will be a call of the service's method, if the loop can be entered. Loop and service must
  // outlive it.
  ServedCall(CallLoop& loop, Service& service, size_t method);
  virtual ~ServedCall() = default;

  ServedCall(const ServedCall&) = delete;
  ServedCall& operator=(const ServedCall&) = delete;

  grpc::ServerContext& context() { return context_; }

  // The only request, or the one that was received last. May be cleared when it has been read.
  grpc::ByteBuffer& request() { return request_; }

  // Hands the call over to who is told from now on, and has to delete it in OnDone or later. To be
  // called once, by whoever is told that the call has come; a call that nobody takes deletes itself
  // when it has been finished.
  void SetReactor(Reactor* reactor) { reactor_ = reactor; }

  // Finishes it without an answer, or without a further one.
  void Finish(grpc::Status status) noexcept;

 protected:
  friend class Service;

  // Whether it has entered the loop.
  bool has_entered() const { return stay_.has_entered; }

  // What gRPC is to tell when the call has come.
  void* come() { return static_cast<Event*>(&come_); }

  // What it is to tell when something begun by the reactor is done, which `Begin` must announce.
  void Begin() { to_come_.fetch_add(1); }
  void* read() { return static_cast<Event*>(&read_); }
  void* written() { return static_cast<Event*>(&written_); }
  void* finished() { return static_cast<Event*>(&finished_); }

  // Sends how the call is finished, which has been set down.
  virtual void SendFinish() noexcept = 0;

  // Lets the loop's thread do that, unless more than kMostBytesSentByLoop are to be sent.
  void FinishOnLoop(size_t bytes) noexcept;

  grpc::ByteBuffer request_;
  grpc::Status status_;  // How it is finished.

 private:
  void Run() override { SendFinish(); }

  void OnCome(bool ok);
  void OnRead(bool ok);
  void OnWritten(bool ok);
  void OnFinished(bool ok);
  void OnEnded(bool ok);
  void CountDown();

  Service& service_;
  const size_t method_;
  grpc::ServerContext context_;
  Reactor* reactor_ = nullptr;
  // Events that are still to come: the call's end and the answer's sending, always, and what was
  // begun.
  std::atomic<int> to_come_ = 2;
  EventOf<ServedCall, &ServedCall::OnCome> come_{this};
  EventOf<ServedCall, &ServedCall::OnRead> read_{this};
  EventOf<ServedCall, &ServedCall::OnWritten> written_{this};
  EventOf<ServedCall, &ServedCall::OnFinished> finished_{this};
  EventOf<ServedCall, &ServedCall::OnEnded> ended_{this};
};

// A call of one shape, which is that of gRPC's `Responder`.
template <typename Responder>
class CallOf final : public ServedCall {
 public:
  using ServedCall::Finish;
  using ServedCall::ServedCall;

  // Receives the next request of a client's stream, when the one before has been received.
  void Read() noexcept {
    Begin();
    responder_.Read(&request_, read());
  }

  // Sends the next message of a server's stream, when the one before has been sent.
  void Write(const grpc::ByteBuffer& message) noexcept {
    Begin();
    responder_.Write(message, written());
  }

  // Finishes a call that has one answer.
  void Finish(grpc::ByteBuffer response) noexcept {
    response_ = std::move(response);
    FinishOnLoop(response_.Length());
  }

 private:
  friend class Service;

  static constexpr bool kHasOneAnswer = requires(Responder & responder, grpc::ByteBuffer response) {
    responder.Finish(response, grpc::Status(), nullptr);
  };

  void SendFinish() noexcept override {
    if constexpr (!kHasOneAnswer) {
      responder_.Finish(status_, finished());
    } else if (status_.ok()) {
      responder_.Finish(response_, status_, finished());
    } else {
      responder_.FinishWithError(status_, finished());
    }
  }

  grpc::ByteBuffer response_;
  Responder responder_{&context()};
};

// One request, one answer; one request, any number of answers; any number of requests, one answer.
using UnaryCall = CallOf<grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>>;
using ServerStreamCall = CallOf<grpc::ServerAsyncWriter<grpc::ByteBuffer>>;
using ClientStreamCall = CallOf<grpc::ServerAsyncReader<grpc::ByteBuffer, grpc::ByteBuffer>>;

}  // namespace sennight::rpc
