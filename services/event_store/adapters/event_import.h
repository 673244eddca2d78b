// What becomes of a stream of events.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/handler.h"
#include "common/status/status.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/adapters/place.h"
#include "services/event_store/domain/event_log.h"

namespace sennight::event_store {

// An import's events are stored in batches of so many events, or bytes of them; of fewer while no
// other one waits to be stored.
inline constexpr size_t kImportBatchEvents = 512;
inline constexpr size_t kSmallBatchEvents = 128;
inline constexpr int64_t kImportBatchBytes = 1024 * 1024;

// So many batches are stored, or wait to be, until the stream has to wait.
inline constexpr size_t kMostImportBatches = 8;

// Most rejections, and most conflicts, that an import lists; and most bytes of both, so that a
// client takes the answer who takes 4 MiB, as gRPC's do.
inline constexpr int kMaxListedRecords = 1000;
inline constexpr int64_t kMaxListedBytes = 3 * 1024 * 1024;

// Most imports that are open at once: each holds its batches, and the message that it takes.
inline constexpr int kMaxOpenImports = 64;

// Takes an import's events, checks each, and stores the good ones batch by batch: while the
// database stores some, the next are taken. One thread at a time.
class EventImport final : public rpc::Consumer<eventstore::v1::ImportEventsRequest,
                                               eventstore::v1::ImportEventsResponse>,
                          private Batches {
 public:
  // `log` must outlive the import; `clock` tells the time that events are recorded at, `actor` who
  // stores them; `place` is held until the import's memory is free again.
  EventImport(Place place, EventLog& log, std::function<absl::Time()> clock, std::string actor,
              absl::Time deadline);

  // Waits for the batches that are being stored; drops the others.
  ~EventImport() override;

  absl::Status Consume(eventstore::v1::ImportEventsRequest request) override;
  absl::StatusOr<eventstore::v1::ImportEventsResponse> Finish() override;

 private:
  struct Batch {
    std::vector<PreparedEvent> events;
    std::vector<int64_t> indexes;  // Of the events in the stream.
    int64_t bytes = 0;
    std::vector<eventstore::v1::AppendOutcome> outcomes;  // When it has been stored.
  };

  void Reject(const event::v1::Event& event, int64_t index, const FieldViolations& violations);
  bool IsTimeToStore();
  absl::Status Store();
  absl::Status StoreAll();
  void Count(const Batch& batch);
  void CountOutcome(const eventstore::v1::AppendOutcome& outcome, int64_t index);
  bool MayList(int listed, const google::protobuf::Message& record);

  // On the thread that stores.
  absl::Span<const PreparedEvent> Next() override;
  void Take(std::vector<eventstore::v1::AppendOutcome> outcomes) override;

  const Place place_;
  EventLog& log_;
  std::function<absl::Time()> clock_;
  std::string actor_;
  absl::Time deadline_;
  eventstore::v1::ImportEventsResponse response_;
  int64_t listed_bytes_ = 0;
  Batch batch_;

  std::mutex mutex_;  // Guards the members below.
  std::condition_variable changed_;
  std::deque<Batch> batches_;  // First those that are stored and not counted, then those being so.
  size_t stored_ = 0;
  size_t taken_ = 0;
  bool is_last_ = false;  // Whether there will be no more.
  bool is_over_ = false;  // Whether nothing is stored any more.

  std::future<absl::Status> storing_;  // Not valid until there is something to store.
};

}  // namespace sennight::event_store
