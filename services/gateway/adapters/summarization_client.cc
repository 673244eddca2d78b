#include "services/gateway/adapters/summarization_client.h"

#include <algorithm>
#include <utility>

#include <grpcpp/client_context.h>
#include <grpcpp/support/sync_stream.h>

#include "absl/strings/str_cat.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"

namespace sennight::gateway {
namespace {

using summarization::v1::AnalyzeEventsRequest;
using summarization::v1::AnalyzeEventsResponse;
using summarization::v1::SummarizationService;
using summarization::v1::SummarizeWindowRequest;
using summarization::v1::SummarizeWindowResponse;
using summarization::v1::SummarizeWindowStart;
using summarization::v1::VerifyDigestRequest;
using summarization::v1::VerifyDigestResponse;

// Most events in one message of VerifyDigest, and about as many bytes.
constexpr size_t kMaxVerifyPart = 64;
constexpr size_t kMaxVerifyPartBytes = size_t{4} << 20;

// Passes events on, one part at a time; a part is read when the one before has been taken. A
// writer that takes no more has an answer already, which Finish tells.
template <typename Request>
absl::Status Pipe(EventStream& events, grpc::ClientWriterInterface<Request>& writer) {
  eventstore::v1::StreamWindowResponse part;
  Request message;
  while (true) {
    const absl::StatusOr<bool> more = events.Next(&part);
    if (!more.ok()) return more.status();
    if (!*more) break;
    if (part.events().empty() && part.earlier().empty()) continue;
    message.mutable_events()->Swap(part.mutable_events());
    message.mutable_earlier()->Swap(part.mutable_earlier());
    if (!writer.Write(message)) break;
  }
  writer.WritesDone();
  return absl::OkStatus();
}

// Says what to make of the events, then passes them on.
template <typename Request>
absl::Status Send(const SummarizeWindowStart& start, EventStream& events,
                  grpc::ClientContext& context, grpc::ClientWriterInterface<Request>& writer) {
  Request first;
  *first.mutable_start() = start;
  absl::Status reading;
  if (writer.Write(first)) reading = Pipe(events, writer);
  // Without all events there must be no answer.
  if (!reading.ok()) context.TryCancel();
  const grpc::Status status = writer.Finish();
  if (!reading.ok()) return reading;
  return status.ok() ? absl::OkStatus() : rpc::FromUpstream(status, kSummarizing);
}

}  // namespace

SummarizationClient::SummarizationClient(const std::shared_ptr<grpc::Channel>& channel)
    : stub_(SummarizationService::NewStub(channel)) {}

absl::StatusOr<SummarizeWindowResponse> SummarizationClient::Summarize(
    const SummarizeWindowStart& start, EventStream& events, absl::Time deadline,
    const trace::Origin& origin) {
  grpc::ClientContext context;
  rpc::PrepareContext(context, deadline, origin);
  SummarizeWindowResponse response;
  const std::unique_ptr<grpc::ClientWriterInterface<SummarizeWindowRequest>> writer(
      stub_->SummarizeWindow(&context, &response));
  if (absl::Status status = Send(start, events, context, *writer); !status.ok()) return status;
  if (!response.has_digest()) {
    return absl::InternalError(
        absl::StrCat(kSummarizing, ": the summarization service sent no digest"));
  }
  return response;
}

absl::StatusOr<AnalyzeEventsResponse> SummarizationClient::Analyze(
    const SummarizeWindowStart& start, EventStream& events, absl::Time deadline,
    const trace::Origin& origin) {
  grpc::ClientContext context;
  rpc::PrepareContext(context, deadline, origin);
  AnalyzeEventsResponse response;
  const std::unique_ptr<grpc::ClientWriterInterface<AnalyzeEventsRequest>> writer(
      stub_->AnalyzeEvents(&context, &response));
  if (absl::Status status = Send(start, events, context, *writer); !status.ok()) return status;
  return response;
}

absl::StatusOr<VerifyDigestResponse> SummarizationClient::Verify(
    const topic::v1::Topic& topic, const digest::v1::Digest& digest,
    std::vector<event::v1::Event> events, absl::Time deadline, const trace::Origin& origin) {
  grpc::ClientContext context;
  rpc::PrepareContext(context, deadline, origin);
  VerifyDigestResponse response;
  const std::unique_ptr<grpc::ClientWriterInterface<VerifyDigestRequest>> writer(
      stub_->VerifyDigest(&context, &response));
  VerifyDigestRequest message;
  *message.mutable_topic() = topic;
  *message.mutable_digest() = digest;
  bool takes = writer->Write(message);
  for (size_t next = 0; takes && next < events.size();) {
    message.Clear();
    const size_t end = std::min(next + kMaxVerifyPart, events.size());
    for (size_t bytes = 0; next < end && bytes < kMaxVerifyPartBytes; ++next) {
      bytes += events[next].ByteSizeLong();
      *message.add_events() = std::move(events[next]);
    }
    takes = writer->Write(message);
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!status.ok()) return rpc::FromUpstream(status, kChecking);
  return response;
}

}  // namespace sennight::gateway
