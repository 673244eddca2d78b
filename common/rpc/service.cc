#include "common/rpc/service.h"

#include <utility>

namespace sennight::rpc {

using grpc::internal::RpcMethod;

Service::Method& Service::Add(const std::string& path, RpcMethod::RpcType shape) {
  const int index = static_cast<int>(methods_.size());
  Method& method = methods_.emplace_back();
  method.path = std::make_unique<const std::string>(path);
  AddMethod(new grpc::internal::RpcServiceMethod(method.path->c_str(), shape, nullptr));
  MarkMethodRaw(index);
  return method;
}

void Service::AddUnary(const std::string& path, Begin<UnaryCall> begin) {
  Add(path, RpcMethod::NORMAL_RPC).unary = std::move(begin);
}

void Service::AddServerStream(const std::string& path, Begin<ServerStreamCall> begin) {
  Add(path, RpcMethod::SERVER_STREAMING).server_stream = std::move(begin);
}

void Service::AddClientStream(const std::string& path, Begin<ClientStreamCall> begin) {
  Add(path, RpcMethod::CLIENT_STREAMING).client_stream = std::move(begin);
}

void Service::Listen(CallLoop& loop) {
  loop_ = &loop;
  for (size_t i = 0; i < methods_.size(); ++i) {
    if (methods_[i].unary) AwaitUnary(i);
    if (methods_[i].server_stream) AwaitServerStream(i);
    if (methods_[i].client_stream) AwaitClientStream(i);
  }
}

// Calls that are awaited belong to the completion queue.

void Service::AwaitUnary(size_t method) {
  if (!loop_->Enter()) return;
  auto* call = new UnaryCall(*loop_, *this, method);
  RequestAsyncUnary(static_cast<int>(method), &call->context(), &call->request_, &call->responder_,
                    loop_->queue(), loop_->queue(), call->come());
}

void Service::AwaitServerStream(size_t method) {
  if (!loop_->Enter()) return;
  auto* call = new ServerStreamCall(*loop_, *this, method);
  RequestAsyncServerStreaming(static_cast<int>(method), &call->context(), &call->request_,
                              &call->writer_, loop_->queue(), loop_->queue(), call->come());
}

void Service::AwaitClientStream(size_t method) {
  if (!loop_->Enter()) return;
  auto* call = new ClientStreamCall(*loop_, *this, method);
  RequestAsyncClientStreaming(static_cast<int>(method), &call->context(), &call->reader_,
                              loop_->queue(), loop_->queue(), call->come());
}

void Service::Take(std::unique_ptr<UnaryCall> call, size_t method) {
  AwaitUnary(method);
  methods_[method].unary(std::move(call));
}

void Service::Take(std::unique_ptr<ServerStreamCall> call, size_t method) {
  AwaitServerStream(method);
  methods_[method].server_stream(std::move(call));
}

void Service::Take(std::unique_ptr<ClientStreamCall> call, size_t method) {
  AwaitClientStream(method);
  methods_[method].client_stream(std::move(call));
}

}  // namespace sennight::rpc
