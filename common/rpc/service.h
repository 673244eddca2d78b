// A service whose calls a server's loop takes (call_loop.h).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
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
  // Begins to answer a call, on the loop's thread: hands it to a reactor, or finishes it. May throw
  // std::bad_alloc until it has done so; then the call ends with RESOURCE_EXHAUSTED.
  template <typename Call>
  using Begin = std::function<void(Call& call)>;

  // Waits for calls in the loop, which must outlive the server; called by the server, once it has
  // started.
  void Listen(CallLoop& loop);

 protected:
  // As CallLoop::DoBeside of the loop that it listens in.
  bool DoBeside(CallLoop::Task&& task) {
    return loop_ != nullptr && loop_->DoBeside(std::move(task));
  }

  // `path` is such as `/package.Service/Method`.
  void AddUnary(const std::string& path, Begin<UnaryCall> begin);
  void AddServerStream(const std::string& path, Begin<ServerStreamCall> begin);
  void AddClientStream(const std::string& path, Begin<ClientStreamCall> begin);

 private:
  friend class ServedCall;

  struct Method {
    std::unique_ptr<const std::string> path;  // Where it is, gRPC keeps.
    std::variant<Begin<UnaryCall>, Begin<ServerStreamCall>, Begin<ClientStreamCall>> begin;
    bool is_awaited = false;  // A call of it.
  };

  template <typename Call>
  void Add(const std::string& path, grpc::internal::RpcMethod::RpcType shape, Begin<Call> begin);

  // A call has come: begins to answer it, and waits for the next.
  void Take(ServedCall& call, size_t method);

  // Waits for a call of each method of which none is awaited yet. For want of memory it may be left
  // for the next time.
  void Await();

  template <typename Call>
  bool AwaitOne(size_t method);

  CallLoop* loop_ = nullptr;  // Since it listens.
  std::vector<Method> methods_;
};

}  // namespace sennight::rpc
