#include "services/sennight/client/event_upload.h"

#include <gmock/gmock.h>

#include <atomic>

#include "tests/support/status_matchers.h"

namespace sennight::client {
namespace {

using eventstore::v1::EventStoreService;
using eventstore::v1::ImportEventsRequest;
using eventstore::v1::ImportEventsResponse;
using ::sennight::testing::IsOk;
using ::sennight::testing::StatusIs;

// Stores all events except those with an empty title, and answers UNAVAILABLE after `failing_after`
// messages.
class FakeStore final : public EventStoreService::Service {
 public:
  grpc::Status ImportEvents(grpc::ServerContext* /*context*/,
                            grpc::ServerReader<ImportEventsRequest>* reader,
                            ImportEventsResponse* response) override {
    ++calls;
    ImportEventsRequest request;
    int64_t index = 0;
    while (reader->Read(&request)) {
      if (++messages > failing_after) return {grpc::StatusCode::UNAVAILABLE, "no database"};
      most_events = std::max<int>(most_events, request.events_size());
      for (const auto& event : request.events()) Take(event, index++, *response);
    }
    response->set_received(index);
    return grpc::Status::OK;
  }

  static void Take(const event::v1::Event& event, int64_t index, ImportEventsResponse& response) {
    if (!event.title().empty()) {
      response.set_stored(response.stored() + 1);
      return;
    }
    response.set_rejected(response.rejected() + 1);
    auto* rejection = response.add_rejections();
    rejection->set_index(index);
    auto* violation = rejection->mutable_bad_request()->add_field_violations();
    violation->set_field("title");
    violation->set_description("want 1 to 1,024 bytes");
  }

  std::atomic<int> calls = 0;
  std::atomic<int> messages = 0;
  std::atomic<int> most_events = 0;
  int failing_after = 1'000'000;
};

class EventUploadTest : public ::testing::Test {
 protected:
  EventUploadTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&store_);
    server_ = builder.BuildAndStart();
    upload_.emplace(server_->InProcessChannel({}), [](grpc::ClientContext&) {});
  }
  ~EventUploadTest() override {
    upload_.reset();
    server_->Shutdown();
  }

  absl::Status Add(const std::string& title, int line) {
    event::v1::Event event;
    event.set_title(title);
    return upload_->Add(event, {.file = "week.jsonl", .line = line});
  }

  FakeStore store_;
  std::unique_ptr<grpc::Server> server_;
  std::optional<EventUpload> upload_;
};

TEST_F(EventUploadTest, SendsChunksInCallsOfBoundedSize) {
  constexpr int kEvents = 10'500;
  for (int line = 1; line <= kEvents; ++line) ASSERT_THAT(Add("T", line), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(upload_->counts().stored, kEvents);
  EXPECT_EQ(store_.calls, 2);
  EXPECT_LE(store_.most_events, 500);
}

TEST_F(EventUploadTest, SendsLargeEventsInSmallChunks) {
  const std::string title(400'000, 'x');
  for (int line = 1; line <= 10; ++line) ASSERT_THAT(Add(title, line), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(upload_->counts().stored, 10);
  EXPECT_EQ(store_.most_events, 2);
}

TEST_F(EventUploadTest, TellsWhichLineTheStoreRefused) {
  ASSERT_THAT(Add("A", 3), IsOk());
  ASSERT_THAT(Add("", 8), IsOk());
  ASSERT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(upload_->counts().rejected, 1);
  ASSERT_EQ(upload_->remarks().size(), 1U);
  EXPECT_EQ(upload_->remarks()[0].origin.file, "week.jsonl");
  EXPECT_EQ(upload_->remarks()[0].origin.line, 8);
  EXPECT_EQ(upload_->remarks()[0].field, "title");
}

TEST_F(EventUploadTest, EndsWithTheErrorOfTheStore) {
  store_.failing_after = 1;
  absl::Status sent;
  for (int line = 1; line <= 100'000 && sent.ok(); ++line) sent = Add("T", line);

  EXPECT_THAT(sent, StatusIs(absl::StatusCode::kUnavailable, "no database"));
}

TEST_F(EventUploadTest, NeedsNoCallForNothing) {
  EXPECT_THAT(upload_->Finish(), IsOk());

  EXPECT_EQ(store_.calls, 0);
}

}  // namespace
}  // namespace sennight::client
