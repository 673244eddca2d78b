#include "common/rpc/health.h"

#include <utility>

#include <google/protobuf/wrappers.pb.h>

#include "absl/status/status.h"
#include "common/rpc/handler.h"
#include "common/rpc/message.h"
#include "common/rpc/status.h"

namespace sennight::rpc {
namespace {

// The contract's HealthCheckRequest (`string service = 1`) and HealthCheckResponse (an enum,
// `status = 1`) have the same bytes as these.
using Request = google::protobuf::StringValue;
using Response = google::protobuf::Int32Value;

grpc::ByteBuffer BytesOf(int state) {
  Response response;
  response.set_value(state);
  return *WriteMessage(response);
}

}  // namespace

// Tells one caller of changes. Deletes itself when the call is over.
class Health::Watch final : public Reactor {
 public:
  Watch(Health& health, ServerStreamCall& call) : health_(health), call_(&call) {
    call_->SetReactor(this);
  }

  void Begin() {
    const std::lock_guard lock(health_.mutex_);
    const absl::Status begun = Guarded([this]() -> absl::Status {
      Request request;
      if (absl::Status read = ReadMessage(call_->request(), request); !read.ok()) return read;
      name_ = request.value();
      health_.watches_.insert(this);
      return absl::OkStatus();
    });
    begun.ok() ? Tell() : Finish(begun);
  }

  // Sends what has changed since it was told last. Under the lock. For want of memory the watch
  // ends.
  void Tell() {
    if (is_writing_ || is_finished_) return;
    const State state = health_.Find(name_);
    if (state != told_) {
      grpc::ByteBuffer bytes;
      const absl::Status written = Guarded([&] {
        bytes = BytesOf(state);
        return absl::OkStatus();
      });
      if (!written.ok()) return Finish(written);
      told_ = state;
      is_writing_ = true;
      return call_->Write(bytes);
    }
    if (health_.has_ended_) {
      Finish(Guarded([] { return absl::CancelledError("the server ends"); }));
    }
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard lock(health_.mutex_);
    is_writing_ = false;
    ok && !is_cancelled_ ? Tell() : Finish(ClientHasGone());
  }

  void OnCancel() override {
    const std::lock_guard lock(health_.mutex_);
    is_cancelled_ = true;
    if (!is_writing_) Finish(ClientHasGone());
  }

  void OnDone() override {
    {
      const std::lock_guard lock(health_.mutex_);
      health_.watches_.erase(this);
    }
    delete this;
  }

 private:
  void Finish(const absl::Status& status) {
    if (std::exchange(is_finished_, true)) return;
    FinishCall(*call_, status);
  }

  Health& health_;
  const std::unique_ptr<ServerStreamCall> call_;
  std::string name_;
  int told_ = 0;  // Nothing yet.
  bool is_writing_ = false;
  bool is_cancelled_ = false;
  bool is_finished_ = false;
};

Health::Health() {
  AddUnary("/grpc.health.v1.Health/Check", [this](UnaryCall& call) { Check(call); });
  AddServerStream("/grpc.health.v1.Health/Watch",
                  [this](ServerStreamCall& call) { (new Watch(*this, call))->Begin(); });
}

void Health::Check(UnaryCall& call) const {
  Request request;
  if (absl::Status read = ReadMessage(call.request(), request); !read.ok()) {
    return FinishCall(call, read);
  }
  const State state = [&] {
    const std::lock_guard lock(mutex_);
    return Find(request.value());
  }();
  if (state == kUnknown) return FinishCall(call, absl::NotFoundError("no such service"));
  call.Finish(BytesOf(state));
}

Health::State Health::Find(const std::string& name) const {
  const auto found = states_.find(name);
  if (found == states_.end()) return kUnknown;
  return has_ended_ ? kNotServing : found->second;
}

void Health::Set(const std::string& name, bool is_serving) {
  const std::lock_guard lock(mutex_);
  states_[name] = is_serving ? kServing : kNotServing;
  for (Watch* watch : watches_) watch->Tell();
}

void Health::End() {
  const std::lock_guard lock(mutex_);
  has_ended_ = true;
  for (Watch* watch : watches_) watch->Tell();
}

}  // namespace sennight::rpc
