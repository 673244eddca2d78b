#include "services/gateway/adapters/summarization_client.h"

#include <grpcpp/client_context.h>
#include <grpcpp/support/sync_stream.h>

#include "absl/strings/str_cat.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"

namespace sennight::gateway {
namespace {

using summarization::v1::SummarizationService;
using summarization::v1::SummarizeWindowRequest;
using summarization::v1::SummarizeWindowResponse;
using summarization::v1::SummarizeWindowStart;

using Writer = grpc::ClientWriterInterface<SummarizeWindowRequest>;

// Passes events on, one part at a time; a part is read when the one before has been taken. A
// writer that takes no more has an answer already, which Finish tells.
absl::Status Pipe(EventStream& events, Writer& writer) {
  eventstore::v1::StreamWindowResponse part;
  SummarizeWindowRequest message;
  while (true) {
    const absl::StatusOr<bool> more = events.Next(&part);
    if (!more.ok()) return more.status();
    if (!*more) break;
    if (part.events().empty()) continue;
    message.mutable_events()->Swap(part.mutable_events());
    if (!writer.Write(message)) break;
  }
  writer.WritesDone();
  return absl::OkStatus();
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
  const std::unique_ptr<Writer> writer(stub_->SummarizeWindow(&context, &response));

  SummarizeWindowRequest first;
  *first.mutable_start() = start;
  absl::Status reading;
  if (writer->Write(first)) reading = Pipe(events, *writer);
  // Without all events there must be no digest.
  if (!reading.ok()) context.TryCancel();
  const grpc::Status status = writer->Finish();

  if (!reading.ok()) return reading;
  if (!status.ok()) return rpc::FromUpstream(status, kSummarizing);
  if (!response.has_digest()) {
    return absl::InternalError(
        absl::StrCat(kSummarizing, ": the summarization service sent no digest"));
  }
  return response;
}

}  // namespace sennight::gateway
