// A service whose calls a server's loop takes (call_loop.h).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/impl/service_type.h>

#include "common/rpc/call_loop.h"
#include "common/rpc/served_call.h"

namespace sennight::rpc {

// Methods by their paths; messages are bytes here. What is derived from it, or from TypedService
// (typed_service.h), adds its methods before the server starts. Methods of a contract that are
// not added are UNIMPLEMENTED. It is of one server, once.
class Service : public grpc::Service {
 public:
  // Begins to answer a call, which belongs to it, on the loop's thread.
  template <typename Call>
  using Begin = std::function<void(std::unique_ptr<Call> call)>;

  // Waits for calls in the loop, which must outlive the server; called by the server, once it has
  // started.
  void Listen(CallLoop& loop);

 protected:
  // As CallLoop::DoBeside of the loop that it listens in.
  bool DoBeside(CallLoop::Task&& task) {
    return loop_ != nullptr && loop_->DoBeside(std::move(task));
  }

  // Whether the caller is the thread of that loop.
  bool IsOnLoop() const { return loop_ != nullptr && loop_->IsHere(); }

  // `path` is such as `/package.Service/Method`.
  void AddUnary(const std::string& path, Begin<UnaryCall> begin);
  void AddServerStream(const std::string& path, Begin<ServerStreamCall> begin);
  void AddClientStream(const std::string& path, Begin<ClientStreamCall> begin);

 private:
  friend class UnaryCall;
  friend class ServerStreamCall;
  friend class ClientStreamCall;

  // One of them is there.
  struct Method {
    std::unique_ptr<const std::string> path;  // Where it is, gRPC keeps.
    Begin<UnaryCall> unary;
    Begin<ServerStreamCall> server_stream;
    Begin<ClientStreamCall> client_stream;
  };

  Method& Add(const std::string& path, grpc::internal::RpcMethod::RpcType shape);

  // A call has come: waits for the next, and begins to answer.
  void Take(std::unique_ptr<UnaryCall> call, size_t method);
  void Take(std::unique_ptr<ServerStreamCall> call, size_t method);
  void Take(std::unique_ptr<ClientStreamCall> call, size_t method);

  void AwaitUnary(size_t method);
  void AwaitServerStream(size_t method);
  void AwaitClientStream(size_t method);

  CallLoop* loop_ = nullptr;  // Since it listens.
  std::vector<Method> methods_;
};

}  // namespace sennight::rpc
