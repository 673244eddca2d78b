// What becomes of a stream of events.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <future>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/handler.h"
#include "common/status/status.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/domain/event_log.h"

namespace sennight::event_store {

// A chunk is stored when it has as many events or bytes, or as soon as it has a thousand events and
// the chunk before has been stored, so that neither the database nor the stream waits; the first
// one has half as many, for which the database waits; the last one is stored when the stream ends.
inline constexpr size_t kImportChunkEvents = 2000;
inline constexpr int64_t kImportChunkBytes = 4 * 1024 * 1024;
inline constexpr size_t kSmallChunkEvents = 1000;
inline constexpr size_t kFirstChunkEvents = 500;

// Most rejections, and most conflicts, that an import lists; and most bytes of both.
inline constexpr int kMaxListedRecords = 1000;
inline constexpr int64_t kMaxListedBytes = 4 * 1024 * 1024;

// Most imports that are open at once: each holds up to two chunks, and the message that it takes.
inline constexpr int kMaxOpenImports = 64;

// The place of one import among those that are open.
class ImportPlace {
 public:
  // Takes a place if there is one. `open`, the number of places taken, must outlive it.
  explicit ImportPlace(std::atomic<int>& open) : open_(&open), taken_(++open <= kMaxOpenImports) {}

  ImportPlace(ImportPlace&& other) noexcept
      : open_(std::exchange(other.open_, nullptr)), taken_(other.taken_) {}
  ImportPlace& operator=(ImportPlace&&) = delete;

  // Gives it back.
  ~ImportPlace() {
    if (open_ != nullptr) --*open_;
  }

  // Returns whether there was one.
  bool taken() const { return taken_; }

 private:
  std::atomic<int>* open_;
  bool taken_;
};

// Takes an import's events, checks each, stores the good ones chunk by chunk: while the database
// stores one, the next is taken.
class EventImport final : public rpc::Consumer<eventstore::v1::ImportEventsRequest,
                                               eventstore::v1::ImportEventsResponse> {
 public:
  // `log` must outlive the import; `clock` tells the time that events are recorded at, `actor` who
  // stores them; `place` is held until the import's memory is free again.
  EventImport(ImportPlace place, EventLog& log, std::function<absl::Time()> clock,
              std::string actor, absl::Time deadline);

  absl::Status Consume(eventstore::v1::ImportEventsRequest request) override;
  absl::StatusOr<eventstore::v1::ImportEventsResponse> Finish() override;

 private:
  void Reject(const event::v1::Event& event, int64_t index, const FieldViolations& violations);
  bool IsTimeToStore() const;
  absl::Status Store();
  void Count(const eventstore::v1::AppendOutcome& outcome, int64_t index);
  bool MayList(int listed, const google::protobuf::Message& record);

  const ImportPlace place_;
  EventLog& log_;
  std::function<absl::Time()> clock_;
  std::string actor_;
  absl::Time deadline_;
  eventstore::v1::ImportEventsResponse response_;
  int64_t listed_bytes_ = 0;
  std::vector<PreparedEvent> chunk_;
  std::vector<int64_t> indexes_;  // Of the chunk's events in the stream.
  int64_t chunk_bytes_ = 0;

  // The chunk before, which is being stored. Its end is waited for, also by the destructor.
  std::vector<PreparedEvent> stored_chunk_;
  std::vector<int64_t> stored_indexes_;
  std::future<absl::StatusOr<std::vector<eventstore::v1::AppendOutcome>>> stored_;
};

}  // namespace sennight::event_store
