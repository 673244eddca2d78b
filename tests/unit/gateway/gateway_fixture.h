// A whole gateway between fake services and a client, over real channels.
#pragma once

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/rpc/server.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "sennight/gateway/v1/digest_service.grpc.pb.h"
#include "sennight/gateway/v1/topic_service.grpc.pb.h"
#include "sennight/rendering/v1/rendering_service.grpc.pb.h"
#include "sennight/summarization/v1/summarization_service.grpc.pb.h"
#include "services/gateway/wiring.h"
#include "tests/support/test_folder.h"

namespace sennight::gateway {

// The span in which the tests' client calls.
inline constexpr char kTraceparent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

// The methods of the fake services: a test replaces what it needs. What each was called with last
// can be looked at.
class FakeEventStore final : public eventstore::v1::EventStoreService::Service {
 public:
  grpc::Status AppendEvents(grpc::ServerContext* context,
                            const eventstore::v1::AppendEventsRequest* request,
                            eventstore::v1::AppendEventsResponse* response) override;
  grpc::Status ImportEvents(grpc::ServerContext* context,
                            grpc::ServerReader<eventstore::v1::ImportEventsRequest>* reader,
                            eventstore::v1::ImportEventsResponse* response) override;
  grpc::Status GetHead(grpc::ServerContext* context, const eventstore::v1::GetHeadRequest* request,
                       eventstore::v1::GetHeadResponse* response) override;
  grpc::Status ListEvents(grpc::ServerContext* context,
                          const eventstore::v1::ListEventsRequest* request,
                          eventstore::v1::ListEventsResponse* response) override;
  grpc::Status StreamWindow(
      grpc::ServerContext* context, const eventstore::v1::StreamWindowRequest* request,
      grpc::ServerWriter<eventstore::v1::StreamWindowResponse>* writer) override;

  grpc::Status GetWindowHead(grpc::ServerContext* context,
                             const eventstore::v1::GetWindowHeadRequest* request,
                             eventstore::v1::GetWindowHeadResponse* response) override;

  grpc::Status BatchGetEvents(grpc::ServerContext* context,
                              const eventstore::v1::BatchGetEventsRequest* request,
                              eventstore::v1::BatchGetEventsResponse* response) override;

  grpc::Status Subscribe(grpc::ServerContext* context,
                         const eventstore::v1::SubscribeRequest* request,
                         grpc::ServerWriter<eventstore::v1::SubscribeResponse>* writer) override;

  // By default that of the three events.
  std::function<grpc::Status(grpc::ServerContext&, eventstore::v1::GetWindowHeadResponse&)>
      get_window_head = TellThreeEvents;
  std::function<grpc::Status(grpc::ServerContext&, eventstore::v1::AppendEventsResponse&)> append =
      [](auto&&...) { return grpc::Status::OK; };
  std::function<grpc::Status(grpc::ServerReader<eventstore::v1::ImportEventsRequest>&,
                             eventstore::v1::ImportEventsResponse&)>
      import = [](auto&&...) { return grpc::Status::OK; };
  std::function<grpc::Status(eventstore::v1::GetHeadResponse&)> get_head = [](auto&&...) {
    return grpc::Status::OK;
  };
  std::function<grpc::Status(const eventstore::v1::ListEventsRequest&,
                             eventstore::v1::ListEventsResponse&)>
      list_events = [](auto&&...) { return grpc::Status::OK; };
  std::function<grpc::Status(grpc::ServerContext&,
                             grpc::ServerWriter<eventstore::v1::SubscribeResponse>&)>
      subscribe = [](auto&&...) { return grpc::Status::OK; };
  std::function<grpc::Status(const eventstore::v1::BatchGetEventsRequest&,
                             eventstore::v1::BatchGetEventsResponse&)>
      batch_get = [](auto&&...) { return grpc::Status::OK; };
  // By default a head and three events in two parts.
  std::function<grpc::Status(grpc::ServerContext&,
                             grpc::ServerWriter<eventstore::v1::StreamWindowResponse>&)>
      stream_window = SendThreeEvents;

