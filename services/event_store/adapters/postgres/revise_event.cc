#include "services/event_store/adapters/postgres/revise_event.h"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

#include "services/event_store/adapters/postgres/event_rows.h"
#include "services/event_store/adapters/postgres/log_texts.h"
#include "services/event_store/adapters/postgres/read_events.h"
#include "services/event_store/adapters/postgres/read_head.h"
#include "services/event_store/domain/revision_resolution.h"

namespace sennight::event_store {
namespace {

constexpr char kFindCurrent[] = R"sql(
  SELECT r.revision, r.position, (
    SELECT e.topic_id FROM event_store.event e
    WHERE e.log_id = 1 AND e.position = r.position) AS topic_id
  FROM event_store.event_revision r
  WHERE r.event_id = $1::uuid ORDER BY r.revision DESC LIMIT 1
)sql";

}  // namespace

std::optional<CurrentRevision> FindCurrent(Transaction& transaction, const std::string& event_id) {
  const pqxx::result rows = transaction.Run(kFindCurrent, event_id);
  if (rows.empty()) return std::nullopt;
  const pqxx::row row = rows.at(0);
  return CurrentRevision{.revision = row["revision"].as<int>(),
                         .position = row["position"].as<int64_t>(),
                         .topic_id = row["topic_id"].as<int>(0)};
}

absl::StatusOr<eventstore::v1::AppendOutcome> ReviseEvent(Transaction& transaction,
                                                          const Revision& revision,
                                                          const Recording& recording,
                                                          NearDuplicates& texts) {
  LockedLog log = LockLog(transaction);
  CatchUp(transaction, log, texts);
  const std::optional<CurrentRevision> current = FindCurrent(transaction, revision.event_id);
  absl::StatusOr<std::vector<event::v1::Event>> events = std::vector<event::v1::Event>();
  if (current.has_value()) events = SelectEvents(transaction, {current->position});
  if (!events.ok()) return events.status();
  absl::StatusOr<RevisionResolution> resolution =
      ResolveRevision(revision, current.has_value() ? &events->front() : nullptr, log.position,
                      recording.actor, texts);
  if (!resolution.ok()) return resolution.status();
  if (resolution->new_revision.has_value()) {
    NewRevision& added = *resolution->new_revision;
    const EventRow row = {.prepared = &added.prepared,
                          .position = resolution->outcome.position(),
                          .near_duplicate_of = std::move(added.near_duplicate_of)};
    const Change change = {.op = added.is_retraction ? kOpRetracted : kOpRevised,
                           .revision = resolution->outcome.revision(),
                           .reason = revision.reason,
                           .supersedes = current->position};
    const std::map<std::string, int> topic_ids = {{added.prepared.keys.topic, current->topic_id}};
    const BinaryRows inserted = transaction.RunBinary(
        kInsertRows, InsertParameters({&row, 1}, change, topic_ids, Presumed(),
                                      std::max(recording.time, log.recorded_at), log));
    if (inserted.size() == 0) throw std::logic_error("the log has changed though it is locked");
  }
  return std::move(resolution->outcome);
}

}  // namespace sennight::event_store
