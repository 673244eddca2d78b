// The rendering service's methods, as gRPC calls them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/dispatcher.h"
#include "common/rpc/handler.h"
#include "sennight/rendering/v1/rendering_service.grpc.pb.h"

namespace sennight::rendering {

// Answers on the executor. Safe for concurrent use.
class RenderingService final : public v1::RenderingService::CallbackService {
 public:
  // `dispatcher` must outlive the service. `fonts` is the folder of the fonts;
  // of `themes` (at least one) the first is used unless a request names another.
  RenderingService(rpc::Dispatcher& dispatcher, std::string fonts, std::vector<v1::Theme> themes)
      : dispatcher_(dispatcher), fonts_(std::move(fonts)), themes_(std::move(themes)) {}

  grpc::ServerUnaryReactor* RenderDigest(grpc::CallbackServerContext* context,
                                         const v1::RenderDigestRequest* request,
                                         v1::RenderDigestResponse* response) override;

  grpc::ServerWriteReactor<v1::RenderAllResponse>* RenderAll(
      grpc::CallbackServerContext* context, const v1::RenderAllRequest* request) override;

  grpc::ServerUnaryReactor* ListFormats(grpc::CallbackServerContext* context,
                                        const v1::ListFormatsRequest* request,
                                        v1::ListFormatsResponse* response) override;

  grpc::ServerUnaryReactor* ListThemes(grpc::CallbackServerContext* context,
                                       const v1::ListThemesRequest* request,
                                       v1::ListThemesResponse* response) override;

 private:
  absl::StatusOr<v1::RenderDigestResponse> Render(const rpc::Call& call,
                                                  const v1::RenderDigestRequest& request);
  absl::StatusOr<rpc::Producer<v1::RenderAllResponse>> All(const rpc::Call& call,
                                                           const v1::RenderAllRequest& request);
  absl::StatusOr<v1::ListThemesResponse> ListAllThemes(const rpc::Call& call,
                                                       const v1::ListThemesRequest& request);
  // Returns the options with the theme that they name.
  absl::StatusOr<v1::RenderOptions> WithTheme(const v1::RenderOptions& options) const;
  absl::StatusOr<v1::ListFormatsResponse> List(const rpc::Call& call,
                                               const v1::ListFormatsRequest& request);

  rpc::Dispatcher& dispatcher_;
  const std::string fonts_;
  const std::vector<v1::Theme> themes_;
};

}  // namespace sennight::rendering
