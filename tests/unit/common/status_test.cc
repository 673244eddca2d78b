#include "common/status/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/rpc/status.h"
#include "google/rpc/error_details.pb.h"
#include "tests/support/status_matchers.h"

namespace sennight {
namespace {

using ::sennight::testing::IsOk;
using ::sennight::testing::StatusIs;

TEST(FieldViolationsTest, NamesEveryMistakeInWordsAndInDetails) {
  FieldViolations inner;
  inner.Add("url", "want http or https");
  FieldViolations violations;
  violations.Add("title", "want 1 to 1024 bytes");
  violations.AddAll("sources[0]", inner);

  const absl::Status status = violations.ToStatus();

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument,
                               "title: want 1 to 1024 bytes; sources[0].url: want http or https"));
  ASSERT_EQ(BadRequestOf(status).field_violations_size(), 2);
  EXPECT_EQ(BadRequestOf(status).field_violations(1).field(), "sources[0].url");
}

TEST(FieldViolationsTest, NoMistakeIsNoError) { EXPECT_THAT(FieldViolations().ToStatus(), IsOk()); }

TEST(FieldViolationsTest, CountsWhatItDoesNotList) {
  FieldViolations violations;
  for (size_t i = 0; i < kMaxFieldViolations + 3; ++i) violations.Add("f", "wrong");

  EXPECT_EQ(BadRequestOf(violations.ToStatus()).field_violations_size(),
            static_cast<int>(kMaxFieldViolations));
  EXPECT_THAT(violations.ToStatus(), StatusIs(absl::StatusCode::kInvalidArgument, "and 3 more"));
}

TEST(StatusTest, AnnotationKeepsCodeAndDetails) {
  const absl::Status status =
      WithReason(absl::NotFoundError("no topic x"), "TOPIC_UNKNOWN", {{"topic", "x"}});

  EXPECT_THAT(Annotate(status, "reading"),
              StatusIs(absl::StatusCode::kNotFound, "reading: no topic x"));
  EXPECT_EQ(ReasonOf(Annotate(status, "reading")), "TOPIC_UNKNOWN");
  EXPECT_THAT(Annotate(absl::OkStatus(), "reading"), IsOk());
}

TEST(StatusTest, EveryCodeAndItsDetailsSurviveTheWire) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status sent =
        WithRetryAfter(WithReason(absl::Status(static_cast<absl::StatusCode>(code), "消息"), "WHY"),
                       absl::Milliseconds(1500));

    const absl::Status received = rpc::FromGrpcStatus(rpc::ToGrpcStatus(sent));

    EXPECT_EQ(received, sent) << code;
  }
  EXPECT_THAT(rpc::FromGrpcStatus(rpc::ToGrpcStatus(absl::OkStatus())), IsOk());
}

TEST(StatusTest, HostsOfServicesThatCannotBeReachedAreNotTold) {
  const absl::Status status = rpc::FromUpstream(
      grpc::Status(grpc::StatusCode::UNAVAILABLE, "failed to connect to 10.0.0.7:7101"),
      "reading events");

  EXPECT_EQ(status, absl::UnavailableError("reading events: the service cannot be reached"));
}

TEST(StatusTest, WhatAServiceSaysOfItsOwnTroubleIsPassedOn) {
  const grpc::Status upstream = rpc::ToGrpcStatus(
      WithReason(absl::UnavailableError("the database cannot be reached"), "DATABASE"));

  EXPECT_THAT(
      rpc::FromUpstream(upstream, "reading events"),
      StatusIs(absl::StatusCode::kUnavailable, "reading events: the database cannot be reached"));
}

TEST(StatusTest, LongMessagesAreCutAtACharacter) {
  std::string message;
  for (int i = 0; i < 1000; ++i) message += "周";

  const grpc::Status sent = rpc::ToGrpcStatus(absl::InternalError(message));

  EXPECT_LE(sent.error_message().size(), rpc::kMaxErrorBytes);
  EXPECT_EQ(sent.error_message().substr(sent.error_message().size() - 6), "周…");
}

TEST(StatusTest, ManyViolationsFitIntoAHeader) {
  FieldViolations violations;
  for (size_t i = 0; i < kMaxFieldViolations; ++i) violations.Add(std::string(100, 'f'), "wrong");

  const absl::Status received = rpc::FromGrpcStatus(rpc::ToGrpcStatus(violations.ToStatus()));

  EXPECT_LE(BadRequestOf(received).ByteSizeLong(), rpc::kMaxDetailBytes);
  EXPECT_GT(BadRequestOf(received).field_violations_size(), 10);
}

TEST(StatusTest, OneLongViolationFitsIntoAHeaderToo) {
  std::string long_text;
  for (int i = 0; i < 4000; ++i) long_text += "周";

  const absl::Status received =
      rpc::FromGrpcStatus(rpc::ToGrpcStatus(InvalidField(long_text, long_text)));

  const google::rpc::BadRequest bad_request = BadRequestOf(received);
  EXPECT_LE(bad_request.ByteSizeLong(), rpc::kMaxDetailBytes);
  ASSERT_EQ(bad_request.field_violations_size(), 1);
  EXPECT_TRUE(bad_request.field_violations(0).field().ends_with("周…"));
  EXPECT_TRUE(bad_request.field_violations(0).description().ends_with("周…"));
}

TEST(StatusTest, WhatBlamesOurCallIsNotOurCallersFault) {
  const struct {
    grpc::StatusCode upstream;
    absl::StatusCode ours;
  } cases[] = {
      {grpc::StatusCode::INVALID_ARGUMENT, absl::StatusCode::kInternal},
      {grpc::StatusCode::UNIMPLEMENTED, absl::StatusCode::kInternal},
      {grpc::StatusCode::PERMISSION_DENIED, absl::StatusCode::kInternal},
      {grpc::StatusCode::NOT_FOUND, absl::StatusCode::kNotFound},
      {grpc::StatusCode::OUT_OF_RANGE, absl::StatusCode::kOutOfRange},
      {grpc::StatusCode::DEADLINE_EXCEEDED, absl::StatusCode::kDeadlineExceeded},
      {grpc::StatusCode::RESOURCE_EXHAUSTED, absl::StatusCode::kResourceExhausted},
  };
  for (const auto& [upstream, ours] : cases) {
    EXPECT_THAT(rpc::FromUpstream(grpc::Status(upstream, "no"), "rendering"),
                StatusIs(ours, "rendering: no"));
  }
}

}  // namespace
}  // namespace sennight
