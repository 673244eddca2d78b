#include "services/sennight/client/event_upload.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/status.h"

namespace sennight::client {
namespace {

constexpr int kEventsPerChunk = 200;  // The contract allows 500.
constexpr size_t kBytesPerChunk = 1024 * 1024;
constexpr size_t kEventsPerCall = 10'000;

}  // namespace

EventUpload::EventUpload(const std::shared_ptr<grpc::Channel>& channel, Prepare prepare)
    : stub_(eventstore::v1::EventStoreService::NewStub(channel)), prepare_(std::move(prepare)) {}

EventUpload::~EventUpload() {
  if (writer_ == nullptr) return;
  context_->TryCancel();
  (void)writer_->Finish();
}

absl::Status EventUpload::Add(event::v1::Event event, Origin origin) {
  const size_t bytes = event.ByteSizeLong();
  if (chunk_.events_size() > 0 && chunk_bytes_ + bytes > kBytesPerChunk) {
    if (absl::Status sent = SendChunk(); !sent.ok()) return sent;
  }
  *chunk_.add_events() = std::move(event);
  chunk_bytes_ += bytes;
  origins_.push_back(std::move(origin));
  if (chunk_.events_size() < kEventsPerChunk) return absl::OkStatus();
  return SendChunk();
}

absl::Status EventUpload::Finish() {
  if (chunk_.events_size() > 0) {
    if (absl::Status sent = SendChunk(); !sent.ok()) return sent;
  }
  return EndCall();
}

absl::Status EventUpload::SendChunk() {
  if (writer_ == nullptr) {
    context_ = std::make_unique<grpc::ClientContext>();
    prepare_(*context_);
    response_.Clear();
    writer_ = stub_->ImportEvents(context_.get(), &response_);
  }
  const bool is_sent = writer_->Write(chunk_);
  chunk_.Clear();
  chunk_bytes_ = 0;
  // The call has ended: its status says why.
  if (!is_sent || origins_.size() >= kEventsPerCall) return EndCall();
  return absl::OkStatus();
}

absl::Status EventUpload::EndCall() {
  if (writer_ == nullptr) return absl::OkStatus();
  writer_->WritesDone();
  const grpc::Status status = writer_->Finish();
  writer_ = nullptr;
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  Take(response_);
  origins_.clear();
  return absl::OkStatus();
}

void EventUpload::Take(const eventstore::v1::ImportEventsResponse& response) {
  counts_.stored += response.stored();
  counts_.duplicates += response.duplicates();
  counts_.conflicts += response.conflicts();
  counts_.rejected += response.rejected();
  const auto origin_of = [this](int64_t index) {
    const auto place = static_cast<size_t>(index);
    return place < origins_.size() ? origins_[place] : Origin();
  };
  for (const auto& rejection : response.rejections()) {
    for (const auto& violation : rejection.bad_request().field_violations()) {
      remarks_.push_back(
          {origin_of(rejection.index()), violation.field(), violation.description()});
    }
  }
  for (const auto& conflict : response.conflicting()) {
    remarks_.push_back(
        {origin_of(conflict.index()), "",
         absl::StrCat("differs from what is stored as event ", conflict.outcome().stored_event_id(),
                      "; the stored one was kept")});
  }
}

}  // namespace sennight::client
