#include "services/event_store/adapters/get_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "tests/support/event_log_calls.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsOk;
using ::testing::SizeIs;
using testing::StatusIs;

// Runs readers when the test lets it, and remembers what each statement was asked for.
class GetQueueTest : public ::testing::Test {
 protected:
  ~GetQueueTest() override { RunReaders(); }

  absl::StatusOr<EventLog::Each> Read(absl::Span<const EventAt> wanted, absl::Time deadline) {
    statements_.push_back(wanted.size());
    deadlines_.push_back(deadline);
    if (while_reading_ != nullptr) std::exchange(while_reading_, nullptr)();
    if (!failure_.ok()) return failure_;
    if (lacks_memory_) throw std::bad_alloc();
    EventLog::Each found;
    for (const EventAt& one : wanted) {
      if (one.event_id == large_ && wanted.size() > 1) {
        found.push_back(std::nullopt);
        continue;
      }
      if (one.event_id == missing_) {
        found.push_back(absl::NotFoundError("no such event"));
        continue;
      }
      event::v1::Event event;
      event.set_event_id(one.event_id);
      event.set_position(one.as_of);
      found.push_back(Encode(event));
    }
    return found;
  }

  void Get(int number, int64_t as_of = 0, absl::Time deadline = absl::InfiniteFuture()) {
    queue_.Get({.event_id = IdOf(number), .as_of = as_of}, deadline,
               [this, number](const absl::StatusOr<std::string>& found) {
                 if (found.ok()) {
                   const absl::StatusOr<event::v1::Event> event = Decode(*found);
                   EXPECT_EQ(event->event_id(), IdOf(number));
                   as_of_.push_back(event->position());
                 }
                 answered_.push_back(number);
                 answers_.push_back(found.status());
                 if (number == throws_for_) throw std::runtime_error("whoever asked has failed");
               });
  }

  void RunReaders() {
    while (!readers_.empty()) {
      const std::function<void()> reader = std::move(readers_.front());
      readers_.erase(readers_.begin());
      reader();
    }
  }

  absl::Time now_ = absl::UnixEpoch() + absl::Hours(1);
  absl::Status failure_;
  std::string missing_;
  std::string large_;          // Not read with others.
  bool lacks_memory_ = false;  // Of statements,
  bool cannot_begin_ = false;  // and of readers.
  int throws_for_ = 0;
  std::function<void()> while_reading_;
  std::vector<size_t> statements_;  // How many events each was asked for.
  std::vector<absl::Time> deadlines_;
  std::vector<int> answered_;
  std::vector<absl::Status> answers_;
  std::vector<int64_t> as_of_;
  std::vector<std::function<void()>> readers_;
  GetQueue queue_{[this](absl::Span<const EventAt> wanted, absl::Time deadline) {
                    return Read(wanted, deadline);
                  },
                  [this](std::function<void()> reader) {
                    if (cannot_begin_) throw std::bad_alloc();
                    readers_.push_back(std::move(reader));
                  },
                  [this] { return now_; }};
};

TEST_F(GetQueueTest, LooksForOneAloneAtOnce) {
  Get(1);
  EXPECT_THAT(readers_, SizeIs(1));

  RunReaders();

  EXPECT_THAT(statements_, ElementsAre(1));
  EXPECT_THAT(answers_, ElementsAre(IsOk()));
}

TEST_F(GetQueueTest, ReadsTogetherWhatComesMeanwhileAndAnswersEach) {
  while_reading_ = [this] {
    Get(2, 20);
    Get(3, 30);
  };
  Get(1, 10);
  RunReaders();

  EXPECT_THAT(statements_, ElementsAre(1, 2));
  EXPECT_THAT(answered_, ElementsAre(1, 2, 3));
  EXPECT_THAT(as_of_, ElementsAre(10, 20, 30)) << "each as of its own position";
}

TEST_F(GetQueueTest, LetsOneThatIsMissingTouchNoOther) {
  missing_ = IdOf(2);
  Get(1);
  Get(2);
  Get(3);
  RunReaders();

  EXPECT_THAT(statements_, ElementsAre(3));
  EXPECT_THAT(answers_, ElementsAre(IsOk(), StatusIs(absl::StatusCode::kNotFound, ""), IsOk()));
}

TEST_F(GetQueueTest, ReadsWhatIsTooLargeToBeReadWithOthersAlone) {
  large_ = IdOf(2);
  Get(1);
  Get(2, 20);
  Get(3);
  RunReaders();

  EXPECT_THAT(statements_, ElementsAre(3, 1));
  EXPECT_THAT(answered_, ElementsAre(1, 3, 2)) << "the others wait for it no longer";
  EXPECT_THAT(answers_, ::testing::Each(IsOk()));
  EXPECT_THAT(as_of_, ElementsAre(0, 0, 20));
}

TEST_F(GetQueueTest, RefusesWhatItHasNoMemoryFor) {
  for (bool* const lacking : {&lacks_memory_, &cannot_begin_}) {
    answers_.clear();
    *lacking = true;
    Get(1);
    Get(2);
    RunReaders();

    ASSERT_THAT(answers_, ::testing::Each(StatusIs(absl::StatusCode::kResourceExhausted, "")));
    EXPECT_THAT(answers_, SizeIs(2));
    EXPECT_TRUE(answers_[0].GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());

    *lacking = false;
    Get(3);
    RunReaders();
    EXPECT_THAT(answers_.back(), IsOk()) << "well again";
  }
}

