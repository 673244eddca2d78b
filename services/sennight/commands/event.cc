#include "common/process/termination.h"
#include "common/rpc/status.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "services/sennight/cli/event_text.h"
#include "services/sennight/cli/json.h"
#include "services/sennight/client/gateway.h"
#include "services/sennight/commands/commands.h"

namespace sennight::commands {
namespace {

using eventstore::v1::EventStoreService;

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  const absl::StatusOr<int64_t> as_of = arguments.Number("as-of", 0, 1, INT64_MAX);
  if (!as_of.ok()) return as_of.status();
  const absl::StatusOr<client::Gateway> gateway = client::Gateway::Reach(arguments, console);
  if (!gateway.ok()) return gateway.status();

  eventstore::v1::GetEventRequest request;
  request.set_event_id(arguments.operands()[0]);
  request.set_as_of_position(*as_of);
  eventstore::v1::GetEventResponse response;
  grpc::ClientContext context;
  gateway->Prepare(context);
  const grpc::Status status =
      EventStoreService::NewStub(gateway->channel())->GetEvent(&context, request, &response);
  if (!status.ok()) return rpc::FromGrpcStatus(status);

  console.out << (arguments.Has("json") ? cli::JsonDocument(response.event())
                                        : cli::EventText(response.event()));
  return process::kExitOk;
}

}  // namespace

cli::Command Event() {
  return {.usage = {.name = "event",
                    .summary = "Shows one stored event.",
                    .options = client::WithConnectionOptions(
                        {{.name = "as-of",
                          .value = "POSITION",
                          .purpose = "Shows it as it was at this position of the store."}}),
                    .operand = "ID",
                    .least_operands = 1,
                    .most_operands = 1},
          .run = Run};
}

}  // namespace sennight::commands
