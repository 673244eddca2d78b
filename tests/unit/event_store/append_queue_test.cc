#include "services/event_store/adapters/append_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <future>
#include <mutex>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::AppendOutcome;
using ::testing::ElementsAre;
using testing::IsOk;
using ::testing::Pair;
using testing::StatusIs;

std::vector<PreparedEvent> Events(int first, int count = 1) {
  std::vector<PreparedEvent> events;
  for (int n = first; n < first + count; ++n) events.push_back(Prepare(AnEvent(n), ""));
  return events;
}

// Stores batches when the test lets it, and remembers their sizes.
class AppendQueueTest : public ::testing::Test {
 protected:
  AppendQueue::Outcomes Store(absl::Span<const PreparedEvent> events) {
    std::unique_lock lock(mutex_);
    batches_.push_back(events.size());
    begun_.notify_all();
    opened_.wait(lock, [this] { return is_open_; });
    if (batches_.size() == fails_at_) return failure_;
    std::vector<AppendOutcome> outcomes;
    for (const PreparedEvent& prepared : events) {
      if (prepared.keys.event_id == poison_) return absl::InternalError("a statement failed");
      outcomes.emplace_back().set_event_id(prepared.keys.event_id);
    }
    return outcomes;
  }

  // Begins the first append, which is stored when the gate is opened.
  std::future<void> Lead() {
    is_open_ = false;
    auto lead = std::async(std::launch::async, [this] { Append(Events(0)); });
    std::unique_lock lock(mutex_);
    begun_.wait(lock, [this] { return !batches_.empty(); });
    return lead;
  }

  void Open() {
    const std::lock_guard lock(mutex_);
    is_open_ = true;
    opened_.notify_all();
  }

  void Append(std::vector<PreparedEvent> events, absl::Time deadline = absl::InfiniteFuture()) {
    queue_.Append(std::move(events), deadline, [this](AppendQueue::Outcomes outcomes) {
      if (!outcomes.ok()) return answers_.push_back(outcomes.status());
      for (const AppendOutcome& outcome : *outcomes) stored_.push_back(outcome.event_id());
      answers_.push_back(absl::OkStatus());
    });
  }

  std::mutex mutex_;
  std::condition_variable begun_, opened_;
  bool is_open_ = true;
  size_t fails_at_ = 0;  // Which batch fails; 0 for none.
  absl::Status failure_;
  std::string poison_;
  std::vector<size_t> batches_;
  std::vector<absl::Status> answers_;  // In the order they came.
  std::vector<std::string> stored_;
  std::vector<std::function<void()>> handed_over_;  // If keeps_ is set.
  bool keeps_ = false;
  AppendQueue queue_{[this](absl::Span<const PreparedEvent> events, absl::Time /*deadline*/) {
                       return Store(events);
                     },
                     [](std::function<void()> lead) { lead(); },
                     [this](std::function<void()> answer) {
                       if (keeps_) return handed_over_.push_back(std::move(answer));
                       answer();
                     }};
};

TEST_F(AppendQueueTest, StoresTheNextBatchBeforeTheLastHasBeenAnswered) {
  keeps_ = true;
  auto lead = Lead();
  Append(Events(1));
  Append(Events(2));

  Open();
  lead.get();

  EXPECT_THAT(batches_, ElementsAre(1, 2));
  EXPECT_THAT(stored_, ElementsAre(IdOf(1), IdOf(2))) << "nothing waits for the last one";
  ASSERT_THAT(handed_over_, ::testing::SizeIs(1));
  handed_over_[0]();
  EXPECT_THAT(stored_, ElementsAre(IdOf(1), IdOf(2), IdOf(0)));
}

TEST_F(AppendQueueTest, LetsACallerAloneWaitForNobody) {
  Append(Events(1));
  Append(Events(2, 3));

  EXPECT_THAT(batches_, ElementsAre(1, 3));
  EXPECT_THAT(stored_, ElementsAre(IdOf(1), IdOf(2), IdOf(3), IdOf(4)));
}

