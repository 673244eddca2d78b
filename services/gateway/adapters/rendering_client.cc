#include "services/gateway/adapters/rendering_client.h"

#include <utility>

#include <grpcpp/client_context.h>

#include "absl/strings/str_cat.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"

namespace sennight::gateway {

using rendering::v1::RenderDigestRequest;
using rendering::v1::RenderDigestResponse;
using rendering::v1::RenderingService;

RenderingClient::RenderingClient(const std::shared_ptr<grpc::Channel>& channel)
    : stub_(RenderingService::NewStub(channel)) {}

absl::StatusOr<rendering::v1::Rendition> RenderingClient::Render(const digest::v1::Digest& digest,
                                                                 rendering::v1::Format format,
                                                                 absl::Time deadline,
                                                                 const trace::Origin& origin) {
  grpc::ClientContext context;
  rpc::PrepareContext(context, deadline, origin);
  RenderDigestRequest request;
  *request.mutable_digest() = digest;
  request.set_format(format);
  RenderDigestResponse response;
  const grpc::Status status = stub_->RenderDigest(&context, request, &response);
  if (!status.ok()) return rpc::FromUpstream(status, kRendering);
  if (!response.has_rendition()) {
    return absl::InternalError(
        absl::StrCat(kRendering, ": the rendering service sent no rendition"));
  }
  return std::move(*response.mutable_rendition());
}

}  // namespace sennight::gateway
