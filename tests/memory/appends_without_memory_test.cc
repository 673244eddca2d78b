// The queue of appends when memory runs out, at each allocation that it makes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <utility>
#include <vector>

#include "services/event_store/adapters/append_queue.h"
#include "tests/memory/scarce_memory.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::AppendOutcome;
using testing::PlentyOfMemory;
using testing::ScarceMemory;

constexpr int kCallers = 5;

std::vector<PreparedEvent> Events(int first, int count) {
  std::vector<PreparedEvent> events;
  for (int n = first; n < first + count; ++n) events.push_back(Prepare(AnEvent(n), ""));
  return events;
}

// How often each caller was answered, and how at last; notes them without memory.
class Answers {
 public:
  AppendQueue::Done Of(int caller) {
    const PlentyOfMemory plenty;
    return [this, caller](const AppendQueue::Outcomes& outcomes) {
      const auto at = static_cast<size_t>(caller);
      ++counts_[at];
      codes_[at] = outcomes.status().code();
      sizes_[at] = outcomes.ok() ? outcomes->size() : 0;
    };
  }

  int count(int caller) const { return counts_[static_cast<size_t>(caller)]; }
  absl::StatusCode code(int caller) const { return codes_[static_cast<size_t>(caller)]; }
  size_t size(int caller) const { return sizes_[static_cast<size_t>(caller)]; }

 private:
  std::array<int, kCallers> counts_ = {};
  std::array<absl::StatusCode, kCallers> codes_ = {};
  std::array<size_t, kCallers> sizes_ = {};
};

// A queue with caller 0, whose batch is stored alone, and three who come meanwhile and are stored
// together. Answers are given by another task, or at once; caller 4 comes when memory is back.
class Scene {
 public:
  // Memory is scarce from when the first batch is stored on: the rest is done without the caller.
  void RunWithScarceStoring(int first, int count) {
    meanwhile_ = [this, first, count] {
      for (int caller = 1; caller <= 3; ++caller) {
        queue_.Append(Events(10 * caller, caller), absl::InfiniteFuture(), answers.Of(caller));
      }
      scarce_.emplace(first, count);
    };
    queue_.Append(Events(1, 1), absl::InfiniteFuture(), answers.Of(0));
    End();
  }

  // Memory is scarce when each of the callers comes.
  void RunWithScarceCalls(int first, int count) {
    meanwhile_ = [this] {
      for (int caller = 1; caller <= 3; ++caller) {
        std::vector<PreparedEvent> events;
        {
          const PlentyOfMemory plenty;
          events = Events(10 * caller, caller);
        }
        queue_.Append(std::move(events), absl::InfiniteFuture(), answers.Of(caller));
      }
    };
    std::vector<PreparedEvent> events = Events(1, 1);
    AppendQueue::Done done = answers.Of(0);
    scarce_.emplace(first, count);
    queue_.Append(std::move(events), absl::InfiniteFuture(), std::move(done));
    if (!has_stored_) std::exchange(meanwhile_, nullptr)();
    End();
  }

  Answers answers;
  bool has_failed = false;

 private:
  void End() {
    has_failed = scarce_->has_failed();
    scarce_.reset();
    queue_.Append(Events(100, 2), absl::InfiniteFuture(), answers.Of(4));
  }

  AppendQueue::Outcomes Store(absl::Span<const PreparedEvent> events) {
    if (meanwhile_ != nullptr && !has_stored_) {
      has_stored_ = true;
      std::exchange(meanwhile_, nullptr)();
    }
    std::vector<AppendOutcome> outcomes(events.size());
    for (AppendOutcome& outcome : outcomes) outcome.set_event_id(std::string(64, 'x'));
    return outcomes;
  }

  std::function<void()> meanwhile_;
  bool has_stored_ = false;
  std::optional<ScarceMemory> scarce_;
  AppendQueue queue_{[this](absl::Span<const PreparedEvent> events, absl::Time /*deadline*/) {
                       return Store(events);
                     },
                     [](const std::function<void()>& lead) { lead(); },
                     [](const std::function<void()>& answer) { answer(); }};
};

struct Scarcity {
  const char* name;
  void (Scene::*run)(int first, int count);
  int count;
};

class AppendsWithoutMemory : public ::testing::TestWithParam<Scarcity> {};

TEST_P(AppendsWithoutMemory, AreAnsweredOnceAndTheNextAreStored) {
  int failures = 0;
  int stored = 0;
  for (int first = 1;; ++first) {
    SCOPED_TRACE(first);
    Scene scene;
    (scene.*GetParam().run)(first, GetParam().count);
    for (int caller = 0; caller < kCallers; ++caller) {
      SCOPED_TRACE(caller);
      EXPECT_EQ(scene.answers.count(caller), 1);
      const absl::StatusCode code = scene.answers.code(caller);
      if (code == absl::StatusCode::kOk) {
        const int events = caller == 0 ? 1 : caller == 4 ? 2 : caller;
        EXPECT_EQ(scene.answers.size(caller), static_cast<size_t>(events));
        ++stored;
      } else {
        EXPECT_EQ(code, absl::StatusCode::kResourceExhausted);
        ++failures;
      }
    }
    EXPECT_EQ(scene.answers.code(4), absl::StatusCode::kOk) << "memory is back";
    if (!scene.has_failed) break;
    ASSERT_LT(first, 10'000);
  }
  EXPECT_GT(failures, 5);
  EXPECT_GT(stored, 5);
}

INSTANTIATE_TEST_SUITE_P(
    Each, AppendsWithoutMemory,
    ::testing::Values(
        Scarcity{"OneAllocationWhileStoring", &Scene::RunWithScarceStoring, 1},
        Scarcity{"AllWhileStoring", &Scene::RunWithScarceStoring, ScarceMemory::kAllOthers},
        Scarcity{"OneAllocationOfACaller", &Scene::RunWithScarceCalls, 1},
        Scarcity{"AllOfTheCallers", &Scene::RunWithScarceCalls, ScarceMemory::kAllOthers}),
    [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace sennight::event_store
