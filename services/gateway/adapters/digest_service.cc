#include "services/gateway/adapters/digest_service.h"

#include "common/rpc/handler.h"

namespace sennight::gateway {

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
  absl::StatusOr<v1::ComposeDigestResponse> composed =
      composer_.Compose(request, call.deadline(), call.origin());
  if (composed.ok()) meters_.CountComposed(*composed, composer_.cache());
  return composed;
}

absl::StatusOr<v1::GetWeeklyDigestResponse> DigestServiceAdapter::GetWeekly(
    const rpc::Call& call, const v1::GetWeeklyDigestRequest& request) {
  absl::StatusOr<v1::GetWeeklyDigestResponse> digest =
      composer_.ComposeAndRender(request, call.deadline(), call.origin());
  if (!digest.ok()) return digest;
  meters_.CountComposed(digest->composed(), composer_.cache());
  if (digest->has_rendition_error()) meters_.CountRenditionFailure();
  return digest;
}

}  // namespace sennight::gateway
