#include "common/rpc/served_call.h"

#include <utility>

#include <grpc/grpc.h>

#include "common/rpc/service.h"

namespace sennight::rpc {

ServedCall::ServedCall(CallLoop& loop, Service& service, size_t method)
    : stay_(loop), service_(service), method_(method) {
  context_.AsyncNotifyWhenDone(static_cast<Event*>(&ended_));
}

void ServedCall::OnCome(bool ok) {
  if (ok) return service_.Take(*this, method_);
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
  if (reactor_ != nullptr && context_.IsCancelled()) reactor_->OnCancel();
  CountDown();
}

void ServedCall::CountDown() {
  if (to_come_.fetch_sub(1) != 1) return;
  Service& service = service_;
  if (reactor_ != nullptr) {
    reactor_->OnDone();
  } else {
    delete this;
  }
  service.Await();  // If there was no memory for it, there is now.
}

void ServedCall::Finish(grpc::Status status) noexcept {
  status_ = std::move(status);
  FinishOnLoop(0);
}

void ServedCall::FinishOnLoop(size_t bytes) noexcept {
  CallLoop& loop = stay_.loop;
  if (loop.IsHere() || loop.IsWaiting() || bytes > kMostBytesSentByLoop) return SendFinish();
  loop.Run(*this);
}

}  // namespace sennight::rpc