TEST_F(AppendQueueTest, StoresTogetherWhatComesMeanwhileAndAnswersEachCaller) {
  auto lead = Lead();
  for (int n = 1; n <= 5; ++n) Append(Events(10 * n, 2));
  EXPECT_THAT(answers_, ::testing::IsEmpty());

  Open();
  lead.get();

  EXPECT_THAT(batches_, ElementsAre(1, 10));
  EXPECT_THAT(answers_, ::testing::SizeIs(6));
  EXPECT_THAT(stored_, ElementsAre(IdOf(0), IdOf(10), IdOf(11), IdOf(20), IdOf(21), IdOf(30),
                                   IdOf(31), IdOf(40), IdOf(41), IdOf(50), IdOf(51)));
}

TEST_F(AppendQueueTest, MakesNoBatchLargerThanItsBounds) {
  auto lead = Lead();
  for (int n = 1; n <= 3; ++n) Append(Events(1000 * n, 250));
  Append(Events(5000, 13));
  PreparedEvent large = Events(9000)[0];
  large.size_bytes = kMostBatchBytes;
  Append({large});

  Open();
  lead.get();

  EXPECT_THAT(batches_, ElementsAre(1, 500, 263, 1));
}

TEST_F(AppendQueueTest, TriesABatchThatFailsAgainCallerByCaller) {
  poison_ = IdOf(20);
  auto lead = Lead();
  Append(Events(10));
  Append(Events(20, 2));
  Append(Events(30));

  Open();
  lead.get();

  EXPECT_THAT(batches_, ElementsAre(1, 4, 1, 2, 1));
  EXPECT_THAT(answers_,
              ElementsAre(IsOk(), IsOk(),
                          StatusIs(absl::StatusCode::kInternal, "a statement failed"), IsOk()));
  EXPECT_THAT(stored_, ElementsAre(IdOf(0), IdOf(10), IdOf(30)));
}

TEST_F(AppendQueueTest, TellsAllWhenTheDatabaseCannotStore) {
  fails_at_ = 2;
  failure_ = absl::UnavailableError("gone");
  auto lead = Lead();
  Append(Events(10));
  Append(Events(20));

  Open();
  lead.get();

  EXPECT_THAT(batches_, ElementsAre(1, 2));
  EXPECT_THAT(answers_, ElementsAre(IsOk(), StatusIs(absl::StatusCode::kUnavailable, "gone"),
                                    StatusIs(absl::StatusCode::kUnavailable, "gone")));
  Append(Events(30));
  EXPECT_THAT(answers_.back(), IsOk());
}

TEST_F(AppendQueueTest, DoesNotBeginWhatNobodyWaitsForAnyMore) {
  auto lead = Lead();
  Append(Events(10), absl::Now());
  Append(Events(20));

  Open();
  lead.get();

  EXPECT_THAT(batches_, ElementsAre(1, 1));
  EXPECT_THAT(stored_, ElementsAre(IdOf(0), IdOf(20)));
  EXPECT_THAT(answers_, ::testing::Contains(StatusIs(absl::StatusCode::kDeadlineExceeded, "")));
}

TEST_F(AppendQueueTest, RefusesMoreThanMayWait) {
  auto lead = Lead();
  const std::vector<PreparedEvent> one = Events(1);
  for (size_t i = 0; i < kMostWaitingAppends; ++i) Append(one);
  EXPECT_THAT(answers_, ::testing::IsEmpty());

  Append(one);

  EXPECT_THAT(answers_,
              ElementsAre(StatusIs(absl::StatusCode::kResourceExhausted, "too many calls")));
  Open();
  lead.get();
  EXPECT_THAT(answers_, ::testing::SizeIs(kMostWaitingAppends + 2));
}

TEST_F(AppendQueueTest, RefusesMoreBytesThanMayWait) {
  auto lead = Lead();
  PreparedEvent large = Events(1)[0];
  large.size_bytes = kMostWaitingBytes;
  Append({large});
  EXPECT_THAT(answers_, ::testing::IsEmpty());

  Append(Events(2));

  EXPECT_THAT(answers_,
              ElementsAre(StatusIs(absl::StatusCode::kResourceExhausted, "too many calls")));
  Open();
  lead.get();
}

