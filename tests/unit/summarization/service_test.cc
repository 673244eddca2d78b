// The service through a channel.
#include <google/rpc/error_details.pb.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>

#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "common/status/status.h"
#include "sennight/summarization/v1/summarization_service.grpc.pb.h"
#include "services/summarization/wiring.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/summarization/sample_week.h"

namespace sennight::summarization {
namespace {

class ServiceTest : public ::testing::Test {
 protected:
  ServiceTest()
      : server_(*rpc::Server::Start({.service_names = {kServiceName}},
                                    {.services = {&service_.service()}})),
        stub_(v1::SummarizationService::NewStub(server_->InProcessChannel())) {}

  absl::Status Call(const std::vector<v1::SummarizeWindowRequest>& requests,
                    v1::SummarizeWindowResponse* response) {
    grpc::ClientContext context;
    const auto writer = stub_->SummarizeWindow(&context, response);
    for (const auto& request : requests) {
      if (!writer->Write(request)) break;
    }
    writer->WritesDone();
    return rpc::FromGrpcStatus(writer->Finish());
  }

  rpc::Access access_;
  Summarization service_{{.threads = 2}, access_};
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::SummarizationService::Stub> stub_;
};

TEST_F(ServiceTest, ComposesAStreamedWeek) {
  std::vector<v1::SummarizeWindowRequest> requests(1);
  *requests[0].mutable_start() = testing::MakeStart(testing::ReadTopic("cell-gene-therapy"),
                                                    "zh-CN", "2025-12-09", "2025-12-16");
  for (auto& event : testing::ReadSampleEvents("cell-gene-therapy-2025-W50")) {
    *requests.emplace_back().add_events() = std::move(event);
  }
  v1::SummarizeWindowResponse response;
  ASSERT_THAT(Call(requests, &response), sennight::testing::IsOk());
  EXPECT_GT(response.digest().sections_size(), 0);
}

TEST_F(ServiceTest, SaysWhatIsWrongOverTheWire) {
  std::vector<v1::SummarizeWindowRequest> requests(1);
  *requests[0].mutable_start() =
      testing::MakeStart(testing::ReadTopic("cell-gene-therapy"), "zz", "2025-12-09", "2025-12-16");
  v1::SummarizeWindowResponse response;
  const absl::Status status = Call(requests, &response);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const google::rpc::BadRequest details = BadRequestOf(status);
  ASSERT_EQ(details.field_violations_size(), 1);
  EXPECT_EQ(details.field_violations(0).field(), "start.language");
}

TEST_F(ServiceTest, AnalyzesAStreamedWeek) {
  v1::AnalyzeEventsRequest first;
  *first.mutable_start() = testing::MakeStart(testing::ReadTopic("cell-gene-therapy"), "zh-CN",
                                              "2025-12-09", "2025-12-16");
  v1::AnalyzeEventsRequest events;
  for (auto& event : testing::ReadSampleEvents("cell-gene-therapy-2025-W50")) {
    *events.add_events() = std::move(event);
  }
  grpc::ClientContext context;
  v1::AnalyzeEventsResponse response;
  const auto writer = stub_->AnalyzeEvents(&context, &response);
  writer->Write(first);
  writer->Write(events);
  writer->WritesDone();
  ASSERT_THAT(rpc::FromGrpcStatus(writer->Finish()), sennight::testing::IsOk());
  EXPECT_GT(response.stories_size(), 0);
}

TEST_F(ServiceTest, VerifiesNothingWithoutADigest) {
  grpc::ClientContext context;
  v1::VerifyDigestResponse response;
  const auto writer = stub_->VerifyDigest(&context, &response);
  writer->Write({});
  writer->WritesDone();
  const absl::Status status = rpc::FromGrpcStatus(writer->Finish());
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(BadRequestOf(status).field_violations(0).field(), "topic");
}

TEST_F(ServiceTest, AnEmptyWindowHasAReason) {
  std::vector<v1::SummarizeWindowRequest> requests(1);
  *requests[0].mutable_start() =
      testing::MakeStart(testing::ReadTopic("cell-gene-therapy"), "en", "2025-12-09", "2025-12-16");
  v1::SummarizeWindowResponse response;
  const absl::Status status = Call(requests, &response);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(status), "WINDOW_EMPTY");
}

}  // namespace
}  // namespace sennight::summarization
