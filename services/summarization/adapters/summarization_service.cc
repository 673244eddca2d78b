#include "services/summarization/adapters/summarization_service.h"

#include <optional>
#include <utility>

#include "services/summarization/domain/window_intake.h"

namespace sennight::summarization {
namespace {

// Hands a call's messages to the domain.
class IntakeConsumer final
    : public rpc::Consumer<v1::SummarizeWindowRequest, v1::SummarizeWindowResponse> {
 public:
  absl::Status Consume(v1::SummarizeWindowRequest request) override {
    return intake_.Take(std::move(request));
  }

  absl::StatusOr<v1::SummarizeWindowResponse> Finish() override { return intake_.Compose(); }

 private:
  WindowIntake intake_;
};

}  // namespace

grpc::ServerReadReactor<v1::SummarizeWindowRequest>* SummarizationService::SummarizeWindow(
    grpc::CallbackServerContext* context, v1::SummarizeWindowResponse* response) {
  return rpc::ClientStream(dispatcher_, context, response, this, &SummarizationService::Open);
}

absl::StatusOr<std::unique_ptr<SummarizationService::WindowConsumer>> SummarizationService::Open(
    const rpc::Call& /*call*/) {
  return std::make_unique<IntakeConsumer>();
}

}  // namespace sennight::summarization
