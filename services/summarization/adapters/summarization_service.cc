#include "services/summarization/adapters/summarization_service.h"

#include <utility>

#include "services/summarization/domain/verify_digest.h"
#include "services/summarization/domain/window_intake.h"

namespace sennight::summarization {
namespace {

// Hands a call's messages to an intake of the domain.
template <typename Request, typename Response, typename Intake,
          absl::StatusOr<Response> (Intake::*answer)()>
class IntakeConsumer final : public rpc::Consumer<Request, Response> {
 public:
  absl::Status Consume(Request request) override { return intake_.Take(std::move(request)); }

  absl::StatusOr<Response> Finish() override { return (intake_.*answer)(); }

 private:
  Intake intake_;
};

}  // namespace

SummarizationService::SummarizationService(rpc::Dispatcher& dispatcher) : TypedService(dispatcher) {
  ClientStream(&SummarizationService::OpenSummary);
  ClientStream(&SummarizationService::OpenAnalysis);
  ClientStream(&SummarizationService::OpenVerification);
}

SummarizationService::Opened<v1::SummarizeWindowRequest, v1::SummarizeWindowResponse>
SummarizationService::OpenSummary(const rpc::Call& /*call*/) {
  return std::make_unique<IntakeConsumer<v1::SummarizeWindowRequest, v1::SummarizeWindowResponse,
                                         WindowIntake, &WindowIntake::Compose>>();
}

SummarizationService::Opened<v1::AnalyzeEventsRequest, v1::AnalyzeEventsResponse>
SummarizationService::OpenAnalysis(const rpc::Call& /*call*/) {
  return std::make_unique<IntakeConsumer<v1::AnalyzeEventsRequest, v1::AnalyzeEventsResponse,
                                         WindowIntake, &WindowIntake::Analyze>>();
}

SummarizationService::Opened<v1::VerifyDigestRequest, v1::VerifyDigestResponse>
SummarizationService::OpenVerification(const rpc::Call& /*call*/) {
  return std::make_unique<IntakeConsumer<v1::VerifyDigestRequest, v1::VerifyDigestResponse,
                                         VerifyIntake, &VerifyIntake::Verify>>();
}

}  // namespace sennight::summarization