TEST_F(GetQueueTest, TellsAllWhenTheDatabaseFails) {
  failure_ = absl::UnavailableError("the database cannot be reached");
  Get(1);
  Get(2);
  RunReaders();

  EXPECT_THAT(answers_, ElementsAre(StatusIs(absl::StatusCode::kUnavailable, "cannot be reached"),
                                    StatusIs(absl::StatusCode::kUnavailable, "cannot be reached")));

  failure_ = absl::OkStatus();
  Get(3);
  RunReaders();
  EXPECT_THAT(answers_.back(), IsOk()) << "well again";
}

TEST_F(GetQueueTest, ReadsNoMoreAtOnceThanItsLimit) {
  for (int n = 0; n <= static_cast<int>(kMostGetsAtOnce); ++n) Get(n);
  RunReaders();

  EXPECT_THAT(statements_, ElementsAre(kMostGetsAtOnce, 1));
}

TEST_F(GetQueueTest, AnswersWhoseDeadlineHasPassedWithoutLooking) {
  Get(1, 0, now_ + absl::Seconds(1));
  Get(2, 0, now_ + absl::Seconds(9));
  now_ += absl::Seconds(1);
  RunReaders();

  EXPECT_THAT(statements_, ElementsAre(1));
  EXPECT_THAT(answers_,
              ElementsAre(StatusIs(absl::StatusCode::kDeadlineExceeded, "passed"), IsOk()));
}

TEST_F(GetQueueTest, ReadsUntilTheLastDeadline) {
  Get(1, 0, now_ + absl::Seconds(1));
  Get(2, 0, now_ + absl::Seconds(9));
  Get(3, 0, now_ + absl::Seconds(5));
  RunReaders();

  EXPECT_THAT(deadlines_, ElementsAre(now_ + absl::Seconds(9)));
}

TEST_F(GetQueueTest, BeginsASecondStatementBesideOneAtOnce) {
  while_reading_ = [this] {
    Get(2);
    ASSERT_THAT(readers_, SizeIs(1));
    RunReaders();
    EXPECT_THAT(answered_, ElementsAre(2)) << "the first still waits for the database";
  };
  Get(1);
  RunReaders();

  EXPECT_THAT(answered_, ElementsAre(2, 1));
}

TEST_F(GetQueueTest, BeginsAThirdStatementBesideTwoThatKeepTheNextWaiting) {
  while_reading_ = [this] {
    while_reading_ = [this] {
      Get(3);
      now_ += kGetPatience - absl::Microseconds(1);
      Get(4);
      EXPECT_THAT(readers_, IsEmpty());

      now_ += absl::Microseconds(1);
      Get(5);
      ASSERT_THAT(readers_, SizeIs(1));
      RunReaders();
      EXPECT_THAT(answered_, ElementsAre(3, 4, 5)) << "two still wait for the database";
    };
    Get(2);
    RunReaders();
  };
  Get(1);
  RunReaders();

  EXPECT_THAT(answered_, ElementsAre(3, 4, 5, 2, 1));
}

TEST_F(GetQueueTest, BeginsNoMoreStatementsThanItsLimit) {
  int running = 0;
  int most = 0;
  const std::function<void()> hang = [&] {
    most = std::max(most, ++running);
    for (int n = 0; n < 2; ++n) {
      Get(n);
      now_ += kGetPatience;
    }
    if (running < 2 * kMostGetReaders && !readers_.empty()) while_reading_ = hang;
    RunReaders();
    --running;
  };
  while_reading_ = hang;

  Get(0);
  RunReaders();

  EXPECT_EQ(most, kMostGetReaders);
}

TEST_F(GetQueueTest, AsksForOneReaderForAllThatComeTogether) {
  Get(1);
  Get(2);

  EXPECT_THAT(readers_, SizeIs(1));
}

TEST_F(GetQueueTest, ReadsWhatComesBehindAStatementThatHangsAtOnce) {
  while_reading_ = [this] {
    Get(3);
    RunReaders();
    EXPECT_THAT(answered_, ElementsAre(3));
  };
  Get(1);
  Get(2);

  RunReaders();

  EXPECT_THAT(answered_, ElementsAre(3, 1, 2));
}

TEST_F(GetQueueTest, RefusesWhatComesWhenTooManyWait) {
  for (size_t n = 0; n < kMostWaitingGets; ++n) Get(1);
  EXPECT_THAT(answers_, IsEmpty());

  Get(2);

  ASSERT_THAT(answers_, ElementsAre(StatusIs(absl::StatusCode::kResourceExhausted, "")));
  EXPECT_TRUE(answers_[0].GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
  EXPECT_THAT(answered_, ElementsAre(2));
}

TEST_F(GetQueueTest, AnswersTheOthersWhenWhoeverAskedFails) {
  throws_for_ = 1;
  Get(1);
  Get(2);
  RunReaders();
  Get(3);
  RunReaders();

  EXPECT_THAT(answered_, ElementsAre(1, 2, 3));
}

}  // namespace
}  // namespace sennight::event_store
