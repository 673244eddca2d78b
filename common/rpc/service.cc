#include "common/rpc/service.h"

#include <new>
#include <type_traits>
#include <utility>

namespace sennight::rpc {

using grpc::internal::RpcMethod;

template <typename Call>
void Service::Add(const std::string& path, RpcMethod::RpcType shape, Begin<Call> begin) {
  const int index = static_cast<int>(methods_.size());
  Method& method = methods_.emplace_back();
  method.path = std::make_unique<const std::string>(path);
  method.begin = std::move(begin);
  AddMethod(new grpc::internal::RpcServiceMethod(method.path->c_str(), shape, nullptr));
  MarkMethodRaw(index);
}

void Service::AddUnary(const std::string& path, Begin<UnaryCall> begin) {
  Add(path, RpcMethod::NORMAL_RPC, std::move(begin));
}

void Service::AddServerStream(const std::string& path, Begin<ServerStreamCall> begin) {
  Add(path, RpcMethod::SERVER_STREAMING, std::move(begin));
}

void Service::AddClientStream(const std::string& path, Begin<ClientStreamCall> begin) {
  Add(path, RpcMethod::CLIENT_STREAMING, std::move(begin));
}

void Service::Listen(CallLoop& loop) {
  loop_ = &loop;
  Await();
}

void Service::Await() {
  for (size_t i = 0; i < methods_.size(); ++i) {
    Method& method = methods_[i];
    if (method.is_awaited) continue;
    try {
      method.is_awaited = std::visit(
          [&]<typename Call>(const std::function<void(Call&)>&) { return AwaitOne<Call>(i); },
          method.begin);
    } catch (const std::bad_alloc&) {
      return;
    }
  }
}

// Returns whether a call is awaited now, which belongs to the completion queue; not at the end.
template <typename Call>
bool Service::AwaitOne(size_t method) {
  auto call = std::make_unique<Call>(*loop_, *this, method);
  if (!call->has_entered()) return false;
  const int index = static_cast<int>(method);
  grpc::ServerCompletionQueue* const queue = loop_->queue();
  if constexpr (std::is_same_v<Call, UnaryCall>) {
    RequestAsyncUnary(index, &call->context(), &call->request(), &call->responder_, queue, queue,
                      call->come());
  } else if constexpr (std::is_same_v<Call, ServerStreamCall>) {
    RequestAsyncServerStreaming(index, &call->context(), &call->request(), &call->responder_, queue,
                                queue, call->come());
  } else {
    RequestAsyncClientStreaming(index, &call->context(), &call->responder_, queue, queue,
                                call->come());
  }
  call.release();
  return true;
}

void Service::Take(ServedCall& call, size_t method) {
  try {
    std::visit([&call]<typename Call>(
                   const std::function<void(Call&)>& begin) { begin(static_cast<Call&>(call)); },
               methods_[method].begin);
  } catch (const std::bad_alloc&) {
    call.Finish(grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, ""));
  }
  methods_[method].is_awaited = false;
  Await();
}

}  // namespace sennight::rpc
