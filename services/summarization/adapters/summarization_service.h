// The summarization service's method, as gRPC calls it.
#pragma once

#include <memory>

#include <grpcpp/grpcpp.h>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/dispatcher.h"
#include "common/rpc/handler.h"
#include "sennight/summarization/v1/summarization_service.grpc.pb.h"

namespace sennight::summarization {

// Answers on the executor. Safe for concurrent use.
class SummarizationService final : public v1::SummarizationService::CallbackService {
 public:
  // `dispatcher` must outlive the service.
  explicit SummarizationService(rpc::Dispatcher& dispatcher) : dispatcher_(dispatcher) {}

  grpc::ServerReadReactor<v1::SummarizeWindowRequest>* SummarizeWindow(
      grpc::CallbackServerContext* context, v1::SummarizeWindowResponse* response) override;

 private:
  using WindowConsumer = rpc::Consumer<v1::SummarizeWindowRequest, v1::SummarizeWindowResponse>;

  absl::StatusOr<std::unique_ptr<WindowConsumer>> Open(const rpc::Call& call);

  rpc::Dispatcher& dispatcher_;
};

}  // namespace sennight::summarization
