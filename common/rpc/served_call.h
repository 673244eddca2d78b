// Calls that are being answered, as gRPC's completion queues know them. Messages are bytes here:
// whoever answers reads them, on the thread where that does no harm.
#pragma once

#include <atomic>
#include <memory>

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
 public:
  // Will be a call of the service's method. The loop, which it has entered, and the service must
  // outlive it.
  ServedCall(CallLoop& loop, Service& service, size_t method);
  virtual ~ServedCall() = default;

  ServedCall(const ServedCall&) = delete;
  ServedCall& operator=(const ServedCall&) = delete;

  grpc::ServerContext& context() { return context_; }

  // Sets who is told from now on, who must be there until OnDone. To be called once, by whoever is
  // told that the call has come.
  void SetReactor(Reactor* reactor) { reactor_ = reactor; }

 protected:
  // What gRPC is to tell when the call has come.
  void* come() { return static_cast<Event*>(&come_); }

  // What it is to tell when something begun by the reactor is done, which `Begin` must announce.
  void Begin() { to_come_.fetch_add(1); }
  void* read() { return static_cast<Event*>(&read_); }
  void* written() { return static_cast<Event*>(&written_); }
  void* finished() { return static_cast<Event*>(&finished_); }

  // The call has come: gives it to its service.
  virtual void GoTo(Service& service, size_t method) = 0;

  // Sends how the call is finished, which has been set down.
  virtual void SendFinish() = 0;

  // Lets the loop's thread do that, unless more than kMostBytesSentByLoop are to be sent.
  void FinishOnLoop(size_t bytes);

 private:
  void Run() override { SendFinish(); }

  void OnCome(bool ok);
  void OnRead(bool ok);
  void OnWritten(bool ok);
  void OnFinished(bool ok);
  void OnEnded(bool ok);
  void CountDown();

  // Leaves the loop when all else is gone.
  struct Stay {
    ~Stay() { loop.Leave(); }
    CallLoop& loop;
  };

  const Stay stay_;
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

// One request, one answer.
class UnaryCall final : public ServedCall {
 public:
  using ServedCall::ServedCall;

  // May be cleared when it has been read.
  grpc::ByteBuffer& request() { return request_; }
  void Finish(grpc::ByteBuffer response);
  void Finish(const grpc::Status& status);

 private:
  friend class Service;

  void GoTo(Service& service, size_t method) override;
  void SendFinish() override;

  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  grpc::Status status_;
  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> responder_{&context()};
};

// One request, any number of answers.
class ServerStreamCall final : public ServedCall {
 public:
  using ServedCall::ServedCall;

  // May be cleared when it has been read.
  grpc::ByteBuffer& request() { return request_; }

  // Sends the next message, when the one before has been sent.
  void Write(const grpc::ByteBuffer& message);
  void Finish(const grpc::Status& status);

 private:
  friend class Service;

  void GoTo(Service& service, size_t method) override;
  void SendFinish() override;

  grpc::ByteBuffer request_;
  grpc::Status status_;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_{&context()};
};

// Any number of requests, one answer.
class ClientStreamCall final : public ServedCall {
 public:
  using ServedCall::ServedCall;

  // Receives the next message into `message()`, when the one before has been received.
  void Read();
  grpc::ByteBuffer& message() { return message_; }

  void Finish(grpc::ByteBuffer response);
  void Finish(const grpc::Status& status);

 private:
  friend class Service;

  void GoTo(Service& service, size_t method) override;
  void SendFinish() override;

  grpc::ByteBuffer message_;
  grpc::Status status_;
  grpc::ServerAsyncReader<grpc::ByteBuffer, grpc::ByteBuffer> reader_{&context()};
};

}  // namespace sennight::rpc
