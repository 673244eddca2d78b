// The summarization service's methods, as gRPC calls them.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/typed_service.h"
#include "sennight/summarization/v1/summarization_service.pb.h"

namespace sennight::summarization {

// Answers on the executor. Safe for concurrent use.
class SummarizationService final : public rpc::TypedService {
 public:
  // `dispatcher` must outlive the service.
  explicit SummarizationService(rpc::Dispatcher& dispatcher);

 private:
  template <typename Request, typename Response>
  using Opened = absl::StatusOr<std::unique_ptr<rpc::Consumer<Request, Response>>>;

  Opened<v1::SummarizeWindowRequest, v1::SummarizeWindowResponse> OpenSummary(const rpc::Call&);
  Opened<v1::AnalyzeEventsRequest, v1::AnalyzeEventsResponse> OpenAnalysis(const rpc::Call&);
  Opened<v1::VerifyDigestRequest, v1::VerifyDigestResponse> OpenVerification(const rpc::Call&);
};

}  // namespace sennight::summarization
