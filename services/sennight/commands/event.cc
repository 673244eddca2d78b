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

constexpr int kPageSize = 100;

absl::StatusOr<int> ShowRevisions(const cli::Arguments& arguments, const client::Gateway& gateway,
                                  cli::Console& console) {
  eventstore::v1::ListRevisionsRequest request;
  request.set_event_id(arguments.operands()[0]);
  request.set_page_size(kPageSize);
  const auto stub = EventStoreService::NewStub(gateway.channel());
  eventstore::v1::ListRevisionsResponse page;
  do {
    grpc::ClientContext context;
    gateway.Prepare(context);
    const grpc::Status status = stub->ListRevisions(&context, request, &page);
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    for (const event::v1::Event& revision : page.revisions()) {
      console.out << (arguments.Has("json") ? cli::JsonLine(revision)
                                            : cli::RevisionLines(revision));
    }
    request.set_page_token(page.next_page_token());
  } while (!page.next_page_token().empty());
  return process::kExitOk;
}

absl::StatusOr<int> ShowEvent(const cli::Arguments& arguments, int64_t as_of,
                              const client::Gateway& gateway, cli::Console& console) {
  eventstore::v1::GetEventRequest request;
  request.set_event_id(arguments.operands()[0]);
  request.set_as_of_position(as_of);
  eventstore::v1::GetEventResponse response;
  grpc::ClientContext context;
  gateway.Prepare(context);
  const grpc::Status status =
      EventStoreService::NewStub(gateway.channel())->GetEvent(&context, request, &response);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  console.out << (arguments.Has("json") ? cli::JsonDocument(response.event())
                                        : cli::EventText(response.event()));
  return process::kExitOk;
}

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  const absl::StatusOr<int64_t> as_of = arguments.Number("as-of", 0, 1, INT64_MAX);
  if (!as_of.ok()) return as_of.status();
  if (arguments.Has("revisions") && arguments.Has("as-of")) {
    return absl::InvalidArgumentError("--revisions: lists all of them, so --as-of says nothing");
  }
  const absl::StatusOr<client::Gateway> gateway = client::Gateway::Reach(arguments, console);
  if (!gateway.ok()) return gateway.status();
  return arguments.Has("revisions") ? ShowRevisions(arguments, *gateway, console)
                                    : ShowEvent(arguments, *as_of, *gateway, console);
}

}  // namespace

cli::Command Event() {
  return {.usage = {.name = "event",
                    .summary = "Shows one stored event.",
                    .options = client::WithConnectionOptions(
                        {{.name = "as-of",
                          .value = "POSITION",
                          .purpose = "Shows it as it was at this position of the store."},
                         {.name = "revisions",
                          .value = "",
                          .purpose = "Lists what it said, from the first revision on."}}),
                    .operand = "ID",
                    .least_operands = 1,
                    .most_operands = 1,
                    .description = "With --revisions, each line holds the number, the position, "
                                   "the time, what was done, the title and\nby whom; below it "
                                   "why, if that was said. With --json --revisions, each line is "
                                   "an event."},
          .run = Run};
}

}  // namespace sennight::commands
