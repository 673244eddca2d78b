#include "common/process/termination.h"
#include "common/rpc/status.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "services/sennight/cli/event_text.h"
#include "services/sennight/cli/json.h"
#include "services/sennight/client/gateway.h"
#include "services/sennight/commands/commands.h"
#include "services/sennight/commands/revising.h"

namespace sennight::commands {
namespace {

using eventstore::v1::EventStoreService;

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  const absl::StatusOr<int32_t> expected = ReadExpectedRevision(arguments);
  if (!expected.ok()) return expected.status();
  const absl::StatusOr<client::Gateway> gateway = client::Gateway::Reach(arguments, console);
  if (!gateway.ok()) return gateway.status();

  eventstore::v1::RetractEventRequest request;
  request.set_event_id(arguments.operands()[0]);
  request.set_expected_revision(*expected);
  request.set_reason(arguments.Text("reason"));
  eventstore::v1::RetractEventResponse response;
  grpc::ClientContext context;
  gateway->Prepare(context);
  const grpc::Status status =
      EventStoreService::NewStub(gateway->channel())->RetractEvent(&context, request, &response);
  if (!status.ok()) return rpc::FromGrpcStatus(status);

  console.out << (arguments.Has("json") ? cli::JsonDocument(response.outcome())
                                        : cli::RevisedLine("retracted", response.outcome()));
  return process::kExitOk;
}

}  // namespace

cli::Command Retract() {
  return {.usage = {.name = "retract",
                    .summary = "Withdraws a stored event.",
                    .options = client::WithConnectionOptions(
                        {ExpectedRevisionOption(),
                         {.name = "reason",
                          .value = "TEXT",
                          .purpose = "Why, for those who read the revisions.",
                          .is_required = true}}),
                    .operand = "ID",
                    .least_operands = 1,
                    .most_operands = 1,
                    .description =
                        "The event is in no list, window or digest any more. It can still be "
                        "shown, and what is read as\nof an earlier position still has it. "
                        "`sennight revise` lets it stand again. Exit status 1 if there is\nno "
                        "such event, or it was revised since."},
          .run = Run};
}

}  // namespace sennight::commands
