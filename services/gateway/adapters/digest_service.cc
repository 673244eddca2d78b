#include "services/gateway/adapters/digest_service.h"

#include <string>

#include "common/rpc/handler.h"

namespace sennight::gateway {
namespace {

// The id that the request itself carries goes before the one of the call.
template <typename Request>
trace::Origin OriginOf(const rpc::Call& call, const Request& request) {
  return {.request_id = request.request_id().empty() ? call.request_id() : request.request_id()};
}

}  // namespace

grpc::ServerUnaryReactor* DigestServiceAdapter::ComposeDigest(
    grpc::CallbackServerContext* context, const v1::ComposeDigestRequest* request,
    v1::ComposeDigestResponse* response) {
  return rpc::Unary(dispatcher_, context, request, response, this, &DigestServiceAdapter::Compose);
}

grpc::ServerUnaryReactor* DigestServiceAdapter::GetWeeklyDigest(
    grpc::CallbackServerContext* context, const v1::GetWeeklyDigestRequest* request,
    v1::GetWeeklyDigestResponse* response) {
  return rpc::Unary(dispatcher_, context, request, response, this,
                    &DigestServiceAdapter::GetWeekly);
}

absl::StatusOr<v1::ComposeDigestResponse> DigestServiceAdapter::Compose(
    const rpc::Call& call, const v1::ComposeDigestRequest& request) {
  return composer_.Compose(request, call.deadline(), OriginOf(call, request));
}

absl::StatusOr<v1::GetWeeklyDigestResponse> DigestServiceAdapter::GetWeekly(
    const rpc::Call& call, const v1::GetWeeklyDigestRequest& request) {
  return composer_.ComposeAndRender(request, call.deadline(), OriginOf(call, request));
}

}  // namespace sennight::gateway
