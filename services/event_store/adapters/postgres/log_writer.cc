#include "services/event_store/adapters/postgres/log_writer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/event_store/adapters/postgres/revise_event.h"
#include "services/event_store/adapters/postgres/transaction.h"

namespace sennight::event_store {
namespace {

constexpr absl::Duration kRetryDelay = absl::Milliseconds(200);

}  // namespace

absl::Status LogWriter::Write(absl::Time deadline, const std::function<absl::Status()>& work) {
  const absl::Time patience = std::min(deadline, absl::Now() + kMaxLeaseWait);
  const std::unique_lock writing(writing_, absl::ToChronoTime(patience));
  if (!writing) {
    return WithRetryAfter(absl::ResourceExhaustedError("too many wait to write"), kRetryDelay);
  }
  absl::Status status = work();
  if (status.ok()) texts_.Confirm();
  return status;
}

absl::Status LogWriter::Store(absl::Span<const PreparedEvent> batch, absl::Time now,
                              absl::Time deadline, Appended& appended) {
  const bool presumes = std::exchange(may_presume_, false);
  std::optional<Appended> stored;
  if (presumes && batch.size() <= kPartEvents) {
    const absl::Status status = InStatement(pool_, deadline, [&](BinaryStatements& statements) {
      stored = AppendAtOnce(statements, batch, now, end_, texts_);
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
  }
  if (!stored.has_value()) {
    const absl::Status status = InTransaction(pool_, deadline, [&](Transaction& transaction) {
      stored.reset();
      if (presumes && batch.size() > kPartEvents) {
        stored = AppendPresuming(transaction, batch, now, end_, texts_);
      }
      if (!stored.has_value()) stored = AppendBatch(transaction, batch, now, texts_);
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
  }
  for (const auto& [topic, id] : stored->topic_ids) end_.topic_ids[topic] = id;
  may_presume_ = stored->was_unknown && stored->log_before.head == end_.log.head &&
                 stored->log_before.epoch == end_.log.epoch;
  end_.log = stored->log;
  appended = *std::move(stored);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<eventstore::v1::AppendOutcome>> LogWriter::Append(
    absl::Span<const PreparedEvent> batch, absl::Time now, absl::Time deadline) {
  Appended appended;
  const absl::Status status =
      Write(deadline, [&] { return Store(batch, now, deadline, appended); });
  if (!status.ok()) return status;
  return std::move(appended.outcomes);
}

absl::StatusOr<eventstore::v1::AppendOutcome> LogWriter::Revise(const Revision& revision,
                                                                const Recording& recording,
                                                                absl::Time deadline) {
  eventstore::v1::AppendOutcome outcome;
  const absl::Status status = Write(deadline, [&] {
    may_presume_ = false;
    return InTransaction(pool_, deadline, [&](Transaction& transaction) -> absl::Status {
      absl::StatusOr<eventstore::v1::AppendOutcome> revised =
          ReviseEvent(transaction, revision, recording, texts_);
      if (revised.ok()) outcome = *std::move(revised);
      return revised.status();
    });
  });
  if (!status.ok()) return status;
  return outcome;
}

}  // namespace sennight::event_store
