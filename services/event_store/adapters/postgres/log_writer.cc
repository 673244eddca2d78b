#include "services/event_store/adapters/postgres/log_writer.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <optional>
#include <utility>

#include <pqxx/except>

#include "absl/cleanup/cleanup.h"
#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/event_store/adapters/postgres/event_rows.h"
#include "services/event_store/adapters/postgres/pipeline.h"
#include "services/event_store/adapters/postgres/revise_event.h"
#include "services/event_store/adapters/postgres/value_of.h"

namespace sennight::event_store {
namespace {

using eventstore::v1::AppendOutcome;

constexpr absl::Duration kRetryDelay = absl::Milliseconds(200);

// Others wait for the connection, too.
constexpr absl::Duration kLongestRun = absl::Milliseconds(500);

// One batch, and what became of it.
class OneBatch final : public Batches {
 public:
  explicit OneBatch(absl::Span<const PreparedEvent> batch) : batch_(batch) {}

  absl::Span<const PreparedEvent> Next() override { return std::exchange(batch_, {}); }
  void Take(std::vector<AppendOutcome> outcomes) override { outcomes_ = std::move(outcomes); }

  std::vector<AppendOutcome> Release() { return std::move(outcomes_); }

 private:
  absl::Span<const PreparedEvent> batch_;
  std::vector<AppendOutcome> outcomes_;
};

}  // namespace

// Appends batches on the presumption that nobody else writes and all is new, without a wait for one
// before the next is sent. Each presumes the end of the log that the one before leaves, so what
// comes after one that was refused is refused, too, unless that one was stored all the same: by a
// commit that was in doubt, or by another program.
class LogWriter::PresumingRun {
 public:
  // `take` adds a batch to `taken` if one is ready; `stored` takes the outcomes of the oldest one,
  // which is removed then. What the writer holds is guarded by its mutex for as long as it runs.
  PresumingRun(LogWriter& writer, TakenBatches& taken, const std::function<bool()>& take,
               const std::function<void(std::vector<AppendOutcome>)>& stored)
      : writer_(writer), taken_(taken), take_(take), stored_(stored) {}

  // Returns when nothing is ready, or something was refused: that and what was taken after it stays
  // in `taken`.
  void Run(BinaryStatements& statements) {
    writer_.texts_.Withdraw(writer_.end_.position);
    writer_.may_presume_ = false;
    Pipeline pipeline(statements, kInsertRows);
    const absl::Cleanup confirm = [this] {
      next_ = {};  // Waits: it adds to the texts.
      writer_.texts_.Confirm(stored_to_);
    };
    // To append again what was sent tells whether it was stored.
    const absl::Cleanup doubt = [this] {
      for (Sent& sent : sent_) sent.batch->in_doubt = std::move(sent.insert.outcomes);
    };
    try {
      SendEach(pipeline);
    } catch (const pqxx::in_doubt_error& error) {
      throw pqxx::broken_connection(error.what());
    }
    if (!is_refused_) writer_.may_presume_ = true;
  }

 private:
  using Next = std::optional<PresumingInsert>;

  struct Sent {
    Taken* batch;
    PresumingInsert insert;
  };

  void SendEach(Pipeline& pipeline) {
    try {
      SendWhatIsReady(pipeline);
    } catch (const pqxx::broken_connection&) {
      // What has become of the commits before may be known.
      while (pipeline.commits() > 0) Note(pipeline.Await());
      throw;
    }
  }

  void SendWhatIsReady(Pipeline& pipeline) {
    // Without anything to be sent meanwhile it is done when it is asked for.
    while (Begin(std::launch::deferred) || !sent_.empty()) {
      if (next_.valid()) Send(pipeline);
      const bool is_full = uncommitted_ >= kTransactionEvents || !next_.valid();
      if (is_full && std::exchange(uncommitted_, 0) > 0) pipeline.Commit();
      while (pipeline.commits() > (next_.valid() ? 1 : 0)) Note(pipeline.Await());
    }
  }

  // Begins to decide about the next batch, if there is one and it has not been begun.
  bool Begin(std::launch policy) {
    if (next_.valid()) return true;
    while (begun_ < taken_.size() && !taken_[begun_].outcomes.empty()) ++begun_;
    if (is_refused_ || (begun_ == taken_.size() && !take_())) return false;
    next_batch_ = &taken_[begun_++];
    next_ = std::async(policy, [this] {
      Next insert =
          Presume(next_batch_->events, next_batch_->now, log_, writer_.topic_ids_, writer_.texts_);
      if (insert.has_value()) log_ = insert->log;
      writer_.texts_.Confirm(stored_to_);
      writer_.texts_.Trim();
      return insert;
    });
    return true;
  }

  void Send(Pipeline& pipeline) {
    Next insert = next_.get();
    if (!insert.has_value()) {
      is_refused_ = true;
      return;
    }
    Taken* const batch = next_batch_;
    uncommitted_ += batch->events.size();
    // Without a thread it is done when it is asked for, too.
    Begin(std::launch::async | std::launch::deferred);
    pipeline.Send(insert->parameters);
    insert->parameters.clear();
    sent_.push_back({.batch = batch, .insert = *std::move(insert)});
  }

