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

namespace v1 = eventstore::v1;

namespace {

// One event is checked and prepared in a few microseconds; many would hold up all calls.
bool IsQuick(const v1::AppendEventsRequest& request) { return request.events_size() <= 1; }

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
  AsyncUnary(&EventStoreService::Get, &AlwaysQuick<v1::GetEventRequest>);
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

void EventStoreService::Append(const rpc::Call& call, const v1::AppendEventsRequest& request,
                               rpc::Done<v1::AppendEventsResponse> done) {
  if (absl::Status status = CheckAppend(request); !status.ok()) return done(std::move(status));
  std::vector<PreparedEvent> events;
  events.reserve(static_cast<size_t>(request.events_size()));
  // The request is gRPC's own, and nobody looks at its events again: a copy would cost as much as
  // checking them.
  for (event::v1::Event& event : *const_cast<v1::AppendEventsRequest&>(request).mutable_events()) {
    events.push_back(Prepare(std::move(event), call.actor()));
  }
  appends_.Append(
      std::move(events), call.deadline(),
      [done = std::move(done)](absl::StatusOr<std::vector<v1::AppendOutcome>> outcomes) {
        if (!outcomes.ok()) return done(outcomes.status());
        v1::AppendEventsResponse response;
        try {
          response.mutable_outcomes()->Add(std::make_move_iterator(outcomes->begin()),
                                           std::make_move_iterator(outcomes->end()));
        } catch (const std::bad_alloc&) {
          return done(rpc::Overloaded());
        }
        done(std::move(response));
      });
}

absl::StatusOr<std::unique_ptr<rpc::Consumer<v1::ImportEventsRequest, v1::ImportEventsResponse>>>
EventStoreService::Import(const rpc::Call& call) {
  Place place(open_imports_, kMaxOpenImports);
  if (!place.IsTaken()) return rpc::Overloaded();
  return std::make_unique<EventImport>(std::move(place), log_, clock_, call.actor(),
                                       call.deadline());
}

void EventStoreService::Get(const rpc::Call& call, const v1::GetEventRequest& request,
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

absl::StatusOr<v1::BatchGetEventsResponse> EventStoreService::BatchGet(
    const rpc::Call& call, const v1::BatchGetEventsRequest& request) {
  if (absl::Status status = CheckBatchGet(request); !status.ok()) return status;
  const std::vector<std::string> ids(request.event_ids().begin(), request.event_ids().end());
  absl::StatusOr<std::vector<event::v1::Event>> events =
      log_.BatchGet(ids, request.as_of_position(), call.deadline());
  if (!events.ok()) return events.status();
  std::set<std::string> found;
  v1::BatchGetEventsResponse response;
  for (event::v1::Event& event : *events) {
    found.insert(event.event_id());
    *response.add_events() = std::move(event);
  }
  for (const std::string& id : ids) {
    if (!found.contains(id)) response.add_missing_event_ids(id);
  }
  return response;
}

template <typename Response>
absl::StatusOr<Response> EventStoreService::Store(const absl::StatusOr<Revision>& revision,
                                                  const rpc::Call& call) {
  if (!revision.ok()) return revision.status();
  absl::StatusOr<v1::AppendOutcome> outcome =
      log_.Revise(*revision, {clock_(), call.actor()}, call.deadline());
  if (!outcome.ok()) return outcome.status();
  Response response;
  *response.mutable_outcome() = *std::move(outcome);
  return response;
}

absl::StatusOr<v1::ReviseEventResponse> EventStoreService::Revise(
    const rpc::Call& call, const v1::ReviseEventRequest& request) {
  return Store<v1::ReviseEventResponse>(ParseRevision(request, call.actor()), call);
}

absl::StatusOr<v1::RetractEventResponse> EventStoreService::Retract(
    const rpc::Call& call, const v1::RetractEventRequest& request) {
  return Store<v1::RetractEventResponse>(ParseRevision(request), call);
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

absl::StatusOr<v1::ListRevisionsResponse> EventStoreService::Revisions(
    const rpc::Call& call, const v1::ListRevisionsRequest& request) {
  const absl::StatusOr<v1::ListRevisionsRequest> opened = Opened(request, call.deadline());
  if (!opened.ok()) return opened.status();
  const absl::StatusOr<RevisionQuery> query = ParseListRevisions(*opened);
  if (!query.ok()) return query.status();
  absl::StatusOr<RevisionPage> page = log_.ListRevisions(*query, call.deadline());
  if (!page.ok()) return page.status();
  v1::ListRevisionsResponse response;
  if (page->has_more) {
    response.set_next_page_token(EncodePageToken(
        {.epoch = page->epoch, .last = page->revisions.back().revision()}, request));
  }
  for (event::v1::Event& event : page->revisions) *response.add_revisions() = std::move(event);
  return Sealed(std::move(response), call.deadline());
}

absl::StatusOr<v1::ListEventsResponse> EventStoreService::List(
    const rpc::Call& call, const v1::ListEventsRequest& request) {
  const absl::StatusOr<v1::ListEventsRequest> opened = Opened(request, call.deadline());
  if (!opened.ok()) return opened.status();
  const absl::StatusOr<ListRead> list = ParseList(*opened);
  if (!list.ok()) return list.status();
  absl::StatusOr<EventPage> page = log_.List(list->query, list->as_of, call.deadline());
  if (!page.ok()) return page.status();
  v1::ListEventsResponse response;
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
    const rpc::Call& call, const v1::StreamWindowRequest& request) {
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

absl::StatusOr<v1::GetWindowHeadResponse> EventStoreService::WindowHead(
    const rpc::Call& call, const v1::GetWindowHeadRequest& request) {
  const absl::StatusOr<WindowQuery> query = ParseWindow(request);
  if (!query.ok()) return query.status();
  absl::StatusOr<v1::WindowHead> head =
      log_.GetWindowHead(*query, request.as_of_position(), call.deadline());
  if (!head.ok()) return head.status();
  v1::GetWindowHeadResponse response;
  *response.mutable_head() = *std::move(head);
  return response;
}

absl::StatusOr<v1::SearchEventsResponse> EventStoreService::Search(
    const rpc::Call& call, const v1::SearchEventsRequest& request) {
  const absl::StatusOr<v1::SearchEventsRequest> opened = Opened(request, call.deadline());
  if (!opened.ok()) return opened.status();
  const absl::StatusOr<SearchRead> search = ParseSearch(*opened);
  if (!search.ok()) return search.status();
  absl::StatusOr<SearchPage> page = log_.Search(search->query, search->as_of, call.deadline());
  if (!page.ok()) return page.status();
  v1::SearchEventsResponse response;
  response.set_as_of_position(page->as_of_position);
  if (page->next.has_value()) {
    response.set_next_page_token(EncodePageToken({.epoch = page->epoch,
                                                  .as_of_position = page->as_of_position,
                                                  .last = page->next->position,
                                                  .day = page->next->day,
                                                  .hits = page->next->hits},
                                                 request));
  }
  for (v1::SearchHit& hit : page->hits) *response.add_hits() = std::move(hit);
  return Sealed(std::move(response), call.deadline());
}

absl::StatusOr<std::unique_ptr<rpc::Feed<v1::SubscribeResponse>>> EventStoreService::Follow(
    const rpc::Call& /*call*/, const v1::SubscribeRequest& request, rpc::Wake wake) {
  return subscriptions_.Open(request, std::move(wake));
}

absl::StatusOr<v1::GetHeadResponse> EventStoreService::Head(const rpc::Call& call,
                                                            const v1::GetHeadRequest& /*request*/) {
  const absl::StatusOr<event_store::Head> head = log_.GetHead(call.deadline());
  if (!head.ok()) return head.status();
  v1::GetHeadResponse response;
  response.set_position(head->position);
  response.set_epoch(head->epoch);
  if (head->position > 0) {
    *response.mutable_recorded_time() = window::ToTimestamp(head->recorded_at);
  }
  return response;
}

}  // namespace sennight::event_store
