// The summarization service's methods, as gRPC calls them.
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
  grpc::ServerReadReactor<v1::AnalyzeEventsRequest>* AnalyzeEvents(
      grpc::CallbackServerContext* context, v1::AnalyzeEventsResponse* response) override;
  grpc::ServerReadReactor<v1::VerifyDigestRequest>* VerifyDigest(
      grpc::CallbackServerContext* context, v1::VerifyDigestResponse* response) override;

 private:
  template <typename Request, typename Response>
  using Opened = absl::StatusOr<std::unique_ptr<rpc::Consumer<Request, Response>>>;

  Opened<v1::SummarizeWindowRequest, v1::SummarizeWindowResponse> OpenSummary(const rpc::Call&);
  Opened<v1::AnalyzeEventsRequest, v1::AnalyzeEventsResponse> OpenAnalysis(const rpc::Call&);
  Opened<v1::VerifyDigestRequest, v1::VerifyDigestResponse> OpenVerification(const rpc::Call&);

  rpc::Dispatcher& dispatcher_;
};

}  // namespace sennight::summarization
