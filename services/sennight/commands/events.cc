#include "common/process/termination.h"
#include "common/rpc/status.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "services/sennight/cli/event_text.h"
#include "services/sennight/cli/json.h"
#include "services/sennight/cli/period.h"
#include "services/sennight/client/gateway.h"
#include "services/sennight/client/topic.h"
#include "services/sennight/commands/commands.h"

namespace sennight::commands {
namespace {

using eventstore::v1::EventStoreService;

constexpr int kPageSize = 500;

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  const absl::StatusOr<int64_t> as_of = arguments.Number("as-of", 0, 1, INT64_MAX);
  if (!as_of.ok()) return as_of.status();
  const absl::StatusOr<event::v1::Window> days = cli::ReadDays(arguments);
  if (!days.ok()) return days.status();
  const absl::StatusOr<client::Gateway> gateway = client::Gateway::Reach(arguments, console);
  if (!gateway.ok()) return gateway.status();
  // The store knows no topics: it has nothing of a misspelt one.
  const absl::StatusOr<topic::v1::Topic> topic =
      client::FetchTopic(gateway->channel(), arguments.Text("topic"), gateway->Deadline());
  if (!topic.ok()) return topic.status();

  eventstore::v1::ListEventsRequest request;
  request.set_topic(topic->topic_id());
  request.set_start_date(days->start());
  request.set_end_date(days->end());
  request.set_as_of_position(*as_of);
  request.set_filter(arguments.Text("filter"));
  request.set_page_size(kPageSize);
  const auto stub = EventStoreService::NewStub(gateway->channel());
  int64_t count = 0;
  eventstore::v1::ListEventsResponse page;
  do {
    grpc::ClientContext context;
    gateway->Prepare(context);
    const grpc::Status status = stub->ListEvents(&context, request, &page);
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    for (const event::v1::Event& event : page.events()) {
      console.out << (arguments.Has("json") ? cli::JsonLine(event) : cli::EventLine(event));
    }
    count += page.events_size();
    request.set_page_token(page.next_page_token());
  } while (!page.next_page_token().empty());
  console.err << count << (count == 1 ? " event" : " events") << " as of position "
              << page.as_of_position() << "\n";
  return process::kExitOk;
}

}  // namespace

cli::Command Events() {
  return {
      .usage =
          {.name = "events",
           .summary = "Lists the stored events of a topic.",
           .options = client::WithConnectionOptions(
               {{.name = "topic", .value = "TOPIC", .purpose = "The topic.", .is_required = true},
                {.name = "from",
                 .value = "DAY",
                 .purpose = "Only events of this day or "
                            "later, such as 2025-12-09."},
                {.name = "to", .value = "DAY", .purpose = "Only events up to this day."},
                {.name = "filter",
                 .value = "FILTER",
                 .purpose = "Only events that it lets through, such as 'category = approval'."},
                {.name = "as-of",
                 .value = "POSITION",
                 .purpose = "Lists what was stored at this position."}}),
           .description = "Each line holds the position, the date, the language, the id "
                          "and the title; (retracted) or (erased)\nbehind it, if the filter lets "
                          "such events through. What was erased has - as its date.\nWith --json "
                          "each line is an event in the import format."},
      .run = Run};
}

}  // namespace sennight::commands
