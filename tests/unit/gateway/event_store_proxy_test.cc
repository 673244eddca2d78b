// The event store as seen through the gateway: as if the client talked to it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <string>

#include <grpcpp/generic/generic_stub.h>

#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "services/gateway/adapters/event_store_proxy.h"
#include "tests/support/eventually.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/gateway/gateway_fixture.h"

namespace sennight::gateway {
namespace {

using eventstore::v1::AppendEventsRequest;
using eventstore::v1::AppendEventsResponse;
using eventstore::v1::ImportEventsRequest;
using eventstore::v1::ImportEventsResponse;
using eventstore::v1::StreamWindowRequest;
using eventstore::v1::StreamWindowResponse;
using eventstore::v1::SubscribeRequest;
using eventstore::v1::SubscribeResponse;
using ::sennight::testing::IsOk;
using ::sennight::testing::StatusIs;

class EventStoreProxyTest : public GatewayTest {
 protected:
  absl::Status Append(AppendEventsResponse* response) {
    grpc::ClientContext context;
    Prepare(context);
    return rpc::FromGrpcStatus(events_->AppendEvents(&context, AppendEventsRequest(), response));
  }
};

TEST_F(EventStoreProxyTest, PassesAUnaryCallWithItsRequestIdAndDeadline) {
  std::string request_id;
  absl::Time deadline;
  event_store_.append = [&](grpc::ServerContext& context, AppendEventsResponse& response) {
    request_id = MetadataOf(context, "x-request-id");
    deadline = absl::FromChrono(context.deadline());
    response.add_outcomes()->set_event_id("e-1");
    return grpc::Status::OK;
  };
  Start();
  const absl::Time before = absl::Now();
  AppendEventsResponse response;

  ASSERT_THAT(Append(&response), IsOk());
  EXPECT_EQ(response.outcomes(0).event_id(), "e-1");
  EXPECT_EQ(request_id, "client-1");
  EXPECT_GT(deadline, before);
  EXPECT_LT(deadline, absl::Now() + absl::Minutes(1));
}

TEST_F(EventStoreProxyTest, PassesTheTraceWithASpanOfItsOwn) {
  std::string traceparent;
  std::string tracestate;
  event_store_.append = [&](grpc::ServerContext& context, AppendEventsResponse&) {
    traceparent = MetadataOf(context, "traceparent");
    tracestate = MetadataOf(context, "tracestate");
    return grpc::Status::OK;
  };
  Start();
  AppendEventsResponse response;

  ASSERT_THAT(Append(&response), IsOk());
  ASSERT_EQ(traceparent.size(), sizeof kTraceparent - 1);
  EXPECT_EQ(traceparent.substr(0, 36), std::string(kTraceparent).substr(0, 36));
  EXPECT_NE(traceparent.substr(36, 16), std::string(kTraceparent).substr(36, 16));
  EXPECT_EQ(tracestate, "rojo=1,congo=2");
}

TEST_F(EventStoreProxyTest, PassesTheStoresErrorsWithTheirDetails) {
  event_store_.append = [](auto&&...) { return BadField("events[3].title"); };
  Start();
  AppendEventsResponse response;

  const absl::Status status = Append(&response);

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, "events[3].title: want"));
  const google::rpc::BadRequest bad_request = BadRequestOf(status);
  ASSERT_EQ(bad_request.field_violations_size(), 1);
  EXPECT_EQ(bad_request.field_violations(0).field(), "events[3].title");
}

TEST_F(EventStoreProxyTest, PassesAServersStream) {
  constexpr int kMessages = 500;
  event_store_.stream_window = [](grpc::ServerContext&, auto& writer) {
    StreamWindowResponse part;
    for (int i = 0; i < kMessages; ++i) {
      part.mutable_head()->set_as_of_position(i);
      part.mutable_head()->set_event_count(kMessages);
      writer.Write(part);
    }
    return grpc::Status(grpc::StatusCode::DATA_LOSS, "at the end");
  };
  Start();
  grpc::ClientContext context;
  Prepare(context);
  const auto reader = events_->StreamWindow(&context, StreamWindowRequest());
  StreamWindowResponse part;
  int read = 0;
  while (reader->Read(&part)) {
    EXPECT_EQ(part.head().as_of_position(), read);
    ++read;
  }

  EXPECT_EQ(read, kMessages);
  EXPECT_THAT(rpc::FromGrpcStatus(reader->Finish()),
              StatusIs(absl::StatusCode::kDataLoss, "at the end"));
}

