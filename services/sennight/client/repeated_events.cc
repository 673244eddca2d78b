#include "services/sennight/client/repeated_events.h"

#include <algorithm>
#include <utility>

#include "common/hash/hash.h"
#include "common/rpc/status.h"
#include "common/status/status.h"
#include "services/sennight/client/changed_event.h"

namespace sennight::client {
namespace {

using event::v1::Event;
using eventstore::v1::EventStoreService;
using Prepare = std::function<void(grpc::ClientContext&)>;

// Most events that are read at once: what is read is kept in memory.
constexpr size_t kEventsPerRead = 200;
constexpr char kAnswerTooLarge[] = "ANSWER_TOO_LARGE";

// Returns all that a client can say of an event, so that it can be compared.
std::string SayingOf(Event event) {
  event.clear_revision();
  event.clear_state();
  event.clear_position();
  event.clear_recorded_time();
  event.clear_recorded_by();
  event.clear_revision_reason();
  event.clear_content_hash();
  event.clear_near_duplicate_of();
  for (event::v1::Metric& metric : *event.mutable_metrics()) {
    metric.clear_span();
    metric.clear_text();
  }
  for (event::v1::Source& source : *event.mutable_sources()) source.clear_canonical_url();
  return hash::DeterministicBytes(event);
}

// Whether the event is as imports have left it.
bool IsOfImports(const Event& current) {
  return current.state() == event::v1::EVENT_STATE_ACTIVE &&
         (current.revision() == 1 || current.revision_reason() == kImportReason);
}

class Search {
 public:
  Search(EventStoreService::StubInterface& stub, const Prepare& prepare,
         const std::vector<const Event*>& events,
         const std::unordered_map<std::string, int32_t>& own_revisions)
      : stub_(stub), prepare_(prepare), events_(events), own_revisions_(own_revisions) {}

  // Looks at the events [start, end).
  absl::Status Read(size_t start, size_t end) {
    eventstore::v1::BatchGetEventsRequest request;
    for (size_t i = start; i < end; ++i) request.add_event_ids(events_[i]->event_id());
    eventstore::v1::BatchGetEventsResponse response;
    grpc::ClientContext context;
    prepare_(context);
    const absl::Status status =
        rpc::FromGrpcStatus(stub_.BatchGetEvents(&context, request, &response));
    if (ReasonOf(status) == kAnswerTooLarge && end - start > 1) {
      const size_t middle = start + (end - start) / 2;
      const absl::Status first = Read(start, middle);
      return first.ok() ? Read(middle, end) : first;
    }
    return status.ok() ? Take(response, start) : status;
  }

  std::vector<RepeatedEvent>& found() { return found_; }

 private:
  // The answer has the events in their order; those that are missing are stored by another id.
  absl::Status Take(const eventstore::v1::BatchGetEventsResponse& response, size_t place) {
    for (const Event& current : response.events()) {
      while (place < events_.size() && events_[place]->event_id() != current.event_id()) ++place;
      if (place == events_.size()) return absl::InternalError("an event that was not asked for");
      const std::string saying = SayingOf(*events_[place]);
      if (!IsOfImports(current) || SayingOf(current) == saying) continue;
      if (current.revision() > 1 && !own_revisions_.contains(current.event_id())) {
        const absl::StatusOr<bool> was_said = WasSaid(current.event_id(), saying);
        if (!was_said.ok()) return was_said.status();
        if (*was_said) continue;
      }
      found_.push_back({.place = place, .revision = current.revision()});
    }
    return absl::OkStatus();
  }

  absl::StatusOr<bool> WasSaid(const std::string& event_id, const std::string& saying) {
    eventstore::v1::ListRevisionsRequest request;
    request.set_event_id(event_id);
    eventstore::v1::ListRevisionsResponse page;
    do {
      grpc::ClientContext context;
      prepare_(context);
      const grpc::Status status = stub_.ListRevisions(&context, request, &page);
      if (!status.ok()) return rpc::FromGrpcStatus(status);
      const auto& revisions = page.revisions();
      if (std::any_of(revisions.begin(), revisions.end(),
                      [&](const Event& revision) { return SayingOf(revision) == saying; })) {
        return true;
      }
      request.set_page_token(page.next_page_token());
    } while (!page.next_page_token().empty());
    return false;
  }

  EventStoreService::StubInterface& stub_;
  const Prepare& prepare_;
  const std::vector<const Event*>& events_;
  const std::unordered_map<std::string, int32_t>& own_revisions_;
  std::vector<RepeatedEvent> found_;
};

}  // namespace

absl::StatusOr<std::vector<RepeatedEvent>> FindWhatSaysMore(
    EventStoreService::StubInterface& stub, const Prepare& prepare,
    const std::vector<const Event*>& events,
    const std::unordered_map<std::string, int32_t>& own_revisions) {
  Search search(stub, prepare, events, own_revisions);
  for (size_t next = 0; next < events.size(); next += kEventsPerRead) {
    const absl::Status read = search.Read(next, std::min(next + kEventsPerRead, events.size()));
    if (!read.ok()) return read;
  }
  return std::move(search.found());
}

}  // namespace sennight::client
