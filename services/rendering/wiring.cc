#include "services/rendering/wiring.h"

#include <algorithm>
#include <cstddef>
#include <thread>

#include "common/rpc/executor.h"
#include "services/rendering/adapters/rendering_service.h"

namespace sennight::rendering {
namespace {

int ThreadsOf(const RenderingOptions& options) {
  if (options.threads > 0) return options.threads;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace

// In the order in which they are made: the service borrows the executor.
struct Rendering::Parts {
  explicit Parts(const RenderingOptions& options)
      : executor(ThreadsOf(options), static_cast<std::size_t>(options.queue)), service(executor) {}

  rpc::Executor executor;
  RenderingService service;
};

Rendering::Rendering(const RenderingOptions& options) : parts_(std::make_unique<Parts>(options)) {}

Rendering::~Rendering() = default;

grpc::Service& Rendering::service() { return parts_->service; }

}  // namespace sennight::rendering
