// The summarization service as a part of a process: its own, or that of the whole suite.
#pragma once

#include <memory>

#include <grpcpp/grpcpp.h>

#include "common/rpc/access.h"
#include "common/telemetry/metrics.h"
#include "services/summarization/evaluation/evaluation.h"

namespace sennight::summarization {

inline constexpr char kServiceName[] = "sennight.summarization.v1.SummarizationService";

struct SummarizationOptions {
  int threads = 0;  // They compose; 0 means one for each core.
  int queue = 64;   // Most calls that wait for a thread.
};

// The service with all it needs. It holds no state between calls and calls nobody.
class Summarization {
 public:
  // `access` and `metrics` (optional) must outlive the service.
  Summarization(const SummarizationOptions& options, const rpc::Access& access,
                telemetry::Metrics* metrics = nullptr);

  // The server that serves the service must have ended.
  ~Summarization();

  Summarization(const Summarization&) = delete;
  Summarization& operator=(const Summarization&) = delete;

  // Returns the service, to be registered with a server.
  grpc::Service& service();

 private:
  struct Parts;

  std::unique_ptr<Parts> parts_;
};

}  // namespace sennight::summarization