  static grpc::Status TellThreeEvents(grpc::ServerContext& context,
                                      eventstore::v1::GetWindowHeadResponse& response);
  static grpc::Status SendThreeEvents(
      grpc::ServerContext& context,
      grpc::ServerWriter<eventstore::v1::StreamWindowResponse>& writer);
};

class FakeSummarization final : public summarization::v1::SummarizationService::Service {
 public:
  grpc::Status SummarizeWindow(
      grpc::ServerContext* context,
      grpc::ServerReader<summarization::v1::SummarizeWindowRequest>* reader,
      summarization::v1::SummarizeWindowResponse* response) override;

  grpc::Status AnalyzeEvents(grpc::ServerContext* context,
                             grpc::ServerReader<summarization::v1::AnalyzeEventsRequest>* reader,
                             summarization::v1::AnalyzeEventsResponse* response) override;
  grpc::Status VerifyDigest(grpc::ServerContext* context,
                            grpc::ServerReader<summarization::v1::VerifyDigestRequest>* reader,
                            summarization::v1::VerifyDigestResponse* response) override;

  // By default takes all and finds nothing.
  std::function<grpc::Status(grpc::ServerReader<summarization::v1::VerifyDigestRequest>&,
                             summarization::v1::VerifyDigestResponse&)>
      verify = [](auto& reader, auto&) {
        summarization::v1::VerifyDigestRequest request;
        while (reader.Read(&request)) continue;
        return grpc::Status::OK;
      };
  // By default takes all and knows no story.
  std::function<grpc::Status(grpc::ServerReader<summarization::v1::AnalyzeEventsRequest>&,
                             summarization::v1::AnalyzeEventsResponse&)>
      analyze = [](auto& reader, auto&) {
        summarization::v1::AnalyzeEventsRequest request;
        while (reader.Read(&request)) continue;
        return grpc::Status::OK;
      };
  // By default takes all and answers with ADigest().
  std::function<grpc::Status(grpc::ServerContext&,
                             grpc::ServerReader<summarization::v1::SummarizeWindowRequest>&,
                             summarization::v1::SummarizeWindowResponse&)>
      summarize = TakeAll;

  static grpc::Status TakeAll(grpc::ServerContext& context,
                              grpc::ServerReader<summarization::v1::SummarizeWindowRequest>& reader,
                              summarization::v1::SummarizeWindowResponse& response);
};

class FakeRendering final : public rendering::v1::RenderingService::Service {
 public:
  grpc::Status RenderDigest(grpc::ServerContext* context,
                            const rendering::v1::RenderDigestRequest* request,
                            rendering::v1::RenderDigestResponse* response) override;

  std::function<grpc::Status(rendering::v1::RenderDigestResponse&)> render =
      [](rendering::v1::RenderDigestResponse& response) {
        response.mutable_rendition()->set_content("rendered");
        return grpc::Status::OK;
      };
  rendering::v1::Format* format = nullptr;  // If set, told which format was asked for last.
};

// Returns the metadata `key` of a call, or an empty text.
std::string MetadataOf(const grpc::ServerContext& context, const std::string& key);

// A status with a BadRequest that names `field`.
grpc::Status BadField(const std::string& field);

class GatewayTest : public ::testing::Test {
 protected:
  GatewayTest();
  ~GatewayTest() override;

  // Starts the gateway; before, a test may change the fakes and the channels.
  void Start();

  // A client's context: a generous deadline and a request id.
  static void Prepare(grpc::ClientContext& context, absl::Duration timeout = absl::Seconds(30));

  grpc::Status Compose(v1::ComposeDigestResponse* response,
                       absl::Duration timeout = absl::Seconds(30));

  FakeEventStore event_store_;
  FakeSummarization summarization_;
  FakeRendering rendering_;
  std::unique_ptr<rpc::Server> fakes_;  // Serves all three.
  GatewayChannels channels_;
  const testing::TestFolder topic_files_;
  GatewayOptions options_;

  rpc::Access access_;
  std::unique_ptr<Gateway> gateway_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::DigestService::Stub> digests_;
  std::unique_ptr<v1::TopicService::Stub> topics_;
  std::unique_ptr<eventstore::v1::EventStoreService::Stub> events_;
};

}  // namespace sennight::gateway
