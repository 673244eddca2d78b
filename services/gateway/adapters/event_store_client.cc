#include "services/gateway/adapters/event_store_client.h"

#include <algorithm>
#include <utility>

#include <grpcpp/client_context.h>
#include <grpcpp/support/sync_stream.h>

#include "absl/strings/str_cat.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "common/status/status.h"

namespace sennight::gateway {
namespace {

using eventstore::v1::BatchGetEventsRequest;
using eventstore::v1::BatchGetEventsResponse;
using eventstore::v1::EventStoreService;
using eventstore::v1::GetWindowHeadRequest;
using eventstore::v1::GetWindowHeadResponse;
using eventstore::v1::StreamWindowRequest;
using eventstore::v1::StreamWindowResponse;

constexpr size_t kMaxBatch = 256;
constexpr char kAnswerTooLarge[] = "ANSWER_TOO_LARGE";
constexpr char kWindowTooLarge[] = "WINDOW_TOO_LARGE";

absl::Status NoHead() {
  return absl::InternalError(
      absl::StrCat(kReadingEvents, ": the event store sent no head of the window"));
}

// A GetWindowHead that is under way.
struct HeadCall {
  grpc::ClientContext context;
  GetWindowHeadRequest request;
  GetWindowHeadResponse response;
  EventSource::TakeHead take;
};

absl::StatusOr<eventstore::v1::WindowHead> HeadOf(const grpc::Status& status,
                                                  const GetWindowHeadResponse& response) {
  if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED) {
    return absl::UnimplementedError(status.error_message());
  }
  if (!status.ok()) return rpc::FromUpstream(status, kReadingEvents);
  if (!response.has_head()) return NoHead();
  return response.head();
}

class WindowStream final : public EventStream {
 public:
  WindowStream(EventStoreService::StubInterface& stub, const StreamWindowRequest& request,
               absl::Time deadline, const trace::Origin& origin) {
    rpc::PrepareContext(context_, deadline, origin);
    reader_ = stub.StreamWindow(&context_, request);
  }

  // A call must be finished before its context goes.
  ~WindowStream() override {
    if (is_finished_) return;
    context_.TryCancel();
    reader_->Finish();
  }

  // Waits for the first message.
  absl::Status ReadHead() {
    StreamWindowResponse first;
    if (!reader_->Read(&first)) {
      const absl::Status status = Finish();
      return status.ok() ? NoHead() : status;
    }
    if (!first.has_head()) return NoHead();
    head_ = std::move(*first.mutable_head());
    return absl::OkStatus();
  }

  const eventstore::v1::WindowHead& head() const override { return head_; }

  absl::StatusOr<bool> Next(StreamWindowResponse* part) override {
    if (is_finished_) return false;
    if (reader_->Read(part)) return true;
    const absl::Status status = Finish();
    if (!status.ok()) return status;
    return false;
  }

 private:
  absl::Status Finish() {
    is_finished_ = true;
    return rpc::FromUpstream(reader_->Finish(), kReadingEvents);
  }

  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderInterface<StreamWindowResponse>> reader_;
  eventstore::v1::WindowHead head_;
  bool is_finished_ = false;
};

}  // namespace

EventStoreClient::EventStoreClient(const std::shared_ptr<grpc::Channel>& channel)
    : stub_(EventStoreService::NewStub(channel)) {}

void EventStoreClient::GetWindowHead(const GetWindowHeadRequest& request, absl::Time deadline,
                                     const trace::Origin& origin, TakeHead take) {
  auto asking = std::make_unique<HeadCall>();
  rpc::PrepareContext(asking->context, deadline, origin);
  asking->request = request;
  asking->take = std::move(take);
  // Kept by the call, whose end destroys it.
  HeadCall* const call = asking.release();
  stub_->async()->GetWindowHead(&call->context, &call->request, &call->response,
                                [call](const grpc::Status& status) {
                                  const std::unique_ptr<HeadCall> ended(call);
                                  ended->take(HeadOf(status, ended->response));
                                });
}

absl::StatusOr<std::unique_ptr<EventStream>> EventStoreClient::OpenWindow(
    const StreamWindowRequest& request, absl::Time deadline, const trace::Origin& origin) {
  auto stream = std::make_unique<WindowStream>(*stub_, request, deadline, origin);
  if (absl::Status status = stream->ReadHead(); !status.ok()) return status;
  return stream;
}

absl::StatusOr<std::vector<event::v1::Event>> EventStoreClient::GetEvents(
    const std::vector<std::string>& event_ids, int64_t as_of_position, absl::Time deadline,
    const trace::Origin& origin) {
  std::vector<event::v1::Event> events;
  size_t bytes = 0;
  // How many are asked for at once: fewer if so many are too much for one answer.
  size_t batch = kMaxBatch;
  for (size_t next = 0; next < event_ids.size();) {
    grpc::ClientContext context;
    rpc::PrepareContext(context, deadline, origin);
    BatchGetEventsRequest request;
    const size_t end = std::min(next + batch, event_ids.size());
    for (size_t i = next; i < end; ++i) request.add_event_ids(event_ids[i]);
    request.set_as_of_position(as_of_position);
    BatchGetEventsResponse response;
    const grpc::Status status = stub_->BatchGetEvents(&context, request, &response);
    if (!status.ok()) {
      const bool is_too_much = ReasonOf(rpc::FromGrpcStatus(status)) == kAnswerTooLarge;
      if (!is_too_much || batch == 1) return rpc::FromUpstream(status, kReadingEvents);
      batch = std::max<size_t>(1, (end - next) / 2);
      continue;
    }
    next = end;
    bytes += response.ByteSizeLong();
    if (bytes > kMaxEventBytes) {
      return WithReason(
          absl::ResourceExhaustedError(absl::StrCat(
              kReadingEvents, ": the events have more than ", kMaxEventBytes, " bytes together")),
          kWindowTooLarge);
    }
    for (event::v1::Event& event : *response.mutable_events()) events.push_back(std::move(event));
  }
  return events;
}

}  // namespace sennight::gateway
