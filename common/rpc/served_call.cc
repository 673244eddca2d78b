#include "common/rpc/served_call.h"

#include <utility>

#include <grpc/grpc.h>

#include "common/rpc/service.h"

namespace sennight::rpc {

ServedCall::ServedCall(CallLoop& loop, Service& service, size_t method)
    : stay_{loop}, service_(service), method_(method) {
  context_.AsyncNotifyWhenDone(static_cast<Event*>(&ended_));
}

void ServedCall::OnCome(bool ok) {
  if (ok) return GoTo(service_, method_);
  delete this;  // The server takes no more calls.
}

void ServedCall::OnRead(bool ok) {
  // The end of a call that was cancelled looks like the end of what the client sends, and whether
  // it was cancelled is told later.
  const bool is_lost = !ok && grpc_call_failed_before_recv_message(context_.c_call()) != 0;
  reactor_->OnReadDone(ok ? ReadResult::kMessage : is_lost ? ReadResult::kLost : ReadResult::kEnd);
  CountDown();
}

void ServedCall::OnWritten(bool ok) {
  reactor_->OnWriteDone(ok);
  CountDown();
}

void ServedCall::OnFinished(bool /*ok*/) { CountDown(); }

void ServedCall::OnEnded(bool /*ok*/) {
  if (context_.IsCancelled()) reactor_->OnCancel();
  CountDown();
}

void ServedCall::CountDown() {
  if (to_come_.fetch_sub(1) == 1) reactor_->OnDone();
}

void ServedCall::FinishOnLoop(size_t bytes) {
  CallLoop& loop = stay_.loop;
  if (loop.IsHere() || loop.IsWaiting() || bytes > kMostBytesSentByLoop) return SendFinish();
  loop.Run(*this);
}

void UnaryCall::GoTo(Service& service, size_t method) {
  service.Take(std::unique_ptr<UnaryCall>(this), method);
}

void UnaryCall::Finish(grpc::ByteBuffer response) {
  response_ = std::move(response);
  FinishOnLoop(response_.Length());
}

void UnaryCall::Finish(const grpc::Status& status) {
  status_ = status;
  FinishOnLoop(0);
}

void UnaryCall::SendFinish() {
  if (!status_.ok()) return responder_.FinishWithError(status_, finished());
  responder_.Finish(response_, status_, finished());
}

void ServerStreamCall::GoTo(Service& service, size_t method) {
  service.Take(std::unique_ptr<ServerStreamCall>(this), method);
}

void ServerStreamCall::Write(const grpc::ByteBuffer& message) {
  Begin();
  writer_.Write(message, written());
}

void ServerStreamCall::Finish(const grpc::Status& status) {
  status_ = status;
  FinishOnLoop(0);
}

void ServerStreamCall::SendFinish() { writer_.Finish(status_, finished()); }

void ClientStreamCall::GoTo(Service& service, size_t method) {
  service.Take(std::unique_ptr<ClientStreamCall>(this), method);
}

void ClientStreamCall::Read() {
  Begin();
  reader_.Read(&message_, read());
}

void ClientStreamCall::Finish(grpc::ByteBuffer response) {
  message_ = std::move(response);
  FinishOnLoop(message_.Length());
}

void ClientStreamCall::Finish(const grpc::Status& status) {
  status_ = status;
  FinishOnLoop(0);
}

void ClientStreamCall::SendFinish() {
  if (!status_.ok()) return reader_.FinishWithError(status_, finished());
  reader_.Finish(message_, status_, finished());
}

}  // namespace sennight::rpc
