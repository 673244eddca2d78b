#include "services/rendering/wiring.h"

#include <algorithm>
#include <cstddef>
#include <thread>

#include "common/rpc/dispatcher.h"
#include "services/rendering/adapters/rendering_service.h"

namespace sennight::rendering {
namespace {

int ThreadsOf(const RenderingOptions& options) {
  if (options.threads > 0) return options.threads;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace

// In the order in which they are made: the service borrows the dispatcher.
struct Rendering::Parts {
  Parts(const RenderingOptions& options, const rpc::Access& access, telemetry::Metrics* metrics)
      : dispatcher(ThreadsOf(options), static_cast<std::size_t>(options.queue), access, metrics),
        service(dispatcher) {}

  rpc::Dispatcher dispatcher;
  RenderingService service;
};

Rendering::Rendering(const RenderingOptions& options, const rpc::Access& access,
                     telemetry::Metrics* metrics)
    : parts_(std::make_unique<Parts>(options, access, metrics)) {}

Rendering::~Rendering() = default;

grpc::Service& Rendering::service() { return parts_->service; }

}  // namespace sennight::rendering
