// Sends events to the store.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"

namespace sennight::client {

// Where an event came from.
struct Origin {
  std::string file;
  int line = 0;  // From 1; of a feed, the entry's number.
};

// What to do with an event that differs from the stored one of its id. Only kRevise finds what
// differs in sources and reported time alone, or in that its text was said before another one.
enum class OnChange { kRevise, kSkip, kReport };

// A field of an event that the store refused, or an event in conflict.
struct UploadRemark {
  Origin origin;
  std::string field;  // Such as `sources[0].url`; empty for the event as a whole.
  std::string description;
};

// What became of the events sent.
struct UploadCounts {
  int64_t stored = 0;
  int64_t revised = 0;  // Were stored as revisions of what was there.
  int64_t duplicates = 0;
  int64_t skipped = 0;    // Differed from what is stored, as it was said not to matter.
  int64_t conflicts = 0;  // Differed from what is stored, which was kept.
  int64_t rejected = 0;
  int64_t unnamed = 0;  // Of conflicts and rejected, those that the store counted but did not list.
};

// Streams events to the store in calls of bounded size, so that each call ends within its time
// however much there is. Not safe for concurrent use.
class EventUpload {
 public:
  // Gives a call its deadline.
  using Prepare = std::function<void(grpc::ClientContext&)>;

  // `channel` leads to an event store or a gateway.
  EventUpload(const std::shared_ptr<grpc::Channel>& channel, Prepare prepare);

  // Ends a call that runs; what it sent may or may not be stored.
  ~EventUpload();

  EventUpload(const EventUpload&) = delete;
  EventUpload& operator=(const EventUpload&) = delete;

  // Sends an event, sooner or later.
  //
  // Errors: those of the store. Sending everything again is safe.
  absl::Status Add(event::v1::Event event, Origin origin, OnChange on_change = OnChange::kReport);

  // Sends what is left and waits until everything is stored.
  absl::Status Finish();

  const UploadCounts& counts() const { return counts_; }
  const std::vector<UploadRemark>& remarks() const { return remarks_; }

 private:
  // An event of the call that runs.
  struct Sent {
    Origin origin;
    OnChange on_change = OnChange::kReport;
    event::v1::Event event = {};  // Only if it may be needed again.
  };

  absl::Status SendChunk();
  bool IsCallLong() const;
  absl::Status EndCall();
  absl::Status Take(const eventstore::v1::ImportEventsResponse& response);
  absl::Status TakeConflict(const Sent& sent, const eventstore::v1::AppendOutcome& outcome);
  absl::Status TakeDuplicates(const eventstore::v1::ImportEventsResponse& response);
  absl::Status Revise(const Sent& sent, int32_t current);
  void NoteConflict(const Sent& sent, const std::string& stored_id, const std::string& why_not);

  std::unique_ptr<eventstore::v1::EventStoreService::Stub> stub_;
  Prepare prepare_;
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientWriter<eventstore::v1::ImportEventsRequest>> writer_;
  eventstore::v1::ImportEventsRequest chunk_;
  size_t chunk_bytes_ = 0;
  eventstore::v1::ImportEventsResponse response_;
  std::vector<Sent> sent_;  // In their order.
  size_t kept_events_ = 0;  // Of sent_, those that are not just reported.
  size_t kept_bytes_ = 0;
  // By event, the revisions that this upload made of what the call sent.
  std::unordered_map<std::string, int32_t> own_revisions_;
  UploadCounts counts_;
  std::vector<UploadRemark> remarks_;
};

}  // namespace sennight::client
