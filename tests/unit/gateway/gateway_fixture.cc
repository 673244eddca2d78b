#include "tests/unit/gateway/gateway_fixture.h"

#include <filesystem>
#include <fstream>

#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "common/status/status.h"
#include "tests/unit/gateway/a_digest.h"

namespace sennight::gateway {

namespace fs = std::filesystem;

grpc::Status FakeEventStore::AppendEvents(grpc::ServerContext* context,
                                          const eventstore::v1::AppendEventsRequest*,
                                          eventstore::v1::AppendEventsResponse* response) {
  return append(*context, *response);
}

grpc::Status FakeEventStore::ImportEvents(
    grpc::ServerContext*, grpc::ServerReader<eventstore::v1::ImportEventsRequest>* reader,
    eventstore::v1::ImportEventsResponse* response) {
  return import(*reader, *response);
}

grpc::Status FakeEventStore::GetHead(grpc::ServerContext*, const eventstore::v1::GetHeadRequest*,
                                     eventstore::v1::GetHeadResponse* response) {
  return get_head(*response);
}

grpc::Status FakeEventStore::ListEvents(grpc::ServerContext*,
                                        const eventstore::v1::ListEventsRequest* request,
                                        eventstore::v1::ListEventsResponse* response) {
  return list_events(*request, *response);
}

grpc::Status FakeEventStore::StreamWindow(
    grpc::ServerContext* context, const eventstore::v1::StreamWindowRequest*,
    grpc::ServerWriter<eventstore::v1::StreamWindowResponse>* writer) {
  return stream_window(*context, *writer);
}

grpc::Status FakeEventStore::Subscribe(
    grpc::ServerContext* context, const eventstore::v1::SubscribeRequest*,
    grpc::ServerWriter<eventstore::v1::SubscribeResponse>* writer) {
  return subscribe(*context, *writer);
}

grpc::Status FakeEventStore::GetWindowHead(grpc::ServerContext* context,
                                           const eventstore::v1::GetWindowHeadRequest*,
                                           eventstore::v1::GetWindowHeadResponse* response) {
  return get_window_head(*context, *response);
}

grpc::Status FakeEventStore::TellThreeEvents(grpc::ServerContext&,
                                             eventstore::v1::GetWindowHeadResponse& response) {
  response.mutable_head()->set_as_of_position(7);
  response.mutable_head()->set_epoch(1);
  response.mutable_head()->set_event_count(3);
  return grpc::Status::OK;
}

grpc::Status FakeEventStore::SendThreeEvents(
    grpc::ServerContext&, grpc::ServerWriter<eventstore::v1::StreamWindowResponse>& writer) {
  eventstore::v1::StreamWindowResponse head;
  head.mutable_head()->set_as_of_position(7);
  head.mutable_head()->set_epoch(1);
  head.mutable_head()->set_event_count(3);
  writer.Write(head);
  for (const int size : {2, 1}) {
    eventstore::v1::StreamWindowResponse part;
    for (int i = 0; i < size; ++i) part.add_events()->set_title("a report");
    writer.Write(part);
  }
  return grpc::Status::OK;
}

grpc::Status FakeEventStore::BatchGetEvents(grpc::ServerContext*,
                                            const eventstore::v1::BatchGetEventsRequest* request,
                                            eventstore::v1::BatchGetEventsResponse* response) {
  return batch_get(*request, *response);
}

grpc::Status FakeSummarization::AnalyzeEvents(
    grpc::ServerContext*, grpc::ServerReader<summarization::v1::AnalyzeEventsRequest>* reader,
    summarization::v1::AnalyzeEventsResponse* response) {
  return analyze(*reader, *response);
}

grpc::Status FakeSummarization::VerifyDigest(
    grpc::ServerContext*, grpc::ServerReader<summarization::v1::VerifyDigestRequest>* reader,
    summarization::v1::VerifyDigestResponse* response) {
  return verify(*reader, *response);
}

grpc::Status FakeSummarization::SummarizeWindow(
    grpc::ServerContext* context,
    grpc::ServerReader<summarization::v1::SummarizeWindowRequest>* reader,
    summarization::v1::SummarizeWindowResponse* response) {
  return summarize(*context, *reader, *response);
}

grpc::Status FakeSummarization::TakeAll(
    grpc::ServerContext&, grpc::ServerReader<summarization::v1::SummarizeWindowRequest>& reader,
    summarization::v1::SummarizeWindowResponse& response) {
  summarization::v1::SummarizeWindowRequest request;
  while (reader.Read(&request)) {
  }
  *response.mutable_digest() = ADigest();
  return grpc::Status::OK;
}

grpc::Status FakeRendering::RenderDigest(grpc::ServerContext*,
                                         const rendering::v1::RenderDigestRequest* request,
                                         rendering::v1::RenderDigestResponse* response) {
  if (format != nullptr) *format = request->format();
  return render(*response);
}

std::string MetadataOf(const grpc::ServerContext& context, const std::string& key) {
  const auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return "";
  return std::string(found->second.data(), found->second.size());
}

grpc::Status BadField(const std::string& field) {
  return rpc::ToGrpcStatus(InvalidField(field, "want something else"));
}

GatewayTest::GatewayTest() {
  auto fakes =
      rpc::Server::Start({.address = "127.0.0.1:0", .drain_grace = absl::Milliseconds(100)},
                         {.services = {&event_store_, &summarization_, &rendering_}});
  EXPECT_TRUE(fakes.ok()) << fakes.status();
  fakes_ = *std::move(fakes);
  channels_ = {.event_store = rpc::Connect(fakes_->address()),
               .summarization = rpc::Connect(fakes_->address()),
               .rendering = rpc::Connect(fakes_->address())};

  options_.topics = topic_files_.path();
  std::ofstream(options_.topics + "/a.textproto") << ATopicFile();
  std::ofstream(options_.topics + "/b.textproto") << ATopicFile("solar-power");
  std::ofstream(options_.topics + "/README.md") << "not a topic";
}

GatewayTest::~GatewayTest() {
  if (server_ != nullptr) server_->Drain();
}

void GatewayTest::Start() {
  absl::StatusOr<std::unique_ptr<Gateway>> gateway = Gateway::Make(options_, channels_, access_);
  ASSERT_TRUE(gateway.ok()) << gateway.status();
  gateway_ = *std::move(gateway);
  auto server = rpc::Server::Start(
      {.address = "127.0.0.1:0",
       .service_names = Gateway::service_names(),
       .drain_grace = absl::Milliseconds(100)},
      {.services = gateway_->services(), .generic = &gateway_->event_store_proxy()});
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
  const std::shared_ptr<grpc::Channel> channel = rpc::Connect(server_->address());
  digests_ = v1::DigestService::NewStub(channel);
  topics_ = v1::TopicService::NewStub(channel);
  events_ = eventstore::v1::EventStoreService::NewStub(channel);
}

void GatewayTest::Prepare(grpc::ClientContext& context, absl::Duration timeout) {
  rpc::PrepareContext(
      context, absl::Now() + timeout,
      trace::Origin{.request_id = "client-1",
                    .trace = trace::TraceContext::Parse(kTraceparent, "rojo=1,congo=2")});
}

grpc::Status GatewayTest::Compose(v1::ComposeDigestResponse* response, absl::Duration timeout) {
  grpc::ClientContext context;
  Prepare(context, timeout);
  v1::ComposeDigestRequest request;
  request.set_topic("cell-gene-therapy");
  request.set_week("2025-W50");
  request.set_language("en");
  return digests_->ComposeDigest(&context, request, response);
}

}  // namespace sennight::gateway
