// The port of the event store: an append-only log of events in one total order.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/window/window.h"
#include "sennight/event/v1/event.pb.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/domain/encoded_event.h"
#include "services/event_store/domain/filter.h"
#include "services/event_store/domain/prepared_event.h"
#include "services/event_store/domain/search.h"

namespace sennight::event_store {

// Most bytes of events in one answer of List or ListRevisions: a page ends before it would have
// more, but has at least one event.
inline constexpr int64_t kMaxPageBytes = 2 * 1024 * 1024;

// Most bytes of events in one answer of BatchGet: with the rest of it not more than the 4 MiB that
// gRPC's clients take unless they are told otherwise.
inline constexpr int64_t kMaxBatchGetBytes = 3 * 1024 * 1024;

// Most bytes of each of the events that GetEach looks for together.
inline constexpr int32_t kMostSharedBytes = 256 * 1024;

// The end of the log.
struct Head {
  int64_t position = 0;                           // 0 for an empty log.
  int32_t epoch = 1;                              // Grows when the log is restored from a backup.
  absl::Time recorded_at = absl::InfinitePast();  // Of the last position.
};

// Where an event stands, and how many bytes it has.
struct SizedEvent {
  int64_t position = 0;
  int64_t size_bytes = 0;
};

// When and by whom something is recorded.
struct Recording {
  absl::Time time;
  std::string actor = {};  // At most 256 bytes.
};

// What an event is to say from now on.
struct Revision {
  std::string event_id;
  int32_t expected_revision = 0;  // The current one, as the client knows it; from 1.
  std::string reason;
  std::optional<PreparedEvent> event;  // Without one the event is retracted.
};

// Which event to read, and as of which position.
struct EventAt {
  std::string event_id;
  int64_t as_of = 0;  // 0 for the head.
};

// Which revisions of an event to list.
struct RevisionQuery {
  std::string event_id;
  int32_t after_revision = 0;
  int limit = 1;
  std::optional<int32_t> epoch;  // That of the page before.
};

// A page of revisions.
struct RevisionPage {
  std::vector<event::v1::Event> revisions;  // By number.
  bool has_more = false;
  int32_t epoch = 0;
};

// Which events to list.
struct ListQuery {
  std::string topic;
  std::optional<absl::CivilDay> first_day;  // Only events listed on this day or later.
  std::optional<absl::CivilDay> end_day;    // Only events listed before this day.
  int64_t after_position = 0;
  int limit = 1;
  std::optional<int32_t> epoch;  // That of the page before.
  // Only events that it lets through; retracted ones only if it asks for the state.
  Filter filter = {};
};

// A page of a list. With a filter it may be short, or empty, although there is more.
struct EventPage {
  std::vector<event::v1::Event> events;
  bool has_more = false;
  int64_t last_position = 0;  // Behind which the next page begins, if there is one.
  int64_t as_of_position = 0;
  int32_t epoch = 0;
};

// Which events a digest needs: those of the window and of the days before it.
struct WindowQuery {
  std::string topic;
  window::Window window;
  int late_days = 0;
  int earlier_days = 0;  // Before those, of which headlines are read.
};

// Most events of the earlier days that are read: the latest.
inline constexpr size_t kMaxEarlierEvents = 2048;

// How much of events is read.
enum class Detail { kWhole, kWithoutBody };

// How a message of StreamWindow holds events: in which field, and how many at most. Those of
// earlier days have no bodies.
struct PartForm {
  int field = 0;
  size_t most_events = 0;
};
constexpr PartForm FormOf(Detail detail) {
  using eventstore::v1::StreamWindowResponse;
  return detail == Detail::kWhole
             ? PartForm{.field = StreamWindowResponse::kEventsFieldNumber, .most_events = 64}
             : PartForm{.field = StreamWindowResponse::kEarlierFieldNumber, .most_events = 512};
}

// Events as StreamWindow sends them.
struct WindowParts {
  std::vector<std::string> parts;  // Each the bytes of a message, all but the last full.
  bool has_erased = false;         // Whether one of the events was erased.
};

// Where the events of a window are.
struct WindowContents {
  int64_t as_of_position = 0;  // The last position that changed what is there; 0 if nothing is.
  int32_t epoch = 0;
  std::vector<SizedEvent> entries;  // By position.
  std::vector<SizedEvent> earlier;  // What is only of the earlier days, by position.
  int64_t erased_position = 0;      // Of the topic's last erasure, also after what is read as of.
};

// Which revisions to follow the log with.
struct TailQuery {
  int64_t after_position = 0;
  int limit = 1;                         // Most revisions.
  int64_t max_bytes = 1;                 // Most bytes of them; but at least one revision is read.
  std::optional<int32_t> epoch;          // That in which `after_position` was read.
  std::vector<std::string> topics = {};  // Only revisions of these; none: of all.
};

// The next revisions of the log.
struct Tail {
  std::vector<event::v1::Event> events;  // By position; of all topics, without a gap.
  Head head;                             // As it was when they were read.
  int64_t read_to = 0;  // No other revision that was asked for stands at or before this position.
};

// Returns what the contract says of a window before its events.
eventstore::v1::WindowHead HeadOf(const WindowContents& contents);

// Batches that become ready one after the other.
class Batches {
 public:
  virtual ~Batches() = default;

  // Returns the next one if it is ready; none (empty) if it is not, or at the end. It stays as it
  // is until its outcomes are taken.
  virtual absl::Span<const PreparedEvent> Next() = 0;

