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
  SELECT position FROM event_store.event_revision
  WHERE event_id = $1::uuid ORDER BY revision DESC LIMIT 1
)sql";

// An event that is revised has its topic in the log.
constexpr char kFindTopic[] = R"sql(
  SELECT topic_id FROM event_store.topic WHERE name = $1
)sql";

// Returns the event's current revision; nothing if there is no such event.
absl::StatusOr<std::optional<event::v1::Event>> SelectCurrent(Transaction& transaction,
                                                              const std::string& event_id) {
  const std::optional<int64_t> position = CurrentPosition(transaction, event_id);
  if (!position.has_value()) return std::nullopt;
  absl::StatusOr<std::vector<event::v1::Event>> events = SelectEvents(transaction, {*position});
  if (!events.ok()) return events.status();
  return std::move(events->front());
}

int TopicId(Transaction& transaction, const std::string& topic) {
  const pqxx::result rows = transaction.Run(kFindTopic, topic);
  return rows.at(0)["topic_id"].as<int>();
}

}  // namespace

std::optional<int64_t> CurrentPosition(Transaction& transaction, const std::string& event_id) {
  const pqxx::result rows = transaction.Run(kFindCurrent, event_id);
  if (rows.empty()) return std::nullopt;
  return rows.at(0)["position"].as<int64_t>();
}

absl::StatusOr<eventstore::v1::AppendOutcome> ReviseEvent(Transaction& transaction,
                                                          const Revision& revision,
                                                          const Recording& recording,
                                                          NearDuplicates& texts) {
  LockedLog log = LockLog(transaction);
  CatchUp(transaction, log, texts);
  const absl::StatusOr<std::optional<event::v1::Event>> current =
      SelectCurrent(transaction, revision.event_id);
  if (!current.ok()) return current.status();
  absl::StatusOr<RevisionResolution> resolution = ResolveRevision(
      revision, current->has_value() ? &**current : nullptr, log.position, recording.actor, texts);
  if (!resolution.ok()) return resolution.status();
  if (resolution->new_revision.has_value()) {
    NewRevision& added = *resolution->new_revision;
    const std::string& topic = added.prepared.keys.topic;
    const EventRow row = {.prepared = &added.prepared,
                          .position = resolution->outcome.position(),
                          .near_duplicate_of = std::move(added.near_duplicate_of)};
    const Change change = {.op = added.is_retraction ? kOpRetracted : kOpRevised,
                           .revision = resolution->outcome.revision(),
                           .reason = revision.reason,
                           .supersedes = (*current)->position()};
    const std::map<std::string, int> topic_ids = {{topic, TopicId(transaction, topic)}};
    const BinaryRows inserted = transaction.RunBinary(
        kInsertRows, InsertParameters({&row, 1}, change, topic_ids, Presumed(),
                                      std::max(recording.time, log.recorded_at), log));
    if (inserted.size() == 0) throw std::logic_error("the log has changed though it is locked");
  }
  return std::move(resolution->outcome);
}

}  // namespace sennight::event_store
