#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_split.h"
#include "common/process/termination.h"
#include "services/sennight/cli/event_text.h"
#include "services/sennight/cli/json.h"
#include "services/sennight/client/gateway.h"
#include "services/sennight/client/subscription.h"
#include "services/sennight/client/topic.h"
#include "services/sennight/commands/commands.h"

namespace sennight::commands {
namespace {

using eventstore::v1::SubscribeRequest;
using eventstore::v1::SubscribeResponse;

constexpr int64_t kLongestHeartbeatSeconds = 300;

// How soon the end of the stream is seen while signals are waited for.
constexpr std::chrono::milliseconds kGlance{50};

absl::StatusOr<SubscribeRequest> ReadRequest(const cli::Arguments& arguments) {
  const absl::StatusOr<int64_t> after = arguments.Number("after", 0, 0, INT64_MAX);
  if (!after.ok()) return after.status();
  const absl::StatusOr<int64_t> epoch = arguments.Number("epoch", 0, 1, INT32_MAX);
  if (!epoch.ok()) return epoch.status();
  const absl::StatusOr<int64_t> heartbeat =
      arguments.Number("heartbeat", 0, 1, kLongestHeartbeatSeconds);
  if (!heartbeat.ok()) return heartbeat.status();
  SubscribeRequest request;
  request.set_after_position(*after);
  request.set_epoch(static_cast<int32_t>(*epoch));
  request.set_heartbeat(static_cast<int32_t>(*heartbeat));
  request.set_filter(arguments.Text("filter"));
  for (const auto topic : absl::StrSplit(arguments.Text("topic"), ',', absl::SkipEmpty())) {
    request.add_topics(std::string(topic));
  }
  return request;
}

// Writes messages as they come; what has been written can be read at once.
client::SubscriptionSink WriteTo(cli::Console& console, bool is_json) {
  const auto take = [&console, is_json,
                     has_told = false](const SubscribeResponse& response) mutable {
    if (is_json) {
      console.out << cli::JsonLine(response);
    } else {
      for (const event::v1::Event& event : response.events()) {
        console.out << cli::ChangeLine(event);
      }
    }
    console.out.flush();
    if (response.caught_up() && !has_told) {
      has_told = true;
      console.err << "caught up at position " << response.position() << "\n" << std::flush;
    }
    return static_cast<bool>(console.out);
  };
  const auto on_break = [&console](const absl::Status& status, absl::Duration delay) {
    console.err << "sennight: " << std::string(status.message()) << "; again in "
                << absl::FormatDuration(delay) << "\n"
                << std::flush;
  };
  return {.take = take, .on_break = on_break};
}

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  process::Termination termination;
  const absl::StatusOr<SubscribeRequest> request = ReadRequest(arguments);
  if (!request.ok()) return request.status();
  const absl::StatusOr<client::Gateway> gateway = client::Gateway::Reach(arguments, console);
  if (!gateway.ok()) return gateway.status();
  // The store knows no topics: it has nothing of a misspelt one.
  for (const std::string& topic : request->topics()) {
    const auto found = client::FetchTopic(gateway->channel(), topic, gateway->Deadline());
    if (!found.ok()) return found.status();
  }
  client::Subscription subscription(gateway->channel(), *request,
                                    WriteTo(console, arguments.Has("json")));
  absl::Status end;
  std::atomic<bool> has_ended = false;
  std::thread following([&] {
    end = subscription.Follow();
    has_ended = true;
  });
  while (!has_ended && !termination.RequestedWithin(kGlance)) continue;
  subscription.Stop();
  following.join();
  if (!end.ok()) return end;
  return process::kExitOk;
}

}  // namespace

cli::Command Subscribe() {
  return {.usage = {.name = "subscribe",
                    .summary = "Follows the store: writes each revision as it is stored.",
                    .options = client::WithConnectionOptions(
                        {{.name = "topic",
                          .value = "TOPIC",
                          .purpose = "Only this topic, or these, parted by commas."},
                         {.name = "filter",
                          .value = "FILTER",
                          .purpose = "Only revisions that it lets through, such as 'category = "
                                     "approval'; what was retracted or erased comes always."},
                         {.name = "after",
                          .value = "POSITION",
                          .purpose = "Begins after this position. Default: with the first "
                                     "revision."},
                         {.name = "epoch",
                          .value = "EPOCH",
                          .purpose = "The epoch in which that position was read: refuses to go on "
                                     "in a store that was restored since."},
                         {.name = "heartbeat",
                          .value = "SECONDS",
                          .purpose = "With --json: how often the store tells its position if "
                                     "nothing comes. Default: 15."}}),
                    .description =
                        "Runs until it is interrupted or terminated. Each line holds the position, "
                        "the date (of what was\nerased -), the language, the id and the title of "
                        "a revision, and which one it is if not the first,\nor that it retracts "
                        "or erases the event; those that are stored come first. With --json each "
                        "line is\na message of EventStoreService.Subscribe, heartbeats too: its "
                        "position and epoch are where to go on.\nWhen the store cannot be reached "
                        "it tries again, and goes on where it was."},
          .run = Run};
}

}  // namespace sennight::commands
