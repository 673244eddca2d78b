// Imports when memory runs out, at the allocations that they make.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "common/rpc/handler.h"
#include "services/event_store/adapters/event_import.h"
#include "tests/memory/scarce_memory.h"
#include "tests/support/in_memory_event_log.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::ImportEventsRequest;
using eventstore::v1::ImportEventsResponse;
using testing::IsOk;
using testing::PlentyOfMemory;
using testing::ScarceMemory;

// A log that stores a chunk whole or not at all, as a database does, whatever memory it lacks.
class TransactionalLog final : public InMemoryEventLog {
 public:
  absl::StatusOr<std::vector<eventstore::v1::AppendOutcome>> AppendPrepared(
      absl::Span<const PreparedEvent> batch, absl::Time now, absl::Time deadline) override {
    const auto wanted = std::make_unique<std::vector<int>>(batch.size());
    const PlentyOfMemory plenty;
    return InMemoryEventLog::AppendPrepared(batch, now, deadline);
  }
};

constexpr const char* kBadTitles[] = {"", "A title with a bell\x07"};

std::vector<ImportEventsRequest> RequestsOf(int events) {
  std::vector<ImportEventsRequest> requests;
  for (int n = 0; n < events; ++n) {
    if (n % 100 == 0) requests.emplace_back();
    *requests.back().add_events() = AnEvent(n);
    if (n % 50 == 7)
      requests.back().mutable_events()->rbegin()->set_title(kBadTitles[n % 100 == 7]);
  }
  return requests;
}

int Rejected(int events) { return events < 8 ? 0 : 1 + (events - 8) / 50; }

struct Server {
  EventLog& log;
  std::atomic<int>& open;
  std::vector<ImportEventsRequest> requests;
  ImportEventsResponse response;
};

absl::Status Serve(Server& server) {
  EventImport import(
      Place(server.open, kMaxOpenImports), server.log, [] { return kNow; }, "someone",
      absl::InfiniteFuture());
  for (ImportEventsRequest& request : server.requests) {
    if (absl::Status taken = import.Consume(std::move(request)); !taken.ok()) return taken;
  }
  absl::StatusOr<ImportEventsResponse> finished = import.Finish();
  if (!finished.ok()) return finished.status();
  server.response = *std::move(finished);
  return absl::OkStatus();
}

// What becomes of an import, as a server does it.
absl::StatusOr<ImportEventsResponse> Import(std::vector<ImportEventsRequest> requests,
                                            EventLog& log, std::atomic<int>& open) {
  Server server{.log = log, .open = open, .requests = std::move(requests), .response = {}};
  const absl::Status status = rpc::Guarded([&server] { return Serve(server); });
  if (!status.ok()) return status;
  return std::move(server.response);
}

struct Scarcity {
  const char* name;
  int events;
  int step;   // From one allocation that fails to the next one tried.
  int count;  // How many fail.
};

class ImportWithoutMemory : public ::testing::TestWithParam<Scarcity> {};

TEST_P(ImportWithoutMemory, IsToldSoAndCanBeRepeatedWithoutLossOrDoubles) {
  const auto& [name, events, step, count] = GetParam();
  const std::vector<ImportEventsRequest> requests = RequestsOf(events);
  const int good = events - Rejected(events);
  int failures = 0;
  for (int first = 1;; first += step) {
    SCOPED_TRACE(first);
    TransactionalLog log;
    std::atomic<int> open = 0;
    std::vector<ImportEventsRequest> copy = requests;
    std::optional<ScarceMemory> scarce(std::in_place, first, count);
    const absl::StatusOr<ImportEventsResponse> response = Import(std::move(copy), log, open);
    const bool has_failed = scarce->has_failed();
    scarce.reset();
    EXPECT_EQ(open, 0) << "its place is free";
    if (response.ok()) {
      EXPECT_EQ(response->stored(), good);
    } else {
      EXPECT_EQ(response.status().code(), absl::StatusCode::kResourceExhausted);
      EXPECT_TRUE(has_failed);
      ++failures;
    }

    const int64_t before = log.GetHead(absl::InfiniteFuture())->position;
    EXPECT_LE(before, good);
    const absl::StatusOr<ImportEventsResponse> again = Import(requests, log, open);
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(again->duplicates(), before);
    EXPECT_EQ(again->stored(), good - before);
    EXPECT_EQ(again->rejected(), Rejected(events));
    EXPECT_EQ(again->head(), good);
    if (!has_failed) break;
    ASSERT_LT(first, 1'000'000);
  }
  EXPECT_GT(failures, 10);
}

INSTANTIATE_TEST_SUITE_P(
    Each, ImportWithoutMemory,
    ::testing::Values(Scarcity{"OneAllocationOfASmallOne", 9, 1, 1},
                      Scarcity{"AllOfASmallOne", 9, 1, ScarceMemory::kAllOthers},
                      Scarcity{"OneAllocationOfALargeOne", 1600, 499, 1},
                      Scarcity{"AllOfALargeOne", 1600, 499, ScarceMemory::kAllOthers}),
    [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace sennight::event_store
