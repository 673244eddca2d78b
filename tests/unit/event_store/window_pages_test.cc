#include "services/event_store/adapters/window_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "common/rpc/message.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/in_memory_event_log.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

constexpr size_t kMostEvents = FormOf(Detail::kWhole).most_events;

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsOk;
using ::testing::SizeIs;

// A log that counts its reads, and in which an event is erased when the test says so.
class ReadLog final : public InMemoryEventLog {
 public:
  absl::StatusOr<WindowParts> Read(absl::Span<const int64_t> positions, Detail detail,
                                   absl::Time deadline) override {
    ++reads;
    auto read = InMemoryEventLog::Read(positions, detail, deadline);
    if (read.ok() && std::ranges::find(positions, erased) != positions.end()) {
      read->has_erased = true;
    }
    return read;
  }

  int reads = 0;
  int64_t erased = 0;
};

// Fills `events` with those of the next message, as a client sees it; false after the last.
absl::StatusOr<bool> FillNext(WindowPages& pages, std::vector<event::v1::Event>* events) {
  grpc::ByteBuffer message;
  const absl::StatusOr<rpc::Step> step = pages.Next(&message);
  if (!step.ok()) return step.status();
  if (*step == rpc::Step::kEnd) return false;
  eventstore::v1::StreamWindowResponse received;
  EXPECT_THAT(rpc::ReadMessage(message, received), IsOk());
  events->assign(received.events().begin(), received.events().end());
  return true;
}

// The pages of a log's first events. Tasks are taken if the test says so, and done when it says.
class WindowPagesTest : public ::testing::Test {
 protected:
  // A test that failed leaves tasks that the pages wait for.
  ~WindowPagesTest() override { RunTasks(); }

  void Fill(int count) {
    std::vector<event::v1::Event> events;
    for (int n = 1; n <= count; ++n) events.push_back(AnEvent(n));
    ASSERT_THAT(AppendTo(log_, events, {absl::UnixEpoch()}, absl::InfiniteFuture()), IsOk());
    for (int n = 1; n <= count; ++n) contents_.entries.push_back({.position = n, .size_bytes = 9});
  }

  void Open() {
    pages_.emplace(
        log_, contents_, absl::InfiniteFuture(),
        [this](std::function<void()> task) {
          if (!takes_) return false;
          tasks_.push_back(std::move(task));
          return true;
        },
        [this] { return now_; });
  }

  void RunTasks() {
    for (std::function<void()>& task : std::exchange(tasks_, {})) task();
  }

  // Returns the positions of the next message's events; nothing after the last.
  std::optional<std::vector<int64_t>> Next() {
    std::vector<event::v1::Event> events;
    const absl::StatusOr<bool> filled = FillNext(*pages_, &events);
    status_ = filled.status();
    if (!filled.ok() || !*filled) return std::nullopt;
    std::vector<int64_t> positions;
    for (const event::v1::Event& event : events) positions.push_back(event.position());
    return positions;
  }

  ReadLog log_;
  WindowContents contents_;
  bool takes_ = true;
  absl::Time now_ = absl::UnixEpoch();
  std::vector<std::function<void()>> tasks_;
  absl::Status status_;
  std::optional<WindowPages> pages_;
};

TEST_F(WindowPagesTest, ReadsAheadAndSendsAllInTheirOrder) {
  Fill(900);
  Open();

  EXPECT_THAT(Next(), ::testing::Optional(IsEmpty())) << "the head alone";
  EXPECT_THAT(tasks_, IsEmpty()) << "whoever wants only the head makes nobody read";
  std::vector<int64_t> sent;
  std::vector<size_t> ahead;
  while (const auto positions = Next()) {
    EXPECT_LE(positions->size(), kMostEvents);
    sent.insert(sent.end(), positions->begin(), positions->end());
    ahead.push_back(tasks_.size());
    RunTasks();
  }

  EXPECT_THAT(status_, IsOk());
  ASSERT_THAT(sent, SizeIs(900));
  for (size_t i = 0; i < sent.size(); ++i) ASSERT_EQ(sent[i], static_cast<int64_t>(i) + 1);
  ahead.resize(5);
  EXPECT_THAT(ahead, ElementsAre(kMaxWindowReadsAhead, 0, 0, 0, 1))
      << "two reads are begun with the first message, and one more when one of them is used";
}

// Around the ends of messages, of reads and of all that is read ahead.
TEST(WindowPagesOfAllSizesTest, SendAllInTheirOrder) {
  constexpr int kRead = static_cast<int>(kMaxWindowReadEvents);
  for (const int size : {1, static_cast<int>(kMostEvents) + 1, kRead - 1, kRead, kRead + 1,
                         2 * kRead, 2 * kRead + 1, 1023, 1024, 1025}) {
    InMemoryEventLog log;
    std::vector<event::v1::Event> events;
    WindowContents contents;
    for (int n = 1; n <= size; ++n) {
      events.push_back(AnEvent(n));
      contents.entries.push_back({.position = n, .size_bytes = 9});
    }
    ASSERT_THAT(AppendTo(log, events, {absl::UnixEpoch()}, absl::InfiniteFuture()), IsOk());
    WindowPages pages(log, contents, absl::InfiniteFuture(), [](const std::function<void()>& task) {
      task();
      return true;
    });

    int64_t sent = 0;
    for (std::vector<event::v1::Event> part;;) {
      const absl::StatusOr<bool> filled = FillNext(pages, &part);
      ASSERT_THAT(filled, IsOk());
      if (!*filled) break;
      for (const event::v1::Event& event : part) EXPECT_EQ(event.position(), ++sent);
    }
    EXPECT_EQ(sent, size);
  }
}