  // Notes what has become of the statements of a transaction.
  void Note(const std::vector<BinaryRows>& rows) {
    for (const BinaryRows& inserted : rows) {
      auto [batch, insert] = std::move(sent_.front());
      sent_.pop_front();
      if (inserted.size() == 0) {
        is_refused_ = true;
        continue;
      }
      writer_.end_ = insert.log;
      if (!is_refused_) stored_to_ = insert.log.position;
      batch->outcomes = std::move(insert.outcomes);
    }
    while (!taken_.empty() && !taken_.front().outcomes.empty()) {
      std::vector<AppendOutcome> outcomes = std::move(taken_.front().outcomes);
      taken_.pop_front();
      --begun_;
      stored_(std::move(outcomes));
    }
  }

  LogWriter& writer_;
  TakenBatches& taken_;
  const std::function<bool()>& take_;
  const std::function<void(std::vector<AppendOutcome>)>& stored_;
  LockedLog log_ = writer_.end_;  // As the last batch leaves it that was decided about.
  size_t begun_ = 0;              // So many of those that are taken were begun to be decided about.
  std::deque<Sent> sent_;
  size_t uncommitted_ = 0;  // Events.
  bool is_refused_ = false;
  std::atomic<int64_t> stored_to_ = writer_.end_.position;  // Without anything refused before it.
  Taken* next_batch_ = nullptr;
  std::future<Next> next_;  // Decides about it, on another thread.
};

absl::Status LogWriter::Write(absl::Time deadline, const std::function<absl::Status()>& work) {
  const auto patience = absl::ToChronoTime(std::min(deadline, absl::Now() + kMaxLeaseWait));
  std::unique_lock next(next_, patience);
  std::unique_lock writing(writing_, std::defer_lock);
  if (!next || !writing.try_lock_until(patience)) {
    return WithRetryAfter(absl::ResourceExhaustedError("too many wait to write"), kRetryDelay);
  }
  next.unlock();
  return work();
}

bool LogWriter::HasWaiting() {
  const std::unique_lock next(next_, std::try_to_lock);
  return !next.owns_lock();
}

absl::Status LogWriter::AppendEach(Batches& batches, const std::function<absl::Time()>& clock,
                                   absl::Time deadline) {
  return Write(deadline, [&]() -> absl::Status {
    const absl::Time end = absl::Now() + kLongestRun;
    TakenBatches taken;
    size_t events = 0;
    const auto take = [&] {
      const absl::Span<const PreparedEvent> batch = batches.Next();
      if (!batch.empty()) taken.push_back({.events = batch, .now = clock()});
      events += batch.size();
      return !batch.empty();
    };
    const auto stored = [&](std::vector<AppendOutcome> outcomes) {
      if (on_commit_) on_commit_();
      meters_.Count(outcomes);
      batches.Take(std::move(outcomes));
    };
    if (!take()) return absl::OkStatus();
    if (may_presume_) {
      // Who waits does not make transactions small.
      const auto take_more = [&] {
        return (events < kTransactionEvents || !HasWaiting()) && absl::Now() < end && take();
      };
      const absl::Status status = InStatements(pool_, deadline, [&](BinaryStatements& statements) {
        PresumingRun(*this, taken, take_more, stored).Run(statements);
        return absl::OkStatus();
      });
      if (!status.ok()) return status;
    }
    for (Taken& batch : taken) {
      if (batch.outcomes.empty()) {
        const absl::Status status = Store(batch, deadline);
        if (!status.ok()) return status;
      }
      stored(std::move(batch.outcomes));
    }
    return absl::OkStatus();
  });
}

absl::Status LogWriter::Store(Taken& batch, absl::Time deadline) {
  may_presume_ = false;
  Appended stored;
  const absl::Status status = InTransaction(pool_, deadline, [&](Transaction& transaction) {
    stored = AppendBatch(transaction, batch.events, batch.now, texts_);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  texts_.Confirm(stored.log.position);
  for (const auto& [topic, id] : stored.topic_ids) topic_ids_[topic] = id;
  may_presume_ = stored.was_unknown && stored.log_before.position == end_.position &&
                 stored.log_before.epoch == end_.epoch;
  end_ = stored.log;
  batch.outcomes = std::move(stored.outcomes);
  for (size_t i = 0; i < batch.in_doubt.size(); ++i) {
    // What is found where it was to be stored is no earlier report.
    const AppendOutcome& expected = batch.in_doubt[i];
    AppendOutcome& outcome = batch.outcomes[i];
    if (outcome.status() == eventstore::v1::APPEND_STATUS_DUPLICATE &&
        outcome.position() == expected.position() &&
        outcome.stored_event_id() == expected.stored_event_id()) {
      outcome = expected;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<AppendOutcome>> LogWriter::Append(absl::Span<const PreparedEvent> batch,
                                                             absl::Time now, absl::Time deadline) {
  OneBatch one(batch);
  const absl::Status status = AppendEach(
      one, [now] { return now; }, deadline);
  if (!status.ok()) return status;
  return one.Release();
}

absl::StatusOr<AppendOutcome> LogWriter::Revise(const Revision& revision,
                                                const Recording& recording, absl::Time deadline) {
  absl::StatusOr<AppendOutcome> outcome = ValueOf<AppendOutcome>(
      [&](const auto& work) {
        return Write(deadline, [&] {
          may_presume_ = false;
          absl::Status done = InTransaction(pool_, deadline, work);
          if (done.ok()) texts_.Confirm(texts_.position());
          return done;
        });
      },
      [&](Transaction& transaction) {
        return ReviseEvent(transaction, revision, recording, texts_);
      });
  if (!outcome.ok()) return outcome;
  if (on_commit_) on_commit_();
  meters_.CountRevision(*outcome, !revision.event.has_value());
  return outcome;
}

}  // namespace sennight::event_store