TEST_F(EventStoreProxyTest, PassesAClientsStream) {
  constexpr int kMessages = 500;
  event_store_.import = [](auto& reader, ImportEventsResponse& response) {
    ImportEventsRequest request;
    while (reader.Read(&request))
      response.set_received(response.received() + request.events_size());
    return grpc::Status::OK;
  };
  Start();
  grpc::ClientContext context;
  Prepare(context);
  ImportEventsResponse response;
  const auto writer = events_->ImportEvents(&context, &response);
  ImportEventsRequest request;
  request.add_events()->set_body(std::string(10'000, 'x'));
  for (int i = 0; i < kMessages; ++i) ASSERT_TRUE(writer->Write(request));
  writer->WritesDone();

  ASSERT_THAT(rpc::FromGrpcStatus(writer->Finish()), IsOk());
  EXPECT_EQ(response.received(), kMessages);
}

TEST_F(EventStoreProxyTest, EndsAClientsStreamThatTheStoreRefuses) {
  event_store_.import = [](auto& reader, auto&) {
    ImportEventsRequest request;
    reader.Read(&request);
    return BadField("events");
  };
  Start();
  grpc::ClientContext context;
  Prepare(context);
  ImportEventsResponse response;
  const auto writer = events_->ImportEvents(&context, &response);
  ASSERT_TRUE(writer->Write(ImportEventsRequest()));

  // The client has not said that this was all: the refusal comes all the same.
  EXPECT_THAT(rpc::FromGrpcStatus(writer->Finish()),
              StatusIs(absl::StatusCode::kInvalidArgument, "events: want"));
}

TEST_F(EventStoreProxyTest, TellsTheStoreThatTheClientHasGone) {
  std::promise<void> cancelled;
  event_store_.stream_window = [&](grpc::ServerContext& context, auto& writer) {
    StreamWindowResponse part;
    part.mutable_head()->set_as_of_position(1);
    while (writer.Write(part)) {
    }
    if (context.IsCancelled()) cancelled.set_value();
    return grpc::Status::CANCELLED;
  };
  Start();
  grpc::ClientContext context;
  Prepare(context);
  const auto reader = events_->StreamWindow(&context, StreamWindowRequest());
  StreamWindowResponse part;
  ASSERT_TRUE(reader->Read(&part));

  context.TryCancel();

  EXPECT_THAT(rpc::FromGrpcStatus(reader->Finish()), StatusIs(absl::StatusCode::kCancelled, ""));
  cancelled.get_future().wait();
}

TEST_F(EventStoreProxyTest, LetsASubscriptionLastAsLongAsItsClientWants) {
  std::promise<absl::Time> deadline;
  event_store_.subscribe = [&](grpc::ServerContext& context,
                               grpc::ServerWriter<SubscribeResponse>& writer) {
    deadline.set_value(absl::FromChrono(context.deadline()));
    writer.Write(SubscribeResponse());
    return grpc::Status::OK;
  };
  Start();
  grpc::ClientContext context;
  const auto reader = events_->Subscribe(&context, SubscribeRequest());
  SubscribeResponse response;

  EXPECT_TRUE(reader->Read(&response));
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_THAT(rpc::FromGrpcStatus(reader->Finish()), IsOk());
  EXPECT_GT(deadline.get_future().get(), absl::Now() + absl::Hours(24));
}

TEST_F(EventStoreProxyTest, PassesTheDeadlineOfASubscriptionThatHasOne) {
  std::promise<absl::Time> deadline;
  event_store_.subscribe = [&](grpc::ServerContext& context, auto&) {
    deadline.set_value(absl::FromChrono(context.deadline()));
    return grpc::Status::OK;
  };
  Start();
  grpc::ClientContext context;
  Prepare(context);
  const auto reader = events_->Subscribe(&context, SubscribeRequest());

  EXPECT_THAT(rpc::FromGrpcStatus(reader->Finish()), IsOk());
  EXPECT_LT(deadline.get_future().get(), absl::Now() + absl::Minutes(1));
}

TEST_F(EventStoreProxyTest, EndsSubscriptionsWhenItEnds) {
  event_store_.subscribe = [](grpc::ServerContext& context,
                              grpc::ServerWriter<SubscribeResponse>& writer) {
    writer.Write(SubscribeResponse());
    EXPECT_TRUE(testing::Eventually([&] { return context.IsCancelled(); }));
    return grpc::Status::CANCELLED;
  };
  Start();
  grpc::ClientContext context;
  const auto reader = events_->Subscribe(&context, SubscribeRequest());
  SubscribeResponse response;
  ASSERT_TRUE(reader->Read(&response));

  gateway_->EndSubscriptions();

  EXPECT_FALSE(reader->Read(&response));
  const absl::Status end = rpc::FromGrpcStatus(reader->Finish());
  EXPECT_THAT(end, StatusIs(absl::StatusCode::kUnavailable, "after the last position"));
  EXPECT_EQ(ReasonOf(end), "SERVICE_ENDS");
  grpc::ClientContext late;
  EXPECT_THAT(rpc::FromGrpcStatus(events_->Subscribe(&late, SubscribeRequest())->Finish()),
              StatusIs(absl::StatusCode::kUnavailable, "the gateway ends"));
}

TEST_F(EventStoreProxyTest, StopsReadingAheadOfASlowClient) {
  std::promise<int> written;
  event_store_.stream_window = [&](grpc::ServerContext& context, auto& writer) {
    StreamWindowResponse part;
    part.add_events()->set_body(std::string(200'000, 'x'));
    int count = 0;
    while (count < 10'000 && writer.Write(part)) ++count;
    written.set_value(count);
    return context.IsCancelled() ? grpc::Status::CANCELLED : grpc::Status::OK;
  };
  Start();
  grpc::ClientContext context;
  Prepare(context, absl::Seconds(2));
  const auto reader = events_->StreamWindow(&context, StreamWindowRequest());

  // The client reads nothing: the store is stopped long before 2 GB have piped up, and the deadline
  // ends it.
  EXPECT_LT(written.get_future().get(), 1'000);
  EXPECT_THAT(rpc::FromGrpcStatus(reader->Finish()),
              StatusIs(absl::StatusCode::kDeadlineExceeded, ""));
}

TEST_F(EventStoreProxyTest, SaysThatTheStoreCannotBeReachedAndTriesAgain) {
  const std::string address = "unix:" + options_.topics + "/s";
  channels_.event_store = rpc::Connect(address);
  Start();
  AppendEventsResponse response;
  const absl::Status unreached = Append(&response);
  EXPECT_THAT(unreached, StatusIs(absl::StatusCode::kUnavailable, "the event store cannot be"));
  EXPECT_EQ(ReasonOf(unreached), "DEPENDENCY_UNAVAILABLE") << "so that the caller does not repeat";

  FakeEventStore back;
  const auto server = rpc::Server::Start({.address = address, .drain_grace = absl::ZeroDuration()},
                                         {.services = {&back}});
  ASSERT_THAT(server, IsOk());
  const absl::Time patience = absl::Now() + absl::Minutes(1);
  absl::Status status;
  do {
    status = Append(&response);
  } while (!status.ok() && absl::Now() < patience);
  EXPECT_THAT(status, IsOk());
}

TEST_F(EventStoreProxyTest, TakesNoMoreBytesThanTheStoreShouldHold) {
  std::promise<void> go_on;
  std::shared_future<void> may_answer(go_on.get_future());
  event_store_.append = [may_answer](auto&&...) {
    may_answer.wait();
    return grpc::Status::OK;
  };
  Start();
  // Several of nearly the largest size: one more than there is room for.
  AppendEventsRequest large;
  large.add_events()->set_body(std::string(rpc::kMaxMessageBytes - 1024, 'x'));
  constexpr size_t kCalls = kMostPassedBytes / rpc::kMaxMessageBytes + 2;
  std::vector<std::future<absl::Status>> calls;
  for (size_t i = 0; i < kCalls; ++i) {
    calls.push_back(std::async(std::launch::async, [&] {
      grpc::ClientContext context;
      rpc::PrepareContext(context, absl::Now() + absl::Minutes(1), "");
      AppendEventsResponse response;
      return rpc::FromGrpcStatus(events_->AppendEvents(&context, large, &response));
    }));
  }
  // The store answers nobody, so who is answered was refused.
  const auto is_answered = [](std::future<absl::Status>& call) {
    return call.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  };
  EXPECT_TRUE(::sennight::testing::Eventually(
      [&] { return std::any_of(calls.begin(), calls.end(), is_answered); }));
  go_on.set_value();

  int refused = 0;
  for (std::future<absl::Status>& call : calls) {
    const absl::Status status = call.get();
    if (status.ok()) continue;
    ++refused;
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted, "too many calls"));
  }
  EXPECT_GE(refused, 1);
  EXPECT_LT(refused, static_cast<int>(kCalls));
}

// As in the process that holds the whole suite.
TEST_F(EventStoreProxyTest, PassesCallsInsideOfOneProcess) {
  event_store_.append = [](auto&&...) { return BadField("events"); };
  event_store_.import = [](auto& reader, ImportEventsResponse& response) {
    ImportEventsRequest request;
    while (reader.Read(&request)) response.set_received(response.received() + 1);
    return grpc::Status::OK;
  };
  const auto fakes = fakes_->InProcessChannel();
  channels_ = {.event_store = fakes, .summarization = fakes, .rendering = fakes};
  Start();
  const auto channel = server_->InProcessChannel();
  events_ = eventstore::v1::EventStoreService::NewStub(channel);
  digests_ = v1::DigestService::NewStub(channel);

  v1::ComposeDigestResponse composed;
  EXPECT_THAT(rpc::FromGrpcStatus(Compose(&composed)), IsOk());
  AppendEventsResponse appended;
  const absl::Status refused = Append(&appended);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument, "events: want"));
  EXPECT_EQ(BadRequestOf(refused).field_violations_size(), 1);

  grpc::ClientContext importing;
  Prepare(importing);
  ImportEventsResponse imported;
  const auto writer = events_->ImportEvents(&importing, &imported);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(writer->Write(ImportEventsRequest()));
  writer->WritesDone();
  ASSERT_THAT(rpc::FromGrpcStatus(writer->Finish()), IsOk());
  EXPECT_EQ(imported.received(), 3);

  grpc::ClientContext streaming;
  Prepare(streaming);
  const auto reader = events_->StreamWindow(&streaming, StreamWindowRequest());
  StreamWindowResponse part;
  int parts = 0;
  while (reader->Read(&part)) ++parts;
  EXPECT_EQ(parts, 3);
  EXPECT_THAT(rpc::FromGrpcStatus(reader->Finish()), IsOk());
}

TEST_F(EventStoreProxyTest, KnowsNoMethodsOfOtherServices) {
  Start();
  const auto channel = rpc::Connect(server_->address());
  const auto summarization = summarization::v1::SummarizationService::NewStub(channel);
  grpc::ClientContext context;
  Prepare(context);
  summarization::v1::SummarizeWindowResponse response;
  const auto writer = summarization->SummarizeWindow(&context, &response);

  EXPECT_THAT(rpc::FromGrpcStatus(writer->Finish()),
              StatusIs(absl::StatusCode::kUnimplemented,
                       "no method /sennight.summarization.v1.SummarizationService/"));
}

}  // namespace
}  // namespace sennight::gateway
