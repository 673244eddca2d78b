// Summarizer over gRPC.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <grpcpp/channel.h>

#include "sennight/summarization/v1/summarization_service.grpc.pb.h"
#include "services/gateway/domain/ports.h"

namespace sennight::gateway {

// Has digests written by a summarization service. Safe for concurrent use.
class SummarizationClient final : public Summarizer {
 public:
  explicit SummarizationClient(const std::shared_ptr<grpc::Channel>& channel);

  absl::StatusOr<summarization::v1::SummarizeWindowResponse> Summarize(
      const summarization::v1::SummarizeWindowStart& start, EventStream& events,
      absl::Time deadline, const trace::Origin& origin) override;
  absl::StatusOr<summarization::v1::AnalyzeEventsResponse> Analyze(
      const summarization::v1::SummarizeWindowStart& start, EventStream& events,
      absl::Time deadline, const trace::Origin& origin) override;
  absl::StatusOr<summarization::v1::VerifyDigestResponse> Verify(
      const topic::v1::Topic& topic, const digest::v1::Digest& digest,
      std::vector<event::v1::Event> events, absl::Time deadline,
      const trace::Origin& origin) override;

 private:
  const std::unique_ptr<summarization::v1::SummarizationService::StubInterface> stub_;
};

}  // namespace sennight::gateway
