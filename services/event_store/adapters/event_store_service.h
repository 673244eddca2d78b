// The contract's methods, on an event log.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include <grpcpp/grpcpp.h>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/dispatcher.h"
#include "common/rpc/feed.h"
#include "common/rpc/handler.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "services/event_store/adapters/append_queue.h"
#include "services/event_store/adapters/get_queue.h"
#include "services/event_store/adapters/subscription.h"
#include "services/event_store/domain/event_log.h"

namespace sennight::event_store {

// Tells the time that events are recorded at.
using Clock = std::function<absl::Time()>;

// Answers sennight.eventstore.v1.EventStoreService. Safe for concurrent use.
class EventStoreService final : public eventstore::v1::EventStoreService::CallbackService {
 public:
  // `log`, `dispatcher` and `subscriptions` must outlive the service and its server.
  EventStoreService(EventLog& log, rpc::Dispatcher& dispatcher, Clock clock,
                    Subscriptions& subscriptions);

  grpc::ServerUnaryReactor* AppendEvents(grpc::CallbackServerContext* context,
                                         const eventstore::v1::AppendEventsRequest* request,
                                         eventstore::v1::AppendEventsResponse* response) override;
  grpc::ServerReadReactor<eventstore::v1::ImportEventsRequest>* ImportEvents(
      grpc::CallbackServerContext* context,
      eventstore::v1::ImportEventsResponse* response) override;
  grpc::ServerUnaryReactor* GetEvent(grpc::CallbackServerContext* context,
                                     const eventstore::v1::GetEventRequest* request,
                                     eventstore::v1::GetEventResponse* response) override;
  grpc::ServerUnaryReactor* BatchGetEvents(
      grpc::CallbackServerContext* context, const eventstore::v1::BatchGetEventsRequest* request,
      eventstore::v1::BatchGetEventsResponse* response) override;
  grpc::ServerUnaryReactor* ReviseEvent(grpc::CallbackServerContext* context,
                                        const eventstore::v1::ReviseEventRequest* request,
                                        eventstore::v1::ReviseEventResponse* response) override;
  grpc::ServerUnaryReactor* RetractEvent(grpc::CallbackServerContext* context,
                                         const eventstore::v1::RetractEventRequest* request,
                                         eventstore::v1::RetractEventResponse* response) override;
  grpc::ServerUnaryReactor* ListRevisions(grpc::CallbackServerContext* context,
                                          const eventstore::v1::ListRevisionsRequest* request,
                                          eventstore::v1::ListRevisionsResponse* response) override;
  grpc::ServerUnaryReactor* ListEvents(grpc::CallbackServerContext* context,
                                       const eventstore::v1::ListEventsRequest* request,
                                       eventstore::v1::ListEventsResponse* response) override;
  grpc::ServerWriteReactor<eventstore::v1::StreamWindowResponse>* StreamWindow(
      grpc::CallbackServerContext* context,
      const eventstore::v1::StreamWindowRequest* request) override;
  grpc::ServerUnaryReactor* GetWindowHead(grpc::CallbackServerContext* context,
                                          const eventstore::v1::GetWindowHeadRequest* request,
                                          eventstore::v1::GetWindowHeadResponse* response) override;
  grpc::ServerUnaryReactor* SearchEvents(grpc::CallbackServerContext* context,
                                         const eventstore::v1::SearchEventsRequest* request,
                                         eventstore::v1::SearchEventsResponse* response) override;
  grpc::ServerWriteReactor<eventstore::v1::SubscribeResponse>* Subscribe(
      grpc::CallbackServerContext* context,
      const eventstore::v1::SubscribeRequest* request) override;
  grpc::ServerUnaryReactor* GetHead(grpc::CallbackServerContext* context,
                                    const eventstore::v1::GetHeadRequest* request,
                                    eventstore::v1::GetHeadResponse* response) override;

 private:
  void Append(const rpc::Call& call, const eventstore::v1::AppendEventsRequest& request,
              rpc::Done<eventstore::v1::AppendEventsResponse> done);
  absl::StatusOr<std::unique_ptr<
      rpc::Consumer<eventstore::v1::ImportEventsRequest, eventstore::v1::ImportEventsResponse>>>
  Import(const rpc::Call& call);
  void Get(const rpc::Call& call, const eventstore::v1::GetEventRequest& request,
           rpc::Done<eventstore::v1::GetEventResponse> done);
  absl::StatusOr<eventstore::v1::BatchGetEventsResponse> BatchGet(
      const rpc::Call& call, const eventstore::v1::BatchGetEventsRequest& request);
  absl::StatusOr<eventstore::v1::ReviseEventResponse> Revise(
      const rpc::Call& call, const eventstore::v1::ReviseEventRequest& request);
  absl::StatusOr<eventstore::v1::RetractEventResponse> Retract(
      const rpc::Call& call, const eventstore::v1::RetractEventRequest& request);
  absl::StatusOr<eventstore::v1::ListRevisionsResponse> Revisions(
      const rpc::Call& call, const eventstore::v1::ListRevisionsRequest& request);
  absl::StatusOr<eventstore::v1::ListEventsResponse> List(
      const rpc::Call& call, const eventstore::v1::ListEventsRequest& request);
  absl::StatusOr<rpc::Producer<eventstore::v1::StreamWindowResponse>> Window(
      const rpc::Call& call, const eventstore::v1::StreamWindowRequest& request);
  absl::StatusOr<eventstore::v1::GetWindowHeadResponse> WindowHead(
      const rpc::Call& call, const eventstore::v1::GetWindowHeadRequest& request);
  absl::StatusOr<eventstore::v1::SearchEventsResponse> Search(
      const rpc::Call& call, const eventstore::v1::SearchEventsRequest& request);
  absl::StatusOr<std::unique_ptr<rpc::Feed<eventstore::v1::SubscribeResponse>>> Follow(
      const rpc::Call& call, const eventstore::v1::SubscribeRequest& request, rpc::Wake wake);
  absl::StatusOr<eventstore::v1::GetHeadResponse> Head(
      const rpc::Call& call, const eventstore::v1::GetHeadRequest& request);

  template <typename Request>
  absl::StatusOr<Request> Opened(Request request, absl::Time deadline);
  template <typename Response>
  absl::StatusOr<Response> Sealed(Response response, absl::Time deadline);

  EventLog& log_;
  rpc::Dispatcher& dispatcher_;
  Clock clock_;
  Subscriptions& subscriptions_;
  AppendQueue appends_;
  GetQueue gets_;
  std::atomic<int> open_imports_ = 0;
};

}  // namespace sennight::event_store
