#include "services/summarization/wiring.h"

#include <algorithm>
#include <cstddef>
#include <thread>

#include "common/rpc/dispatcher.h"
#include "common/text/normalize.h"
#include "services/summarization/adapters/summarization_service.h"

namespace sennight::summarization {
namespace {

int ThreadsOf(const SummarizationOptions& options) {
  if (options.threads > 0) return options.threads;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace

// In the order in which they are made: the service borrows the dispatcher.
struct Summarization::Parts {
  Parts(const SummarizationOptions& options, const rpc::Access& access, telemetry::Metrics* metrics)
      : dispatcher(ThreadsOf(options), static_cast<std::size_t>(options.queue), access, metrics),
        service(dispatcher) {}

  rpc::Dispatcher dispatcher;
  SummarizationService service;
};

Summarization::Summarization(const SummarizationOptions& options, const rpc::Access& access,
                             telemetry::Metrics* metrics)
    : parts_(std::make_unique<Parts>(options, access, metrics)) {
  // The table of characters is read at its first use, which takes a while: not in the first call.
  parts_->dispatcher.executor().Submit([] { text::ToSimplified(U'\u7e41'); });
}

Summarization::~Summarization() = default;

grpc::Service& Summarization::service() { return parts_->service; }

}  // namespace sennight::summarization