  // Takes the outcomes of the oldest batch that has been stored.
  virtual void Take(std::vector<eventstore::v1::AppendOutcome> outcomes) = 0;
};

// An append-only log of events. Safe for concurrent use.
//
// `as_of` is the position to read as of; 0 means the head. A read as of a position never changes.
// Arguments are valid: they have passed request_validation.h and event_validation.h.
//
// Errors of every method: kUnavailable if the storage cannot be reached, kResourceExhausted with a
// RetryInfo if too many calls wait for it, kDeadlineExceeded after `deadline`. Repeating a call is
// always safe. kOutOfRange, reason POSITION_AFTER_HEAD, if `as_of` is after the head.
class EventLog {
 public:
  virtual ~EventLog() = default;

  // Stores all new ones of `batch` or, if it fails, none; returns one outcome for each, as if
  // they had been appended one after the other. `now` becomes their recorded time, or that of the
  // head if it is later, so that recorded times never decrease along the log.
  virtual absl::StatusOr<std::vector<eventstore::v1::AppendOutcome>> AppendPrepared(
      absl::Span<const PreparedEvent> batch, absl::Time now, absl::Time deadline) = 0;

  // Appends batches as AppendPrepared does, one after the other, while one is ready and nobody else
  // waits; `clock` tells when each is recorded. One may be decided about and sent while the one
  // before is stored, but each is as if it had been appended alone. Returns when all that were
  // taken have been stored, or the error of the first that has not. Calls the methods of `batches`
  // one after the other, none of which may append.
  virtual absl::Status AppendEach(Batches& batches, const std::function<absl::Time()>& clock,
                                  absl::Time deadline);

  // Stores a revision of an event, or its retraction, after the last position; `recording.time` is
  // treated as `now` by AppendPrepared. A prepared event names the actor, a retraction gets it from
  // `recording`. If the current revision says exactly that already, nothing is
  // stored and the outcome, DUPLICATE, names it.
  //
  // Errors: kNotFound, reason EVENT_NOT_FOUND; kInvalidArgument, naming `event.topic`, if the event
  // is of another topic; kAborted, reason REVISION_MISMATCH, with the current revision as
  // `current_revision` of the metadata.
  virtual absl::StatusOr<eventstore::v1::AppendOutcome> Revise(const Revision& revision,
                                                               const Recording& recording,
                                                               absl::Time deadline) = 0;

  // Returns the next revisions of an event, retractions among them.
  //
  // Errors: kNotFound, reason EVENT_NOT_FOUND; kOutOfRange, reason EPOCH_MISMATCH, if the log has
  // another epoch than the query.
  virtual absl::StatusOr<RevisionPage> ListRevisions(const RevisionQuery& query,
                                                     absl::Time deadline) = 0;

  // Returns for each of `wanted` (at least one) the revision that stood; a retracted one says so in
  // its state. All are looked for at the same head. Of several, one that takes more than
  // kMostSharedBytes is left out: it is to be looked for alone.
  //
  // Each is the bytes of a GetEventResponse.
  //
  // Errors of each: kNotFound, reason EVENT_NOT_FOUND; kOutOfRange as above; kDataLoss if what is
  // stored is no event.
  using Each = std::vector<std::optional<absl::StatusOr<std::string>>>;
  virtual absl::StatusOr<Each> GetEach(absl::Span<const EventAt> wanted, absl::Time deadline) = 0;

  // Returns those of the events that exist, in the order asked for.
  //
  // Errors: kResourceExhausted, reason ANSWER_TOO_LARGE, if they have more than kMaxBatchGetBytes.
  virtual absl::StatusOr<std::vector<event::v1::Event>> BatchGet(
      absl::Span<const std::string> event_ids, int64_t as_of, absl::Time deadline) = 0;

  // Returns the next events of a topic that stand and that the filter lets through, by position.
  //
  // Errors: kOutOfRange, reason EPOCH_MISMATCH, if the log has another epoch than the query.
  virtual absl::StatusOr<EventPage> List(const ListQuery& query, int64_t as_of,
                                         absl::Time deadline) = 0;

  // Returns the active events of a topic in which the query's words stand.
  //
  // Errors: as List; kUnavailable, reason SEARCH_NOT_READY, while titles of before are still to be
  // made searchable.
  virtual absl::StatusOr<SearchPage> Search(const SearchQuery& query, int64_t as_of,
                                            absl::Time deadline) = 0;

  // Returns where the active events are whose occurred or reported date lies in the window or in
  // the `late_days` before it, or else in the earlier days (`Qualifies` in event_dates.h).
  virtual absl::StatusOr<WindowContents> Window(const WindowQuery& query, int64_t as_of,
                                                absl::Time deadline) = 0;

  // Returns the head of what Window would return; made to be asked often.
  virtual absl::StatusOr<eventstore::v1::WindowHead> GetWindowHead(const WindowQuery& query,
                                                                   int64_t as_of,
                                                                   absl::Time deadline) = 0;

  // Returns what stands at `positions`, which must exist and ascend.
  virtual absl::StatusOr<WindowParts> Read(absl::Span<const int64_t> positions, Detail detail,
                                           absl::Time deadline) = 0;

  // Returns the next revisions of all topics in the order of their positions, also those that stand
  // no more and retractions. Since positions have no gaps and become visible in their order, who
  // goes on after the last one misses none.
  //
  // Errors: kOutOfRange, reason EPOCH_MISMATCH, if the log has another epoch than the query; reason
  // POSITION_AFTER_HEAD if `after_position` is after the head.
  virtual absl::StatusOr<Tail> ReadTail(const TailQuery& query, absl::Time deadline) = 0;

  virtual absl::StatusOr<Head> GetHead(absl::Time deadline) = 0;

  // Returns the log's secret, which its page tokens are sealed with: the same for all programs that
  // serve the log.
  virtual absl::StatusOr<std::string> GetTokenKey(absl::Time deadline) = 0;
};

}  // namespace sennight::event_store
