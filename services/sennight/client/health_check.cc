#include "services/sennight/client/health_check.h"

#include <google/protobuf/wrappers.pb.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <future>

#include "common/rpc/channel.h"
#include "common/rpc/status.h"

namespace sennight::client {
namespace {

constexpr const char* kCheckMethod = "/grpc.health.v1.Health/Check";
constexpr int kServing = 1;

// The library does not publish the messages of grpc.health.v1; on the wire they are these two:
// HealthCheckRequest is a text in field 1, HealthCheckResponse an enum in field 1.
using Request = google::protobuf::StringValue;
using Response = google::protobuf::Int32Value;

}  // namespace

absl::StatusOr<bool> IsServing(const std::shared_ptr<grpc::Channel>& channel,
                               const std::string& service, absl::Time deadline) {
  grpc::TemplatedGenericStub<Request, Response> stub(channel);
  grpc::ClientContext context;
  rpc::PrepareContext(context, deadline, "");
  Request request;
  request.set_value(service);
  Response response;
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, kCheckMethod, grpc::StubOptions(), &request, &response,
                 [&done](grpc::Status status) { done.set_value(std::move(status)); });
  const grpc::Status status = done.get_future().get();
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  return response.value() == kServing;
}

}  // namespace sennight::client
