#include "services/gateway/adapters/rendering_client.h"

#include <algorithm>
#include <utility>

#include <grpcpp/client_context.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"

namespace sennight::gateway {

using rendering::v1::RenderDigestRequest;
using rendering::v1::RenderDigestResponse;
using rendering::v1::RenderingService;
using rendering::v1::RenderOptions;

namespace {

// Returns whether a status refuses options and nothing else: they may be a caller's.
bool RefusesOptions(const absl::Status& status) {
  if (!absl::IsInvalidArgument(status)) return false;
  const google::rpc::BadRequest wrong = BadRequestOf(status);
  const auto& violations = wrong.field_violations();
  return !violations.empty() &&
         std::all_of(violations.begin(), violations.end(), [](const auto& violation) {
           return absl::StartsWith(violation.field(), "options.");
         });
}

}  // namespace

RenderingClient::RenderingClient(const std::shared_ptr<grpc::Channel>& channel)
    : stub_(RenderingService::NewStub(channel)) {}

absl::StatusOr<rendering::v1::Rendition> RenderingClient::Render(const digest::v1::Digest& digest,
                                                                 rendering::v1::Format format,
                                                                 const RenderOptions& options,
                                                                 absl::Time deadline,
                                                                 const trace::Origin& origin) {
  grpc::ClientContext context;
  rpc::PrepareContext(context, deadline, origin);
  RenderDigestRequest request;
  *request.mutable_digest() = digest;
  request.set_format(format);
  *request.mutable_options() = options;
  RenderDigestResponse response;
  const grpc::Status status = stub_->RenderDigest(&context, request, &response);
  if (!status.ok()) {
    const absl::Status answered = rpc::FromGrpcStatus(status);
    if (RefusesOptions(answered)) return Annotate(answered, kRendering);
    return rpc::FromUpstream(status, kRendering);
  }
  if (!response.has_rendition()) {
    return absl::InternalError(
        absl::StrCat(kRendering, ": the rendering service sent no rendition"));
  }
  return std::move(*response.mutable_rendition());
}

}  // namespace sennight::gateway
