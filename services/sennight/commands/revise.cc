#include <utility>

#include "absl/strings/match.h"
#include "common/process/termination.h"
#include "common/rpc/status.h"
#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "services/sennight/cli/event_text.h"
#include "services/sennight/cli/files.h"
#include "services/sennight/cli/json.h"
#include "services/sennight/client/gateway.h"
#include "services/sennight/client/import_file.h"
#include "services/sennight/commands/commands.h"
#include "services/sennight/commands/revising.h"
#include "services/sennight/import/json_lines.h"

namespace sennight::commands {
namespace {

using eventstore::v1::EventStoreService;

void WriteRemarks(const std::string& file, const std::vector<importing::Remark>& remarks,
                  bool is_error, cli::Console& console) {
  for (const importing::Remark& remark : remarks) {
    console.err << client::RemarkLine({{.file = file}, is_error, remark.field, remark.words});
  }
}

// Whether only the event is wrong, not the command line.
bool IsAboutTheEvent(const absl::Status& status) {
  const google::rpc::BadRequest bad_request = BadRequestOf(status);
  for (const auto& violation : bad_request.field_violations()) {
    if (!absl::StartsWith(violation.field(), "event.")) return false;
  }
  return bad_request.field_violations_size() > 0;
}

absl::StatusOr<int> Send(const cli::Arguments& arguments,
                         const eventstore::v1::ReviseEventRequest& request, cli::Console& console) {
  const absl::StatusOr<client::Gateway> gateway = client::Gateway::Reach(arguments, console);
  if (!gateway.ok()) return gateway.status();
  eventstore::v1::ReviseEventResponse response;
  grpc::ClientContext context;
  gateway->Prepare(context);
  const absl::Status status = rpc::FromGrpcStatus(
      EventStoreService::NewStub(gateway->channel())->ReviseEvent(&context, request, &response));
  if (IsAboutTheEvent(status)) {
    cli::WriteError(status, console.err);
    return process::kExitRejected;
  }
  if (!status.ok()) return status;

  console.out << (arguments.Has("json") ? cli::JsonDocument(response.outcome())
                                        : cli::RevisedLine("revised", response.outcome()));
  return process::kExitOk;
}

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  const absl::StatusOr<int32_t> expected = ReadExpectedRevision(arguments);
  if (!expected.ok()) return expected.status();
  const std::string& file = arguments.operands()[0];
  const absl::StatusOr<std::string> json = cli::ReadFile(file, importing::kMaxLineBytes);
  if (!json.ok()) return json.status();
  importing::Record record = importing::ReadLine(
      *json, 0, {.topic = arguments.Text("topic"), .categories = {}, .from_store = true});
  WriteRemarks(file, record.warnings, false, console);
  WriteRemarks(file, record.errors, true, console);
  if (!record.event.has_value()) return process::kExitRejected;

  eventstore::v1::ReviseEventRequest request;
  *request.mutable_event() = *std::move(record.event);
  request.set_expected_revision(*expected);
  request.set_reason(arguments.Text("reason"));
  return Send(arguments, request, console);
}

}  // namespace

cli::Command Revise() {
  return {.usage = {.name = "revise",
                    .summary = "Stores what an event says now.",
                    .options = client::WithConnectionOptions(
                        {ExpectedRevisionOption(),
                         {.name = "reason",
                          .value = "TEXT",
                          .purpose = "Why, for those who read the revisions."},
                         {.name = "topic",
                          .value = "TOPIC",
                          .purpose = "The topic of the event if it names none."}}),
                    .operand = "FILE",
                    .least_operands = 1,
                    .most_operands = 1,
                    .description =
                        "Reads one event in canonical proto3 JSON, with everything that it says, "
                        "as `sennight event --json`\nwrites it; - is standard input. What can be "
                        "repaired is, as by `sennight import`. The revisions before\nstay, and can "
                        "be read as of their positions. A retracted event stands again. Exit "
                        "status 1 if the\nevent is wrong, there is none of its id, or it was "
                        "revised since."},
          .run = Run};
}

}  // namespace sennight::commands
