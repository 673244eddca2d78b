// The rendering service as a part of a process: its own, or that of the whole suite.
#pragma once

#include <memory>
#include <string>

#include <grpcpp/grpcpp.h>

#include "absl/status/status.h"
#include "common/rpc/access.h"
#include "common/telemetry/metrics.h"

namespace sennight::rendering {

inline constexpr char kServiceName[] = "sennight.rendering.v1.RenderingService";

struct RenderingOptions {
  int threads = 0;     // They render; 0 means one for each core.
  int queue = 256;     // Most calls that wait for a thread.
  std::string fonts;   // Folder of the fonts; empty: share/sennight/fonts above the program.
  std::string themes;  // Folder of themes of one's own; empty means none.
};

// The service with all it needs. It holds no state and calls nobody.
class Rendering {
 public:
  // `access` and `metrics` (optional) must outlive the service.
  Rendering(const RenderingOptions& options, const rpc::Access& access,
            telemetry::Metrics* metrics = nullptr);

  // Returns why a folder of themes cannot be used; the constructor then leaves it out.
  static absl::Status CheckThemes(const std::string& folder);

  // The server that serves the service must have ended.
  ~Rendering();

  Rendering(const Rendering&) = delete;
  Rendering& operator=(const Rendering&) = delete;

  // Returns the service, to be registered with a server.
  grpc::Service& service();

 private:
  struct Parts;

  std::unique_ptr<Parts> parts_;
};

}  // namespace sennight::rendering
