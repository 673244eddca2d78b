// Subscriptions through a real channel, on a log in memory and a clock that is set by hand.
#include "services/event_store/adapters/subscription.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "common/status/status.h"
#include "services/event_store/adapters/event_store_service.h"
#include "services/event_store/adapters/log_follower.h"
#include "services/event_store/adapters/log_tail.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/eventually.h"
#include "tests/support/in_memory_event_log.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::SubscribeRequest;
using eventstore::v1::SubscribeResponse;
using Contract = eventstore::v1::EventStoreService;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::ParseText;
using ::testing::SizeIs;
using testing::StatusIs;

constexpr int kFewSubscribers = 3;

// A client's side of a subscription.
class Subscriber {
 public:
  Subscriber(Contract::Stub& stub, const SubscribeRequest& request)
      : reader_(stub.Subscribe(&context_, request)) {}

  ~Subscriber() {
    if (reader_ == nullptr) return;
    context_.TryCancel();
    (void)End();
  }

  // Waits for the next message; an empty one at the end.
  SubscribeResponse Next() {
    SubscribeResponse response;
    if (!reader_->Read(&response)) response.Clear();
    return response;
  }

  // Waits until it has come to `position`, and returns the positions of what was sent.
  std::vector<int64_t> ReadUpTo(int64_t position) {
    std::vector<int64_t> positions;
    for (SubscribeResponse response; reader_->Read(&response);) {
      for (const event::v1::Event& event : response.events()) positions.push_back(event.position());
      if (response.position() >= position) break;
    }
    return positions;
  }

  void Cancel() { context_.TryCancel(); }

  // Waits for the end.
  absl::Status End() {
    for (SubscribeResponse response; reader_->Read(&response);) continue;
    const absl::Status status = rpc::FromGrpcStatus(reader_->Finish());
    reader_ = nullptr;
    return status;
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<SubscribeResponse>> reader_;
};

class SubscriptionTest : public ::testing::Test {
 protected:
  SubscriptionTest() {
    absl::StatusOr<std::unique_ptr<rpc::Server>> server =
        rpc::Server::Start({}, {.services = {&service_}});
    EXPECT_THAT(server, IsOk());
    server_ = *std::move(server);
    stub_ = Contract::NewStub(server_->InProcessChannel());
  }

  void Append(int first, int last, const std::string& topic = "cell-gene-therapy",
              size_t body_bytes = 10) {
    std::vector<event::v1::Event> events;
    for (int n = first; n <= last; ++n) {
      events.push_back(AnEvent(n));
      events.back().set_topic(topic);
      events.back().set_body(std::string(body_bytes, 'b'));
    }
    ASSERT_THAT(AppendTo(log_, events, {kNow}, absl::InfiniteFuture()), IsOk());
    tail_.Poke();
  }

  std::unique_ptr<Subscriber> Subscribe(const std::string& request = "") {
    return std::make_unique<Subscriber>(*stub_, ParseText<SubscribeRequest>(request));
  }

  absl::Status EndOf(const std::string& request) { return Subscribe(request)->End(); }

  void Pass(absl::Duration duration) { passed_ += absl::ToInt64Seconds(duration); }

