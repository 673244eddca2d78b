// The reference implementation of the event log: what it does is what is meant.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "services/event_store/domain/batch_resolution.h"
#include "services/event_store/domain/event_log.h"

namespace sennight::event_store {

// Keeps everything in memory and never waits, so deadlines do not matter to it.
class InMemoryEventLog : public EventLog {
 public:
  absl::StatusOr<std::vector<eventstore::v1::AppendOutcome>> AppendPrepared(
      absl::Span<const PreparedEvent> batch, absl::Time now, absl::Time deadline) override;
  absl::StatusOr<eventstore::v1::AppendOutcome> Revise(const Revision& revision,
                                                       const Recording& recording,
                                                       absl::Time deadline) override;
  absl::StatusOr<RevisionPage> ListRevisions(const RevisionQuery& query,
                                             absl::Time deadline) override;
  absl::StatusOr<Each> GetEach(absl::Span<const EventAt> wanted, absl::Time deadline) override;
  absl::StatusOr<std::vector<event::v1::Event>> BatchGet(absl::Span<const std::string> event_ids,
                                                         int64_t as_of,
                                                         absl::Time deadline) override;
  absl::StatusOr<EventPage> List(const ListQuery& query, int64_t as_of,
                                 absl::Time deadline) override;
  absl::StatusOr<SearchPage> Search(const SearchQuery& query, int64_t as_of,
                                    absl::Time deadline) override;
  absl::StatusOr<WindowContents> Window(const WindowQuery& query, int64_t as_of,
                                        absl::Time deadline) override;
  absl::StatusOr<eventstore::v1::WindowHead> GetWindowHead(const WindowQuery& query, int64_t as_of,
                                                           absl::Time deadline) override;
  absl::StatusOr<WindowParts> Read(absl::Span<const int64_t> positions, Detail detail,
                                   absl::Time deadline) override;
  absl::StatusOr<Tail> ReadTail(const TailQuery& query, absl::Time deadline) override;
  absl::StatusOr<Head> GetHead(absl::Time deadline) override;
  absl::StatusOr<std::string> GetTokenKey(absl::Time deadline) override;

 private:
  struct Stored {
    event::v1::Event event;
    EventDates dates;
    int64_t superseded_at = 0;  // The position of the event's next revision; 0 without one.
  };

  static bool IsCurrent(const Stored& stored, int64_t as_of);
  static bool Stands(const Stored& stored, int64_t as_of);

  // Adds what is to be stored, with all but its recorded time, at the next position.
  void Add(PreparedEvent prepared);

  // Notes what is recorded at this time, or at that of the head if it is later.
  void Record(absl::Time time);

  // Takes over into `known_` what an event's new revision says.
  void Know(const EventKeys& keys, int64_t position, int32_t revision);

  const Stored& At(int64_t position) const { return log_[static_cast<size_t>(position - 1)]; }

  // Returns the event as it stood, or null.
  const Stored* Find(const std::string& event_id, int64_t as_of) const;

  std::mutex mutex_;  // Guards the members below.
  Head head_;
  std::vector<Stored> log_;                                // Position p is at p - 1.
  std::map<std::string, std::vector<int64_t>> revisions_;  // Their positions, by the event's id.
  KnownEvents known_;
  NearDuplicates texts_;
};

}  // namespace sennight::event_store