TEST_F(WindowPagesTest, ReadsItselfWhenNobodyElseCan) {
  Fill(600);
  Open();
  takes_ = false;

  Next();
  size_t sent = 0;
  while (const auto positions = Next()) sent += positions->size();

  EXPECT_THAT(status_, IsOk());
  EXPECT_EQ(sent, 600);
}

TEST_F(WindowPagesTest, StreamsThatStandStillKeepNoMoreThanTheirLimitTogether) {
  Fill(2'000);
  std::deque<WindowPages> others;
  int taken = 0;
  const auto take = [&taken](const std::function<void()>& task) {
    ++taken;
    task();
    return true;
  };
  grpc::ByteBuffer message;
  for (int i = 0; i < kMostReadsAhead; ++i) {
    WindowPages& pages = others.emplace_back(log_, contents_, absl::InfiniteFuture(), take);
    ASSERT_THAT(pages.Next(&message), IsOk());
    ASSERT_THAT(pages.Next(&message), IsOk());
  }
  EXPECT_EQ(taken, kMostReadsAhead);

  others.clear();
  Open();
  for (int i = 0; i < 2; ++i) Next();
  EXPECT_THAT(tasks_, SizeIs(kMaxWindowReadsAhead));
}

TEST_F(WindowPagesTest, IsReadyOnlyWhileNothingIsToBeReadForTheNextMessage) {
  Fill(kMostEvents + 1);
  Open();
  EXPECT_FALSE(pages_->IsReady());
  Next();
  EXPECT_FALSE(pages_->IsReady()) << "the first events are to be read";
  Next();
  EXPECT_TRUE(pages_->IsReady());
  now_ += kFreshRead;
  EXPECT_FALSE(pages_->IsReady()) << "they are to be read anew";
  Next();
  EXPECT_FALSE(pages_->IsReady()) << "there are no more";
}

TEST_F(WindowPagesTest, WaitsForWhatIsReadAhead) {
  Fill(kMaxWindowReadEvents + 1);
  Open();
  for (int message = 0; message < 5; ++message) Next();
  ASSERT_THAT(tasks_, SizeIs(1));

  std::thread other([this] { RunTasks(); });
  EXPECT_THAT(Next(), ::testing::Optional(ElementsAre(kMaxWindowReadEvents + 1)));
  other.join();
}

TEST_F(WindowPagesTest, EndsOnlyWhenNothingIsReadForItAnyMore) {
  Fill(900);
  Open();
  Next();
  Next();
  ASSERT_THAT(tasks_, SizeIs(kMaxWindowReadsAhead));

  std::thread other([this] { RunTasks(); });
  pages_.reset();
  other.join();
}

TEST_F(WindowPagesTest, ReadsAnewWhatHasWaitedForLong) {
  Fill(kMaxWindowReadEvents + 10);
  Open();
  Next();
  EXPECT_THAT(Next(), ::testing::Optional(SizeIs(kMostEvents)));
  RunTasks();
  ASSERT_EQ(log_.reads, 2);

  now_ += kFreshRead - absl::Microseconds(1);
  EXPECT_THAT(Next(), ::testing::Optional(SizeIs(kMostEvents)));
  EXPECT_EQ(log_.reads, 2);
  now_ += absl::Microseconds(1);
  std::vector<int64_t> sent;
  while (const auto positions = Next()) {
    sent.insert(sent.end(), positions->begin(), positions->end());
  }

  EXPECT_THAT(status_, IsOk());
  EXPECT_EQ(log_.reads, 4) << "the rest of the first read, and the one ahead";
  ASSERT_THAT(sent, SizeIs(kMaxWindowReadEvents + 10 - 2 * kMostEvents));
  for (size_t i = 0; i < sent.size(); ++i) {
    ASSERT_EQ(sent[i], static_cast<int64_t>(2 * kMostEvents + i) + 1);
  }
}

TEST_F(WindowPagesTest, DoesNotTellWhatWasErasedWhileItWaited) {
  for (const int64_t erased : {100, 300}) {
    Fill(kMaxWindowReadEvents + 100);
    Open();
    Next();
    Next();
    RunTasks();
    now_ += kFreshRead;
    log_.erased = erased;
    while (const auto positions = Next()) {
      EXPECT_THAT(*positions, ::testing::Not(::testing::Contains(erased)));
    }
    EXPECT_EQ(status_.code(), absl::StatusCode::kUnavailable);
    contents_ = {};
    log_.erased = 0;
  }
}

TEST_F(WindowPagesTest, TriesAgainWhatCouldNotBeReadAhead) {
  Fill(kMaxWindowReadEvents + 1);
  Open();
  Next();
  Next();
  log_.erased = kMaxWindowReadEvents + 1;
  RunTasks();
  log_.erased = 0;
  while (Next()) continue;

  EXPECT_THAT(status_, IsOk());
}

TEST_F(WindowPagesTest, TellsWhatCouldNotBeReadAhead) {
  Fill(kMaxWindowReadEvents);
  contents_.entries.push_back({.position = 5000, .size_bytes = 9});
  Open();
  for (int message = 0; message < 5; ++message) {
    Next();
    ASSERT_THAT(status_, IsOk());
  }
  RunTasks();

  EXPECT_EQ(Next(), std::nullopt);
  EXPECT_FALSE(status_.ok());
}

}  // namespace
}  // namespace sennight::event_store
