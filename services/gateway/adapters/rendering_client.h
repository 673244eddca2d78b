// Renderer over gRPC.
#pragma once

#include <memory>
#include <string>

#include <grpcpp/channel.h>

#include "sennight/rendering/v1/rendering_service.grpc.pb.h"
#include "services/gateway/domain/ports.h"

namespace sennight::gateway {

// Has digests rendered by a rendering service. Safe for concurrent use.
class RenderingClient final : public Renderer {
 public:
  explicit RenderingClient(const std::shared_ptr<grpc::Channel>& channel);

  absl::StatusOr<rendering::v1::Rendition> Render(const digest::v1::Digest& digest,
                                                  rendering::v1::Format format,
                                                  const rendering::v1::RenderOptions& options,
                                                  absl::Time deadline,
                                                  const trace::Origin& origin) override;

 private:
  const std::unique_ptr<rendering::v1::RenderingService::StubInterface> stub_;
};

}  // namespace sennight::gateway
