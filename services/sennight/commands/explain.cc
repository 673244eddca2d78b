#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/process/termination.h"
#include "common/rpc/status.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "sennight/gateway/v1/digest_service.grpc.pb.h"
#include "services/sennight/cli/json.h"
#include "services/sennight/cli/period.h"
#include "services/sennight/client/gateway.h"
#include "services/sennight/commands/commands.h"

namespace sennight::commands {
namespace {

using gateway::v1::DigestService;
using gateway::v1::ExplainDigestRequest;
using gateway::v1::ExplainDigestResponse;
using summarization::v1::AnalyzedStory;
using summarization::v1::LeftOutEvent;

using Titles = std::map<std::string, std::string>;

// Most titles that are asked for at once, and in all. Of so few events the answer is never too
// large.
constexpr size_t kTitlesAtOnce = 10;
constexpr size_t kMostTitles = 2'000;

absl::StatusOr<ExplainDigestRequest> ReadRequest(const cli::Arguments& arguments) {
  ExplainDigestRequest request;
  if (absl::Status status = cli::SetDigest(arguments, &request); !status.ok()) return status;
  if (!arguments.operands().empty()) request.set_event_id(arguments.operands()[0]);
  return request;
}

std::vector<std::string> NamedEvents(const ExplainDigestResponse& response) {
  std::vector<std::string> ids;
  for (const AnalyzedStory& story : response.stories()) {
    ids.insert(ids.end(), story.event_ids().begin(), story.event_ids().end());
  }
  for (const LeftOutEvent& left_out : response.left_out()) ids.push_back(left_out.event_id());
  if (ids.size() > kMostTitles) ids.resize(kMostTitles);
  return ids;
}

absl::StatusOr<Titles> FetchTitles(const client::Gateway& gateway,
                                   const ExplainDigestResponse& response) {
  const auto stub = eventstore::v1::EventStoreService::NewStub(gateway.channel());
  const std::vector<std::string> ids = NamedEvents(response);
  Titles titles;
  for (size_t next = 0; next < ids.size(); next += kTitlesAtOnce) {
    eventstore::v1::BatchGetEventsRequest request;
    for (size_t i = next; i < std::min(next + kTitlesAtOnce, ids.size()); ++i) {
      request.add_event_ids(ids[i]);
    }
    request.set_as_of_position(response.as_of_position());
    grpc::ClientContext context;
    gateway.Prepare(context);
    eventstore::v1::BatchGetEventsResponse page;
    const grpc::Status status = stub->BatchGetEvents(&context, request, &page);
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    for (const event::v1::Event& event : page.events()) titles[event.event_id()] = event.title();
  }
  return titles;
}

void WriteEvent(const std::string& id, const Titles& titles, std::ostream& out) {
  const auto title = titles.find(id);
  out << "    " << id << (title == titles.end() ? "" : "  " + title->second) << "\n";
}

void WriteStory(const AnalyzedStory& story, int rank, const Titles& titles, std::ostream& out) {
  std::vector<std::string> reasons;
  for (const digest::v1::RankReason& reason : story.reasons()) {
    reasons.push_back(absl::StrFormat("%s %+.2f", reason.feature(), reason.contribution()));
    if (!reason.evidence().empty()) absl::StrAppend(&reasons.back(), " (", reason.evidence(), ")");
  }
  out << absl::StrFormat("%d. %s  score %.2f  group %d  %s  %s\n", rank, story.story_id(),
                         story.rank_score(), story.group(), story.category(),
                         story.occurred().start())
      << "    " << absl::StrJoin(reasons, ", ") << "\n";
  for (const std::string& id : story.event_ids()) WriteEvent(id, titles, out);
}

void Write(const ExplainDigestResponse& response, const Titles& titles, std::ostream& out) {
  int rank = response.first_rank();
  for (const AnalyzedStory& story : response.stories()) WriteStory(story, rank++, titles, out);
  for (const LeftOutEvent& left_out : response.left_out()) {
    std::string reason = summarization::v1::LeftOutReason_Name(left_out.reason());
    reason.erase(0, sizeof("LEFT_OUT_REASON_") - 1);
    out << "left out: " << reason << "  " << left_out.evidence() << "\n";
    WriteEvent(left_out.event_id(), titles, out);
  }
}

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  const absl::StatusOr<ExplainDigestRequest> request = ReadRequest(arguments);
  if (!request.ok()) return request.status();
  const absl::StatusOr<client::Gateway> gateway = client::Gateway::Reach(arguments, console);
  if (!gateway.ok()) return gateway.status();

  ExplainDigestResponse response;
  grpc::ClientContext context;
  gateway->Prepare(context);
  const grpc::Status status =
      DigestService::NewStub(gateway->channel())->ExplainDigest(&context, *request, &response);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  console.err << response.events_read() << " events read as of position "
              << response.as_of_position() << ", " << response.story_count() << " stories\n";
  if (arguments.Has("json")) {
    console.out << cli::JsonDocument(response);
  } else {
    const absl::StatusOr<Titles> titles = FetchTitles(*gateway, response);
    if (!titles.ok()) return titles.status();
    Write(response, *titles, console.out);
  }
  if (!response.stories().empty() || !response.left_out().empty()) return process::kExitOk;
  console.err << "the event was not read: it is none of these days\n";
  return process::kExitRejected;
}

}  // namespace

cli::Command Explain() {
  return {.usage = {.name = "explain",
                    .summary = "Tells why the digest of a week is as it is.",
                    .options = client::WithConnectionOptions(
                        cli::DigestOptions("An ISO week, as for compose.")),
                    .operand = "ID",
                    .least_operands = 0,
                    .most_operands = 1,
                    .description =
                        "Lists the stories by rank with what each is ranked by, and the events "
                        "that were left out\nwith the reason; of one event only, if its id is "
                        "given. With --json the answer of the gateway."},
          .run = Run};
}

}  // namespace sennight::commands
