// The rendering service's methods, as gRPC calls them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/typed_service.h"
#include "sennight/rendering/v1/rendering_service.pb.h"

namespace sennight::rendering {

// Answers on the executor. Safe for concurrent use.
class RenderingService final : public rpc::TypedService {
 public:
  // `dispatcher` must outlive the service. `fonts` is the folder of the fonts;
  // of `themes` (at least one) the first is used unless a request names another.
  RenderingService(rpc::Dispatcher& dispatcher, std::string fonts, std::vector<v1::Theme> themes);

 private:
  absl::StatusOr<v1::RenderDigestResponse> Render(const rpc::Call& call,
                                                  const v1::RenderDigestRequest& request);
  absl::StatusOr<std::unique_ptr<rpc::Feed<v1::RenderAllResponse>>> All(
      const rpc::Call& call, const v1::RenderAllRequest& request);
  absl::StatusOr<v1::ListThemesResponse> ListAllThemes(const rpc::Call& call,
                                                       const v1::ListThemesRequest& request);
  // Returns the options with the theme that they name.
  absl::StatusOr<v1::RenderOptions> WithTheme(const v1::RenderOptions& options) const;
  absl::StatusOr<v1::ListFormatsResponse> List(const rpc::Call& call,
                                               const v1::ListFormatsRequest& request);

  const std::string fonts_;
  const std::vector<v1::Theme> themes_;
};

}  // namespace sennight::rendering
