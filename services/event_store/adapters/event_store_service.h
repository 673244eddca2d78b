// The contract's methods, on an event log.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/typed_service.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"
#include "services/event_store/adapters/append_queue.h"
#include "services/event_store/adapters/get_queue.h"
#include "services/event_store/adapters/subscription.h"
#include "services/event_store/domain/event_log.h"

namespace sennight::event_store {

// Tells the time that events are recorded at.
using Clock = std::function<absl::Time()>;

// Answers sennight.eventstore.v1.EventStoreService. Safe for concurrent use.
class EventStoreService final : public rpc::TypedService {
 public:
  // `log`, `dispatcher` and `subscriptions` must outlive the service and its server.
  EventStoreService(EventLog& log, rpc::Dispatcher& dispatcher, Clock clock,
                    Subscriptions& subscriptions);

 private:
  void Append(const rpc::Call& call, const eventstore::v1::AppendEventsRequest& request,
              rpc::Done<eventstore::v1::AppendEventsResponse> done);
  absl::StatusOr<std::unique_ptr<
      rpc::Consumer<eventstore::v1::ImportEventsRequest, eventstore::v1::ImportEventsResponse>>>
  Import(const rpc::Call& call);
  void Get(const rpc::Call& call, const eventstore::v1::GetEventRequest& request,
           rpc::Done<grpc::ByteBuffer> done);
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
  absl::StatusOr<std::unique_ptr<rpc::Feed<grpc::ByteBuffer>>> Window(
      const rpc::Call& call, const eventstore::v1::StreamWindowRequest& request);
  absl::StatusOr<eventstore::v1::GetWindowHeadResponse> WindowHead(
      const rpc::Call& call, const eventstore::v1::GetWindowHeadRequest& request);
  absl::StatusOr<eventstore::v1::SearchEventsResponse> Search(
      const rpc::Call& call, const eventstore::v1::SearchEventsRequest& request);
  absl::StatusOr<std::unique_ptr<rpc::Feed<eventstore::v1::SubscribeResponse>>> Follow(
      const rpc::Call& call, const eventstore::v1::SubscribeRequest& request, rpc::Wake wake);
  absl::StatusOr<eventstore::v1::GetHeadResponse> Head(
      const rpc::Call& call, const eventstore::v1::GetHeadRequest& request);

  template <typename Response>
  absl::StatusOr<Response> Store(const absl::StatusOr<Revision>& revision, const rpc::Call& call);
  template <typename Request>
  absl::StatusOr<Request> Opened(Request request, absl::Time deadline);
  template <typename Response>
  absl::StatusOr<Response> Sealed(Response response, absl::Time deadline);

  EventLog& log_;
  Clock clock_;
  Subscriptions& subscriptions_;
  AppendQueue appends_;
  GetQueue gets_;
  std::atomic<int> open_imports_ = 0;
};

}  // namespace sennight::event_store
