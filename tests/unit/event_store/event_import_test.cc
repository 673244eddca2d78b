// What becomes of a stream of events, without a server around it.
#include "services/event_store/adapters/event_import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <vector>

#include "tests/support/event_log_calls.h"
#include "tests/support/in_memory_event_log.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::AppendOutcome;
using eventstore::v1::ImportEventsRequest;
using eventstore::v1::ImportEventsResponse;
using testing::IsOk;
using testing::StatusIs;

constexpr int kMessageEvents = 300;

// A log that fails from some batch on.
class FailingLog final : public InMemoryEventLog {
 public:
  explicit FailingLog(int good = 1'000'000) : good_(good) {}

  absl::StatusOr<std::vector<AppendOutcome>> AppendPrepared(absl::Span<const PreparedEvent> batch,
                                                            absl::Time now,
                                                            absl::Time deadline) override {
    if (batches_++ >= good_) return absl::UnavailableError("the log is gone");
    stored_ += static_cast<int>(batch.size());
    return InMemoryEventLog::AppendPrepared(batch, now, deadline);
  }

  int stored() const { return stored_; }

 private:
  const int good_;
  int batches_ = 0;
  int stored_ = 0;
};

ImportEventsRequest MessageFrom(int first, int events = kMessageEvents) {
  ImportEventsRequest message;
  for (int n = first; n < first + events; ++n) *message.add_events() = AnEvent(n);
  return message;
}

class EventImportTest : public ::testing::Test {
 protected:
  EventImport ImportInto(EventLog& log) {
    return EventImport(
        Place(open_, kMaxOpenImports), log, [] { return kNow; }, "someone", absl::InfiniteFuture());
  }

  std::atomic<int> open_ = 0;
};

TEST_F(EventImportTest, StoresEventsInTheOrderOfTheStream) {
  InMemoryEventLog log;
  EventImport import = ImportInto(log);
  for (int i = 0; i < 30; ++i) ASSERT_THAT(import.Consume(MessageFrom(i * kMessageEvents)), IsOk());

  const absl::StatusOr<ImportEventsResponse> response = import.Finish();

  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->stored(), 30 * kMessageEvents);
  EXPECT_EQ(response->head(), 30 * kMessageEvents);
  for (const int n : {0, 1, 4'000, 30 * kMessageEvents - 1}) {
    const auto event = GetFrom(log, IdOf(n), 0, absl::InfiniteFuture());
    ASSERT_THAT(event, IsOk());
    EXPECT_EQ(event->position(), n + 1);
  }
}

TEST_F(EventImportTest, CountsWhatIsInTheStreamTwice) {
  InMemoryEventLog log;
  EventImport import = ImportInto(log);
  for (int i = 0; i < 10; ++i) ASSERT_THAT(import.Consume(MessageFrom(0)), IsOk());

  const absl::StatusOr<ImportEventsResponse> response = import.Finish();

  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->received(), 10 * kMessageEvents);
  EXPECT_EQ(response->stored(), kMessageEvents);
  EXPECT_EQ(response->duplicates(), 9 * kMessageEvents);
}

TEST_F(EventImportTest, EndsWhenABatchCannotBeStored) {
  FailingLog log(/*good=*/3);
  EventImport import = ImportInto(log);
  absl::Status status;
  for (int i = 0; i < 100 && status.ok(); ++i) {
    status = import.Consume(MessageFrom(i * kMessageEvents));
  }
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable, "the log is gone"))
      << "long before the end of the stream";
}

TEST_F(EventImportTest, TellsAtTheEndThatTheLastBatchCouldNotBeStored) {
  FailingLog log(/*good=*/0);
  EventImport import = ImportInto(log);
  ASSERT_THAT(import.Consume(MessageFrom(0, /*events=*/5)), IsOk());

  EXPECT_THAT(import.Finish(), StatusIs(absl::StatusCode::kUnavailable, "the log is gone"));
}

TEST_F(EventImportTest, StoresWholeBatchesOfAStreamThatIsCut) {
  FailingLog log;
  {
    EventImport import = ImportInto(log);
    for (int i = 0; i < 10; ++i) {
      ASSERT_THAT(import.Consume(MessageFrom(i * kMessageEvents)), IsOk());
    }
  }
  const auto head = log.GetHead(absl::InfiniteFuture());
  ASSERT_THAT(head, IsOk());
  EXPECT_EQ(head->position, log.stored());
  EXPECT_EQ(open_, 0);
}

}  // namespace
}  // namespace sennight::event_store