  std::atomic<int64_t> passed_ = 0;
  std::function<absl::Time()> clock_ = [this] { return kNow + absl::Seconds(passed_.load()); };
  InMemoryEventLog log_;
  LogTail tail_{log_};
  std::atomic<bool> is_wanted_ = false;
  LogFollower follower_{
      tail_, {.on_wanted = [this](bool is_wanted) { is_wanted_ = is_wanted; }}, clock_};
  Subscriptions subscriptions_{log_, tail_, {.most_subscribers = kFewSubscribers, .now = clock_}};
  rpc::Access access_;
  rpc::Dispatcher dispatcher_{2, 100, access_};
  EventStoreService service_{log_, dispatcher_, [] { return kNow; }, subscriptions_};
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<Contract::Stub> stub_;
};

TEST_F(SubscriptionTest, SendsWhatIsStoredAndThenWhatComes) {
  Append(1, 3);
  const auto subscriber = Subscribe();
  const SubscribeResponse stored = subscriber->Next();
  ASSERT_THAT(stored.events(), SizeIs(3));
  EXPECT_EQ(stored.events(2).event_id(), IdOf(3));
  EXPECT_EQ(stored.events(2).position(), 3);
  EXPECT_EQ(stored.position(), 3);
  EXPECT_EQ(stored.epoch(), 1);
  EXPECT_TRUE(stored.caught_up());

  Append(4, 4);
  const SubscribeResponse live = subscriber->Next();
  ASSERT_THAT(live.events(), SizeIs(1));
  EXPECT_EQ(live.events(0).event_id(), IdOf(4));
  EXPECT_EQ(live.position(), 4);
  EXPECT_TRUE(live.caught_up());
}

TEST_F(SubscriptionTest, WantsTheNewsWhileSomebodyFollowsOnly) {
  EXPECT_FALSE(is_wanted_);
  for (int i = 0; i < 2; ++i) {
    {
      const auto subscriber = Subscribe();
      EXPECT_TRUE(testing::Eventually([this] { return is_wanted_.load(); }));
    }
    EXPECT_TRUE(testing::Eventually([this] { return !is_wanted_.load(); }));
  }
}

TEST_F(SubscriptionTest, SaysAtOnceThatThereIsNothing) {
  const auto subscriber = Subscribe();

  EXPECT_THAT(subscriber->Next(),
              testing::EqualsProto(ParseText<SubscribeResponse>("epoch: 1 caught_up: true")));
}

TEST_F(SubscriptionTest, GoesOnAfterAPosition) {
  Append(1, 200);
  const auto subscriber = Subscribe("after_position: 198 epoch: 1");

  EXPECT_THAT(subscriber->ReadUpTo(200), ElementsAre(199, 200));
}

TEST_F(SubscriptionTest, SendsAtMost64RevisionsInAMessage) {
  Append(1, 130);
  const auto subscriber = Subscribe();

  const SubscribeResponse first = subscriber->Next();
  EXPECT_THAT(first.events(), SizeIs(64));
  EXPECT_EQ(first.position(), 64);
  EXPECT_FALSE(first.caught_up());
  EXPECT_THAT(subscriber->Next().events(), SizeIs(64));
  const SubscribeResponse last = subscriber->Next();
  EXPECT_THAT(last.events(), SizeIs(2));
  EXPECT_TRUE(last.caught_up());
}

TEST_F(SubscriptionTest, KeepsMessagesSmallButSendsWhateverIsStored) {
  Append(1, 10, "cell-gene-therapy", 100000);
  Append(11, 11, "cell-gene-therapy", 2 * kMaxSubscribeBytes);
  const auto subscriber = Subscribe();

  std::vector<int> sizes;
  for (int64_t position = 0; position < 11;) {
    const SubscribeResponse response = subscriber->Next();
    sizes.push_back(response.events_size());
    position = response.position();
  }
  EXPECT_THAT(sizes, ElementsAre(2, 2, 2, 2, 2, 1));
}

TEST_F(SubscriptionTest, SendsTheTopicsThatAreAskedFor) {
  Append(1, 2);
  Append(3, 3, "offshore-wind");
  Append(4, 4, "batteries");
  const auto subscriber = Subscribe("topics: 'offshore-wind' topics: 'batteries'");
  EXPECT_THAT(subscriber->ReadUpTo(4), ElementsAre(3, 4));

  Append(5, 5);
  Append(6, 6, "batteries");
  EXPECT_THAT(subscriber->ReadUpTo(6), ElementsAre(6));
}

TEST_F(SubscriptionTest, CatchesUpWithARareTopicInOneMessage) {
  Append(1, 500);
  Append(501, 502, "offshore-wind");
  Append(503, 900);
  const auto subscriber = Subscribe("topics: 'offshore-wind'");

  const SubscribeResponse first = subscriber->Next();
  EXPECT_THAT(first.events(), SizeIs(2));
  EXPECT_EQ(first.position(), 900);
  EXPECT_TRUE(first.caught_up());
}

TEST_F(SubscriptionTest, SaysThatItHasCaughtUpThoughTheTopicsLetNothingThrough) {
  Append(1, 200);
  const auto subscriber = Subscribe("topics: 'offshore-wind'");

  EXPECT_THAT(
      subscriber->Next(),
      testing::EqualsProto(ParseText<SubscribeResponse>("position: 200 epoch: 1 caught_up: true")));
}

TEST_F(SubscriptionTest, TellsItsPositionInEachHeartbeat) {
  const auto subscriber = Subscribe("topics: 'offshore-wind' heartbeat: 30");
  EXPECT_EQ(subscriber->Next().position(), 0);
  Append(1, 5);  // Nothing for this subscriber.
  ASSERT_TRUE(testing::Eventually([this] {
    return tail_.Visit(tail_.state().generation, 5, [](const auto&) { return true; }) == 5;
  }));

  Pass(absl::Seconds(30));
  SubscribeResponse heartbeat = subscriber->Next();
  EXPECT_THAT(heartbeat, testing::EqualsProto(
                             ParseText<SubscribeResponse>("position: 5 epoch: 1 caught_up: true")));
  Pass(absl::Seconds(30));
  heartbeat = subscriber->Next();
  EXPECT_EQ(heartbeat.position(), 5);
  EXPECT_THAT(heartbeat.events(), IsEmpty());
}

TEST_F(SubscriptionTest, LetsASlowReaderSlowDownNobodyElse) {
  const auto slow = Subscribe();
  const auto fast = Subscribe();
  EXPECT_TRUE(slow->Next().caught_up());
  EXPECT_TRUE(fast->Next().caught_up());

  // More than the tail keeps, and than the channel buffers.
  std::vector<int64_t> dense;
  for (int batch = 0; batch < 60; ++batch) {
    Append(batch * 100 + 1, batch * 100 + 100, "cell-gene-therapy", 5000);
    const std::vector<int64_t> read = fast->ReadUpTo(batch * 100 + 100);
    ASSERT_THAT(read, SizeIs(100));
    dense.insert(dense.end(), read.begin(), read.end());
  }

  EXPECT_EQ(slow->ReadUpTo(6000), dense);
  EXPECT_EQ(dense.front(), 1);
}

TEST_F(SubscriptionTest, RefusesOneSubscriberMoreThanThereMayBe) {
  std::vector<std::unique_ptr<Subscriber>> subscribers;
  for (int n = 0; n < kFewSubscribers; ++n) {
    subscribers.push_back(Subscribe());
    EXPECT_TRUE(subscribers.back()->Next().caught_up());
  }

  const absl::Status refused = EndOf("");
  EXPECT_THAT(refused,
              StatusIs(absl::StatusCode::kResourceExhausted, "there are 3 subscribers already"));
  EXPECT_TRUE(refused.GetPayload(kRetryInfoType.data()).has_value());

  // One that waits is let go when its client cancels.
  subscribers[0]->Cancel();
  EXPECT_THAT(subscribers[0]->End(), StatusIs(absl::StatusCode::kCancelled, ""));
  EXPECT_TRUE(testing::Eventually([this] { return Subscribe()->Next().caught_up(); }));
}

TEST_F(SubscriptionTest, LetsAClientGoThatDoesNotRead) {
  Append(1, 100, "cell-gene-therapy", 100000);
  for (int n = 0; n < kFewSubscribers; ++n) {
    const auto subscriber = Subscribe();
    EXPECT_EQ(subscriber->Next().position(), 2);
    subscriber->Cancel();
  }

  EXPECT_TRUE(testing::Eventually([this] { return Subscribe()->Next().position() == 2; }));
}

TEST_F(SubscriptionTest, RefusesAPositionThatIsNotOfThisLog) {
  Append(1, 2);

  const absl::Status after = EndOf("after_position: 3");
  EXPECT_THAT(after, StatusIs(absl::StatusCode::kOutOfRange, "want a position of at most 2"));
  EXPECT_EQ(ReasonOf(after), "POSITION_AFTER_HEAD");
  const absl::Status restored = EndOf("after_position: 1 epoch: 2");
  EXPECT_THAT(restored, StatusIs(absl::StatusCode::kOutOfRange, "epoch"));
  EXPECT_EQ(ReasonOf(restored), "EPOCH_MISMATCH");
}

TEST_F(SubscriptionTest, RefusesWhatIsMalformed) {
  EXPECT_THAT(EndOf("topics: 'No!'"),
              StatusIs(absl::StatusCode::kInvalidArgument, "topics[0]: want"));
}

TEST_F(SubscriptionTest, EndsWhenTheDatabaseIsLost) {
  const auto subscriber = Subscribe();
  EXPECT_TRUE(subscriber->Next().caught_up());

  auto end = std::async(std::launch::async, [&subscriber] { return subscriber->End(); });
  // The follower, which can read the log, takes the failure back whenever it looks.
  do {
    tail_.Fail(absl::UnavailableError("the database cannot be reached"));
  } while (end.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready);

  EXPECT_THAT(end.get(), StatusIs(absl::StatusCode::kUnavailable, "database"));
}

TEST_F(SubscriptionTest, EndsWithTheService) {
  const auto subscriber = Subscribe();
  EXPECT_TRUE(subscriber->Next().caught_up());

  subscriptions_.End();

  const absl::Status end = subscriber->End();
  EXPECT_THAT(end, StatusIs(absl::StatusCode::kUnavailable, "after the last position"));
  EXPECT_EQ(ReasonOf(end), "SERVICE_ENDS");
  EXPECT_THAT(EndOf(""), StatusIs(absl::StatusCode::kUnavailable, "the service ends"));
}

}  // namespace
}  // namespace sennight::event_store
