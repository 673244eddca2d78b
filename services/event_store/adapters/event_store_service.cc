#include "services/event_store/adapters/event_store_service.h"

#include <new>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/status/status.h"
#include "common/window/window.h"
#include "services/event_store/adapters/event_import.h"
#include "services/event_store/adapters/window_pages.h"
#include "services/event_store/domain/page_token.h"
#include "services/event_store/domain/request_validation.h"
#include "services/event_store/domain/token_seal.h"

namespace sennight::event_store {

using eventstore::v1::AppendEventsRequest;
using eventstore::v1::AppendEventsResponse;
using eventstore::v1::AppendOutcome;
using eventstore::v1::BatchGetEventsRequest;
using eventstore::v1::BatchGetEventsResponse;
using eventstore::v1::GetEventRequest;
using eventstore::v1::GetEventResponse;
using eventstore::v1::GetHeadRequest;
using eventstore::v1::GetHeadResponse;
using eventstore::v1::GetWindowHeadRequest;
using eventstore::v1::GetWindowHeadResponse;
using eventstore::v1::ImportEventsRequest;
using eventstore::v1::ImportEventsResponse;
using eventstore::v1::ListEventsRequest;
using eventstore::v1::ListEventsResponse;
using eventstore::v1::ListRevisionsRequest;
using eventstore::v1::ListRevisionsResponse;
using eventstore::v1::RetractEventRequest;
using eventstore::v1::RetractEventResponse;
using eventstore::v1::ReviseEventRequest;
using eventstore::v1::ReviseEventResponse;
using eventstore::v1::SearchEventsRequest;
using eventstore::v1::SearchEventsResponse;
using eventstore::v1::StreamWindowRequest;
using eventstore::v1::SubscribeRequest;
using eventstore::v1::SubscribeResponse;

namespace {

// One event is checked and prepared in a few microseconds; many would hold up all calls.
bool IsQuick(const AppendEventsRequest& request) { return request.events_size() <= 1; }

}  // namespace

EventStoreService::EventStoreService(EventLog& log, rpc::Dispatcher& dispatcher, Clock clock,
                                     Subscriptions& subscriptions)
    : TypedService(dispatcher),
      log_(log),
      clock_(std::move(clock)),
      subscriptions_(subscriptions),
      appends_(
          [this](absl::Span<const PreparedEvent> events, absl::Time deadline) {
            return log_.AppendPrepared(events, clock_(), deadline);
          },
          [&dispatcher](std::function<void()> lead) {
            dispatcher.executor().Continue(std::move(lead));
          },
          [&dispatcher](std::function<void()> answer) {
            // Without a thread that is free the answers would wait behind all that waits for one.
            if (!dispatcher.executor().Offer(std::move(answer))) answer();
          }),
      gets_([this](absl::Span<const EventAt> wanted,
                   absl::Time deadline) { return log_.GetEach(wanted, deadline); },
            [this](std::function<void()> read) {
              if (DoBeside(std::move(read))) return;
              this->dispatcher().executor().Continue(std::move(read));
            }) {
  AsyncUnary(&EventStoreService::Append, &IsQuick);
  ClientStream(&EventStoreService::Import);
  AsyncUnary(&EventStoreService::Get, &AlwaysQuick<GetEventRequest>);
  Unary(&EventStoreService::BatchGet);
  Unary(&EventStoreService::Revise);
  Unary(&EventStoreService::Retract);
  Unary(&EventStoreService::Revisions);
  Unary(&EventStoreService::List);
  ServerStream(&EventStoreService::Window);
  Unary(&EventStoreService::WindowHead);
  Unary(&EventStoreService::Search);
  LastingStream(&EventStoreService::Follow, subscriptions_.executor());
  Unary(&EventStoreService::Head);
}

void EventStoreService::Append(const rpc::Call& call, const AppendEventsRequest& request,
                               rpc::Done<AppendEventsResponse> done) {
  if (absl::Status status = CheckAppend(request); !status.ok()) return done(std::move(status));
  std::vector<PreparedEvent> events;
  events.reserve(static_cast<size_t>(request.events_size()));
  // The request is gRPC's own, and nobody looks at its events again: a copy would cost as much as
  // checking them.
  for (event::v1::Event& event : *const_cast<AppendEventsRequest&>(request).mutable_events()) {
    events.push_back(Prepare(std::move(event), call.actor()));
  }
  appends_.Append(std::move(events), call.deadline(),
                  [done = std::move(done)](absl::StatusOr<std::vector<AppendOutcome>> outcomes) {
                    if (!outcomes.ok()) return done(outcomes.status());
                    AppendEventsResponse response;
                    try {
                      response.mutable_outcomes()->Add(std::make_move_iterator(outcomes->begin()),
                                                       std::make_move_iterator(outcomes->end()));
                    } catch (const std::bad_alloc&) {
                      return done(rpc::Overloaded());
                    }
                    done(std::move(response));
                  });
}

absl::StatusOr<std::unique_ptr<rpc::Consumer<ImportEventsRequest, ImportEventsResponse>>>
EventStoreService::Import(const rpc::Call& call) {
  ImportPlace place(open_imports_);
  if (!place.taken()) return rpc::Overloaded();
  return std::make_unique<EventImport>(std::move(place), log_, clock_, call.actor(),
                                       call.deadline());
}

void EventStoreService::Get(const rpc::Call& call, const GetEventRequest& request,
                            rpc::Done<grpc::ByteBuffer> done) {
  if (absl::Status status = CheckGet(request); !status.ok()) return done(std::move(status));
  gets_.Get({.event_id = request.event_id(), .as_of = request.as_of_position()}, call.deadline(),
            [done = std::move(done)](absl::StatusOr<std::string> event) {
              if (!event.ok()) return done(event.status());
              grpc::ByteBuffer bytes;
              const absl::Status status = rpc::Guarded([&] {
                bytes = rpc::BytesOf(*std::move(event));
                return absl::OkStatus();
              });
              if (!status.ok()) return done(status);
              done(std::move(bytes));
            });
}

absl::StatusOr<BatchGetEventsResponse> EventStoreService::BatchGet(
    const rpc::Call& call, const BatchGetEventsRequest& request) {
  if (absl::Status status = CheckBatchGet(request); !status.ok()) return status;
  const std::vector<std::string> ids(request.event_ids().begin(), request.event_ids().end());
  absl::StatusOr<std::vector<event::v1::Event>> events =
      log_.BatchGet(ids, request.as_of_position(), call.deadline());
  if (!events.ok()) return events.status();
  std::set<std::string> found;
  BatchGetEventsResponse response;
  for (event::v1::Event& event : *events) {
    found.insert(event.event_id());
    *response.add_events() = std::move(event);
  }
  for (const std::string& id : ids) {
    if (!found.contains(id)) response.add_missing_event_ids(id);
  }
  return response;
}

absl::StatusOr<ReviseEventResponse> EventStoreService::Revise(const rpc::Call& call,
                                                              const ReviseEventRequest& request) {
  const absl::StatusOr<Revision> revision = ParseRevision(request, call.actor());
  if (!revision.ok()) return revision.status();
  absl::StatusOr<AppendOutcome> outcome =
      log_.Revise(*revision, {clock_(), call.actor()}, call.deadline());
  if (!outcome.ok()) return outcome.status();
  ReviseEventResponse response;
  *response.mutable_outcome() = *std::move(outcome);
  return response;
}

absl::StatusOr<RetractEventResponse> EventStoreService::Retract(
    const rpc::Call& call, const RetractEventRequest& request) {
  const absl::StatusOr<Revision> revision = ParseRevision(request);
  if (!revision.ok()) return revision.status();
  absl::StatusOr<AppendOutcome> outcome =
      log_.Revise(*revision, {clock_(), call.actor()}, call.deadline());
  if (!outcome.ok()) return outcome.status();
  RetractEventResponse response;
  *response.mutable_outcome() = *std::move(outcome);
  return response;
}

// Returns the request with the token that was sealed for it, if it has one.
template <typename Request>
absl::StatusOr<Request> EventStoreService::Opened(Request request, absl::Time deadline) {
  if (request.page_token().empty()) return request;
  absl::StatusOr<std::string> key = log_.GetTokenKey(deadline);
  if (!key.ok()) return key.status();
  std::optional<std::string> token = OpenToken(request.page_token(), *key);
  if (!token.has_value()) {
    // The secret can be of before a restore, which a look at the head finds out.
    if (const auto head = log_.GetHead(deadline); !head.ok()) return head.status();
    key = log_.GetTokenKey(deadline);
    if (!key.ok()) return key.status();
    token = OpenToken(request.page_token(), *key);
  }
  if (!token.has_value()) return InvalidField("page_token", kWantPageToken);
  request.set_page_token(*std::move(token));
  return request;
}

template <typename Response>
absl::StatusOr<Response> EventStoreService::Sealed(Response response, absl::Time deadline) {
  if (response.next_page_token().empty()) return response;
  const absl::StatusOr<std::string> key = log_.GetTokenKey(deadline);
  if (!key.ok()) return key.status();
  response.set_next_page_token(SealToken(response.next_page_token(), *key));
  return response;
}

absl::StatusOr<ListRevisionsResponse> EventStoreService::Revisions(
    const rpc::Call& call, const ListRevisionsRequest& request) {
  const absl::StatusOr<ListRevisionsRequest> opened = Opened(request, call.deadline());
  if (!opened.ok()) return opened.status();
  const absl::StatusOr<RevisionQuery> query = ParseListRevisions(*opened);
  if (!query.ok()) return query.status();
  absl::StatusOr<RevisionPage> page = log_.ListRevisions(*query, call.deadline());
  if (!page.ok()) return page.status();
  ListRevisionsResponse response;
  if (page->has_more) {
    response.set_next_page_token(EncodePageToken(
        {.epoch = page->epoch, .last = page->revisions.back().revision()}, request));
  }
  for (event::v1::Event& event : page->revisions) *response.add_revisions() = std::move(event);
  return Sealed(std::move(response), call.deadline());
}

absl::StatusOr<ListEventsResponse> EventStoreService::List(const rpc::Call& call,
                                                           const ListEventsRequest& request) {
  const absl::StatusOr<ListEventsRequest> opened = Opened(request, call.deadline());
  if (!opened.ok()) return opened.status();
  const absl::StatusOr<ListRead> list = ParseList(*opened);
  if (!list.ok()) return list.status();
  absl::StatusOr<EventPage> page = log_.List(list->query, list->as_of, call.deadline());
  if (!page.ok()) return page.status();
  ListEventsResponse response;
  response.set_as_of_position(page->as_of_position);
  if (page->has_more) {
    response.set_next_page_token(EncodePageToken(
        {.epoch = page->epoch, .as_of_position = page->as_of_position, .last = page->last_position},
        request));
  }
  for (event::v1::Event& event : page->events) *response.add_events() = std::move(event);
  return Sealed(std::move(response), call.deadline());
}

absl::StatusOr<std::unique_ptr<rpc::Feed<grpc::ByteBuffer>>> EventStoreService::Window(
    const rpc::Call& call, const StreamWindowRequest& request) {
  const absl::StatusOr<WindowQuery> query = ParseWindow(request);
  if (!query.ok()) return query.status();
  absl::StatusOr<WindowContents> contents =
      log_.Window(*query, request.as_of_position(), call.deadline());
  if (!contents.ok()) return contents.status();
  return std::make_unique<WindowPages>(log_, *std::move(contents), call.deadline(),
                                       [this](std::function<void()> read) {
                                         return dispatcher().executor().Offer(std::move(read));
                                       });
}

absl::StatusOr<GetWindowHeadResponse> EventStoreService::WindowHead(
    const rpc::Call& call, const GetWindowHeadRequest& request) {
  const absl::StatusOr<WindowQuery> query = ParseWindow(request);
  if (!query.ok()) return query.status();
  absl::StatusOr<eventstore::v1::WindowHead> head =
      log_.GetWindowHead(*query, request.as_of_position(), call.deadline());
  if (!head.ok()) return head.status();
  GetWindowHeadResponse response;
  *response.mutable_head() = *std::move(head);
  return response;
}

absl::StatusOr<SearchEventsResponse> EventStoreService::Search(const rpc::Call& call,
                                                               const SearchEventsRequest& request) {
  const absl::StatusOr<SearchEventsRequest> opened = Opened(request, call.deadline());
  if (!opened.ok()) return opened.status();
  const absl::StatusOr<SearchRead> search = ParseSearch(*opened);
  if (!search.ok()) return search.status();
  absl::StatusOr<SearchPage> page = log_.Search(search->query, search->as_of, call.deadline());
  if (!page.ok()) return page.status();
  SearchEventsResponse response;
  response.set_as_of_position(page->as_of_position);
  if (page->next.has_value()) {
    response.set_next_page_token(EncodePageToken({.epoch = page->epoch,
                                                  .as_of_position = page->as_of_position,
                                                  .last = page->next->position,
                                                  .day = page->next->day,
                                                  .hits = page->next->hits},
                                                 request));
  }
  for (eventstore::v1::SearchHit& hit : page->hits) *response.add_hits() = std::move(hit);
  return Sealed(std::move(response), call.deadline());
}

absl::StatusOr<std::unique_ptr<rpc::Feed<SubscribeResponse>>> EventStoreService::Follow(
    const rpc::Call& /*call*/, const SubscribeRequest& request, rpc::Wake wake) {
  return subscriptions_.Open(request, std::move(wake));
}

absl::StatusOr<GetHeadResponse> EventStoreService::Head(const rpc::Call& call,
                                                        const GetHeadRequest& /*request*/) {
  const absl::StatusOr<event_store::Head> head = log_.GetHead(call.deadline());
  if (!head.ok()) return head.status();
  GetHeadResponse response;
  response.set_position(head->position);
  response.set_epoch(head->epoch);
  if (head->position > 0) {
    *response.mutable_recorded_time() = window::ToTimestamp(head->recorded_at);
  }
  return response;
}

}  // namespace sennight::event_store
