// What is decided about a batch when memory runs out, at each allocation that it takes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <new>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/event_store/domain/batch_resolution.h"
#include "tests/memory/scarce_memory.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::AppendOutcome;
using testing::ScarceMemory;

constexpr int kBefore = 100;
constexpr int kInBatch = 80;

// The n-th event; its text is that of every other kBefore-th.
PreparedEvent AReport(int n) {
  event::v1::Event event = AnEvent(n);
  std::string body = "The numbers are";
  for (int i = 0; i < 20; ++i)
    absl::StrAppend(&body, " ", (n % kBefore * 7919 + i) * 7919 % 10'007);
  event.set_body(body);
  return Prepare(event, "");
}

// A log with kBefore texts, of which one event is known by its id and one by what it says; and a
// batch of those and of new ones, each like one of before: more than fit into what was reserved.
struct Scene {
  Scene() {
    std::vector<PreparedEvent> before;
    for (int n = 0; n < kBefore; ++n) before.push_back(AReport(n));
    ResolveBatch(before, 0, {}, texts);
    texts.Confirm(kBefore);
    for (int n = 0; n < kInBatch; ++n) batch.push_back(AReport(kBefore + n));
    const EventKeys& first = before[0].keys;
    const EventKeys& second = before[1].keys;
    known.by_id[first.event_id] = {
        .topic = first.topic, .position = 1, .revision = 1, .content_hashes = {first.content_hash}};
    known.by_id[second.event_id] = {.topic = second.topic,
                                    .position = 2,
                                    .revision = 1,
                                    .content_hashes = {second.content_hash}};
    known.ids_by_content_key[second.content_key] = second.event_id;
    batch.push_back(before[0]);
    batch.push_back(before[1]);
    batch.back().keys.event_id = IdOf(9999);
    batch.push_back(batch[2]);
  }

  std::vector<AppendOutcome> Decide() {
    const KnownEvents found = known;
    return ResolveBatch(batch, kBefore, found, texts).outcomes;
  }

  NearDuplicates texts;
  KnownEvents known;
  std::vector<PreparedEvent> batch;
};

std::vector<std::string> Told(const std::vector<AppendOutcome>& outcomes) {
  std::vector<std::string> lines;
  for (const AppendOutcome& outcome : outcomes) lines.push_back(outcome.ShortDebugString());
  return lines;
}

class BatchesWithoutMemory : public ::testing::TestWithParam<int> {};

TEST_P(BatchesWithoutMemory, AreDecidedAboutAsEverWhenItIsBack) {
  const std::vector<std::string> expected = Told(Scene().Decide());
  ASSERT_THAT(expected[0], ::testing::HasSubstr(absl::StrCat("near_duplicate_of: \"", IdOf(0))));
  for (size_t n = kInBatch; n < kInBatch + 3; ++n) {
    ASSERT_THAT(expected[n], ::testing::HasSubstr("APPEND_STATUS_DUPLICATE")) << n;
  }
  int failures = 0;
  bool has_failed = true;
  for (int first = 1; has_failed; ++first) {
    SCOPED_TRACE(first);
    Scene scene;
    bool has_thrown = false;
    {
      const ScarceMemory scarce(first, GetParam());
      try {
        scene.Decide();
      } catch (const std::bad_alloc&) {
        has_thrown = true;
      }
      has_failed = scarce.has_failed();
    }
    EXPECT_EQ(has_thrown, has_failed);
    failures += has_failed ? 1 : 0;

    scene.texts.Withdraw(kBefore);

    EXPECT_EQ(scene.texts.position(), kBefore);
    ASSERT_EQ(Told(scene.Decide()), expected);
  }
  EXPECT_GT(failures, kInBatch);
}

INSTANTIATE_TEST_SUITE_P(OneAllocationAndAll, BatchesWithoutMemory,
                         ::testing::Values(1, ScarceMemory::kAllOthers));

}  // namespace
}  // namespace sennight::event_store