TEST_F(AppendQueueTest, CountsAllThatWhatWaitsTakesOfMemory) {
  PreparedEvent twice = Events(1)[0];
  twice.payload = std::string(kMostWaitingBytes - twice.size_bytes, 'x');
  auto lead = Lead();
  Append({twice});

  Append(Events(2));

  EXPECT_THAT(answers_,
              ElementsAre(StatusIs(absl::StatusCode::kResourceExhausted, "too many calls")))
      << "what waits has the event, and most of it once more as it is stored";
  Open();
  lead.get();
}

TEST_F(AppendQueueTest, SurvivesAnException) {
  std::vector<absl::Status> answers;
  AppendQueue queue(
      [&](auto&&...) -> AppendQueue::Outcomes {
        if (answers.empty()) throw std::runtime_error("a bug");
        return std::vector<AppendOutcome>(1);
      },
      [](const std::function<void()>& lead) { lead(); },
      [](const std::function<void()>& answer) { answer(); });
  const auto note = [&answers](const AppendQueue::Outcomes& outcomes) {
    answers.push_back(outcomes.status());
  };

  queue.Append(Events(1), absl::InfiniteFuture(), note);
  queue.Append(Events(2), absl::InfiniteFuture(), note);

  EXPECT_THAT(answers, ElementsAre(StatusIs(absl::StatusCode::kInternal, ""), IsOk()));
}

// Without memory a batch is not begun, or not answered as it should be.
TEST(AppendQueueWithoutMemoryTest, TellsThoseWhomNobodyCanBeFoundToLeadAndGoesOn) {
  std::vector<absl::Status> answers;
  int leads = 0;
  AppendQueue queue(
      [](auto&&...) -> AppendQueue::Outcomes { return std::vector<AppendOutcome>(1); },
      [&leads](const std::function<void()>& lead) {
        if (++leads == 1) throw std::bad_alloc();
        lead();
      },
      [](const std::function<void()>& answer) { answer(); });
  const auto note = [&answers](const AppendQueue::Outcomes& outcomes) {
    answers.push_back(outcomes.status());
  };

  queue.Append(Events(1), absl::InfiniteFuture(), note);
  ASSERT_THAT(answers, ElementsAre(StatusIs(absl::StatusCode::kResourceExhausted, "")));
  queue.Append(Events(2), absl::InfiniteFuture(), note);

  EXPECT_THAT(answers, ElementsAre(StatusIs(absl::StatusCode::kResourceExhausted, ""), IsOk()));
}

TEST(AppendQueueWithoutMemoryTest, TellsThoseWhoseAnswersCannotBeHandedOverAndGoesOn) {
  std::vector<std::pair<int, absl::Status>> answers;
  const auto note = [&answers](int caller) {
    return [&answers, caller](const AppendQueue::Outcomes& outcomes) {
      answers.emplace_back(caller, outcomes.status());
    };
  };
  AppendQueue* itself = nullptr;
  int batches = 0;
  AppendQueue queue(
      [&](auto&&...) -> AppendQueue::Outcomes {
        // Somebody comes while the first batch is stored, so its answers are for another thread.
        if (++batches == 1) itself->Append(Events(2), absl::InfiniteFuture(), note(2));
        return std::vector<AppendOutcome>(1);
      },
      [](const std::function<void()>& lead) { lead(); },
      [](const std::function<void()>& /*answer*/) { throw std::bad_alloc(); });
  itself = &queue;

  queue.Append(Events(1), absl::InfiniteFuture(), note(1));

  EXPECT_EQ(batches, 2);
  EXPECT_THAT(answers, ElementsAre(Pair(1, StatusIs(absl::StatusCode::kResourceExhausted, "")),
                                   Pair(2, IsOk())));
}

}  // namespace
}  // namespace sennight::event_store
