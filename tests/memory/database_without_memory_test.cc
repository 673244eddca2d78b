// The log in PostgreSQL when memory runs out, at the allocations that its methods make.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "common/rpc/handler.h"
#include "services/event_store/adapters/postgres/postgres_event_log.h"
#include "tests/memory/scarce_memory.h"
#include "tests/postgres/postgres_cluster.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using testing::IsOk;
using testing::ScarceMemory;

constexpr char kTopic[] = "cell-gene-therapy";
constexpr int kStored = 20;

absl::Time Soon() { return absl::Now() + absl::Minutes(1); }

class DatabaseWithoutMemory : public ::testing::Test {
 protected:
  using Call = std::function<absl::Status()>;

  DatabaseWithoutMemory() {
    log_.SetReady();
    std::vector<event::v1::Event> events;
    for (int n = 0; n < kStored; ++n) events.push_back(AnEvent(n));
    EXPECT_THAT(AppendTo(log_, events, {kNow}, Soon()), IsOk());
    EXPECT_THAT(log_.IndexForSearch(Soon()), IsOk());
  }

  // Makes calls, in each of which memory runs out one allocation later than in the one before, or
  // `step` later, until one needs no more. Each is made anew when memory is back, and must succeed.
  // `next` returns the next call. If it `reconnects`, each begins without a connection. Returns how
  // many failed.
  int RunOut(const std::function<Call()>& next, int step, bool reconnects = false) {
    int failures = 0;
    bool has_failed = true;
    for (int first = 1; has_failed; first += step) {
      SCOPED_TRACE(first);
      const Call call = next();
      if (reconnects) pool_.CloseIdle();
      const std::function<absl::Status()> guarded = [&call] { return rpc::Guarded(call); };
      absl::Status status;
      {
        const ScarceMemory scarce(first);
        status = guarded();
        has_failed = scarce.has_failed();
      }
      if (!status.ok()) {
        EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
        EXPECT_TRUE(has_failed);
        ++failures;
      }
      EXPECT_THAT(guarded(), IsOk());
      if (HasFailure()) break;
    }
    return failures;
  }

  // The same with appends of `events` events, all new; then nothing is lost, doubled or out of
  // order.
  void ExpectAppends(int events, int step) {
    int appended = kStored;
    const int failures = RunOut(
        [&] {
          std::vector<PreparedEvent> batch;
          for (int n = 0; n < events; ++n) batch.push_back(Prepare(AnEvent(appended + n), ""));
          const int64_t before = appended;
          appended += events;
          return [this, before, batch = std::move(batch)] {
            const auto outcomes = log_.AppendPrepared(batch, kNow, Soon());
            if (!outcomes.ok()) return outcomes.status();
            int64_t position = before;
            for (const auto& outcome : *outcomes) {
              if (outcome.position() != ++position) return absl::DataLossError("out of order");
            }
            return absl::OkStatus();
          };
        },
        step);
    EXPECT_GT(failures, 10);
    EXPECT_EQ(log_.GetHead(Soon())->position, appended);
    EXPECT_EQ(Sql(database_, "SELECT count(*) FROM event_store.event"), std::to_string(appended));
  }

  std::string database_ = PostgresCluster::Shared().NewDatabase();
  ConnectionPool pool_{{.connection_string = database_, .size = 1}};
  PostgresEventLog log_{pool_};
};

TEST_F(DatabaseWithoutMemory, StoresABatchOnceThatIsRepeated) { ExpectAppends(3, 1); }

TEST_F(DatabaseWithoutMemory, StoresALargeBatchOnceThatIsRepeated) { ExpectAppends(700, 331); }

TEST_F(DatabaseWithoutMemory, StoresARevisionOnceThatIsRepeated) {
  int32_t revision = 1;
  const auto next = [&] {
    event::v1::Event event = AnEvent(1);
    event.set_title(std::to_string(revision));
    const Revision revised{.event_id = IdOf(1),
                           .expected_revision = revision++,
                           .reason = "wrong",
                           .event = Prepare(event, "")};
    return [this, revised] { return log_.Revise(revised, {kNow}, Soon()).status(); };
  };
  EXPECT_GT(RunOut(next, 1), 10);
  EXPECT_EQ(log_.GetHead(Soon())->position, kStored + revision - 1);
}

TEST_F(DatabaseWithoutMemory, ConnectsWhenItIsBack) {
  const Call read = [this] { return log_.GetHead(Soon()).status(); };
  EXPECT_GT(RunOut([&] { return read; }, 1, /*reconnects=*/true), 10);
}

TEST_F(DatabaseWithoutMemory, ReadsAsEverWhenItIsBack) {
  const SearchQuery titles{.topic = kTopic, .words = *ParseSearchWords("report"), .limit = 100};
  SearchQuery texts = titles;
  texts.in_bodies = true;
  texts.first_day = absl::CivilDay(2025, 12, 10);
  texts.end_day = absl::CivilDay(2025, 12, 11);
  const auto found = [this](const SearchQuery& query) {
    const absl::StatusOr<SearchPage> page = log_.Search(query, 0, Soon());
    if (!page.ok()) return page.status();
    return page->hits.size() == kStored ? absl::OkStatus()
                                        : absl::DataLossError("some are missing");
  };
  const struct {
    const char* name;
    int step;
    Call read;
  } cases[] = {
      {"head", 1, [this] { return log_.GetHead(Soon()).status(); }},
      {"event", 3, [this, id = IdOf(1)] { return GetFrom(log_, id, 0, Soon()).status(); }},
      {"list", 29,
       [this] {
         const auto page = log_.List({.topic = kTopic, .limit = 100}, 0, Soon());
         if (!page.ok()) return page.status();
         return page->events.size() == kStored ? absl::OkStatus() : absl::DataLossError("missing");
       }},
      {"titles", 29, [&] { return found(titles); }},
      {"texts", 29, [&] { return found(texts); }},
      {"tail", 29,
       [this] { return log_.ReadTail({.limit = 10, .max_bytes = 10'000}, Soon()).status(); }},
  };
  for (const auto& [name, step, read] : cases) {
    SCOPED_TRACE(name);
    EXPECT_GT(RunOut([&call = read] { return call; }, step), 1);
  }
}

}  // namespace
}  // namespace sennight::event_store
