#include "services/rendering/adapters/rendering_service.h"

#include <utility>

#include "common/rpc/handler.h"
#include "common/status/status.h"
#include "services/rendering/domain/render.h"

namespace sennight::rendering {

grpc::ServerUnaryReactor* RenderingService::RenderDigest(grpc::CallbackServerContext* context,
                                                         const v1::RenderDigestRequest* request,
                                                         v1::RenderDigestResponse* response) {
  return rpc::Unary(dispatcher_, context, request, response, this, &RenderingService::Render);
}

grpc::ServerUnaryReactor* RenderingService::ListFormats(grpc::CallbackServerContext* context,
                                                        const v1::ListFormatsRequest* request,
                                                        v1::ListFormatsResponse* response) {
  return rpc::Unary(dispatcher_, context, request, response, this, &RenderingService::List);
}

absl::StatusOr<v1::RenderDigestResponse> RenderingService::Render(
    const rpc::Call& /*call*/, const v1::RenderDigestRequest& request) {
  if (!request.has_digest()) return InvalidField("digest", "want a digest, got none");
  absl::StatusOr<v1::Rendition> rendition =
      rendering::RenderDigest(request.digest(), request.format());
  if (!rendition.ok()) return rendition.status();

  v1::RenderDigestResponse response;
  *response.mutable_rendition() = *std::move(rendition);
  return response;
}

absl::StatusOr<v1::ListFormatsResponse> RenderingService::List(
    const rpc::Call& /*call*/, const v1::ListFormatsRequest& /*request*/) {
  v1::ListFormatsResponse response;
  for (v1::FormatDescription& format : Formats()) *response.add_formats() = std::move(format);
  return response;
}

}  // namespace sennight::rendering
