// The service over a channel, as its callers see it.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "absl/status/statusor.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "sennight/rendering/v1/rendering_service.grpc.pb.h"
#include "services/rendering/wiring.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/rendering/sample_digest.h"

namespace sennight::rendering {
namespace {

using absl::StatusCode;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::IsOkAndHolds;
using ::testing::SizeIs;
using testing::StatusIs;

class RenderingServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server = rpc::Server::Start({.service_names = {kServiceName}},
                                     {.services = {&rendering_.service()}});
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
    stub_ = v1::RenderingService::NewStub(server_->InProcessChannel());
  }

  absl::StatusOr<v1::Rendition> Render(const v1::RenderDigestRequest& request) {
    grpc::ClientContext context;
    v1::RenderDigestResponse response;
    const grpc::Status status = stub_->RenderDigest(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    return response.rendition();
  }

  absl::StatusOr<std::vector<v1::RenderAllResponse>> RenderAll(
      const v1::RenderAllRequest& request) {
    grpc::ClientContext context;
    const auto reader = stub_->RenderAll(&context, request);
    std::vector<v1::RenderAllResponse> answers;
    for (v1::RenderAllResponse answer; reader->Read(&answer);) answers.push_back(answer);
    if (const grpc::Status status = reader->Finish(); !status.ok()) {
      return rpc::FromGrpcStatus(status);
    }
    return answers;
  }

  rpc::Access access_;
  Rendering rendering_{{.threads = 2}, access_};
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::RenderingService::Stub> stub_;
};

TEST_F(RenderingServiceTest, RendersADigest) {
  v1::RenderDigestRequest request;
  *request.mutable_digest() = SampleDigest("en");
  request.set_format(v1::FORMAT_MARKDOWN);

  const auto rendition = Render(request);

  ASSERT_THAT(rendition, IsOk());
  EXPECT_EQ(rendition->format(), v1::FORMAT_MARKDOWN);
  EXPECT_EQ(rendition->content_type(), "text/markdown; charset=utf-8");
  EXPECT_EQ(rendition->file_name(), "cell-gene-therapy-2025-W50.en.md");
  EXPECT_THAT(rendition->content(), HasSubstr("# FDA clears two"));
}

TEST_F(RenderingServiceTest, NamesTheFieldsOfABadRequest) {
  v1::RenderDigestRequest request;
  EXPECT_THAT(Render(request), StatusIs(StatusCode::kInvalidArgument, "digest: want a digest"));

  *request.mutable_digest() = EmptyDigest();
  EXPECT_THAT(Render(request), StatusIs(StatusCode::kInvalidArgument, "format: want one of"));

  request.set_format(v1::FORMAT_WEB);
  request.mutable_digest()->mutable_title()->add_runs()->mutable_cite()->add_ref_ids("r9");
  const auto refused = Render(request);
  ASSERT_THAT(refused, StatusIs(StatusCode::kInvalidArgument, ""));
  EXPECT_EQ(BadRequestOf(refused.status()).field_violations(0).field(),
            "digest.title.runs[0].cite.ref_ids[0]");
}

TEST_F(RenderingServiceTest, ListsTheFormats) {
  grpc::ClientContext context;
  v1::ListFormatsResponse response;
  ASSERT_TRUE(stub_->ListFormats(&context, {}, &response).ok());
  ASSERT_EQ(response.formats_size(), 13);
  EXPECT_EQ(response.formats(0).name(), "web");
  EXPECT_EQ(response.formats(4).format(), v1::FORMAT_JSON);
}

TEST_F(RenderingServiceTest, SendsSeveralFormatsOneByOne) {
  v1::RenderAllRequest request;
  *request.mutable_digest() = SampleDigest("en");

  EXPECT_THAT(RenderAll(request), IsOkAndHolds(SizeIs(13)));

  request.add_formats(v1::FORMAT_TEXT);
  request.add_formats(v1::FORMAT_WEB);
  const auto answers = RenderAll(request);
  ASSERT_THAT(answers, IsOkAndHolds(SizeIs(2)));
  EXPECT_EQ(answers->at(0).format(), v1::FORMAT_TEXT);
  EXPECT_EQ(answers->at(1).rendition().file_name(), "cell-gene-therapy-2025-W50.en.html");
  EXPECT_FALSE(answers->at(1).has_error());
}

TEST_F(RenderingServiceTest, SendsNothingForABadRequest) {
  v1::RenderAllRequest request;
  EXPECT_THAT(RenderAll(request), StatusIs(StatusCode::kInvalidArgument, "digest: want a digest"));

  *request.mutable_digest() = SampleDigest("en");
  request.add_formats(v1::FORMAT_TEXT);
  request.add_formats(v1::FORMAT_TEXT);
  EXPECT_THAT(RenderAll(request), StatusIs(StatusCode::kInvalidArgument, "formats[1]"));

  request.mutable_formats()->RemoveLast();
  request.mutable_digest()->clear_window();
  EXPECT_THAT(RenderAll(request), StatusIs(StatusCode::kInvalidArgument, "digest.window"));
}

TEST_F(RenderingServiceTest, ListsItsThemesAndRendersInThem) {
  grpc::ClientContext context;
  v1::ListThemesResponse response;
  ASSERT_TRUE(stub_->ListThemes(&context, {}, &response).ok());
  ASSERT_EQ(response.themes_size(), 2);
  v1::RenderDigestRequest request;
  *request.mutable_digest() = SampleDigest("en");
  request.set_format(v1::FORMAT_WEB);
  const auto usual = Render(request);
  request.mutable_options()->set_theme(response.themes(0).theme_id());
  EXPECT_EQ(Render(request)->content(), usual->content());
  request.mutable_options()->set_theme(response.themes(1).theme_id());
  EXPECT_NE(Render(request)->content(), usual->content());
  request.mutable_options()->set_theme("none");
  EXPECT_THAT(Render(request), StatusIs(StatusCode::kInvalidArgument, "options.theme: want one"));
}

}  // namespace
}  // namespace sennight::rendering
