#include "services/sennight/client/changed_event.h"

#include "common/rpc/status.h"

namespace sennight::client {
namespace {

bool IsAboutThisEvent(const absl::Status& status) {
  return absl::IsAborted(status) || absl::IsInvalidArgument(status) || absl::IsNotFound(status);
}

}  // namespace

absl::StatusOr<ChangeResult> StoreChange(eventstore::v1::EventStoreService::StubInterface& stub,
                                         const std::function<void(grpc::ClientContext&)>& prepare,
                                         const event::v1::Event& event, int32_t revision) {
  eventstore::v1::GetEventRequest get;
  get.set_event_id(event.event_id());
  eventstore::v1::GetEventResponse stored;
  grpc::ClientContext get_context;
  prepare(get_context);
  if (const grpc::Status status = stub.GetEvent(&get_context, get, &stored); !status.ok()) {
    return rpc::FromGrpcStatus(status);
  }
  if (stored.event().state() == event::v1::EVENT_STATE_RETRACTED) {
    return ChangeResult{.why_not = "it was retracted; `sennight revise` lets it stand again"};
  }
  if (stored.event().state() == event::v1::EVENT_STATE_ERASED) {
    return ChangeResult{.why_not = "it was erased on legal demand"};
  }

  eventstore::v1::ReviseEventRequest revise;
  *revise.mutable_event() = event;
  revise.set_expected_revision(revision);
  revise.set_reason(kImportReason);
  eventstore::v1::ReviseEventResponse revised;
  grpc::ClientContext revise_context;
  prepare(revise_context);
  const absl::Status status =
      rpc::FromGrpcStatus(stub.ReviseEvent(&revise_context, revise, &revised));
  if (IsAboutThisEvent(status)) return ChangeResult{.why_not = std::string(status.message())};
  if (!status.ok()) return status;
  return ChangeResult{.is_new = revised.outcome().status() == eventstore::v1::APPEND_STATUS_STORED,
                      .revision = revised.outcome().revision(),
                      .why_not = ""};
}

}  // namespace sennight::client
