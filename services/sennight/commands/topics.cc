#include <algorithm>

#include "absl/strings/str_join.h"
#include "common/process/termination.h"
#include "common/rpc/status.h"
#include "sennight/gateway/v1/topic_service.grpc.pb.h"
#include "services/sennight/cli/json.h"
#include "services/sennight/client/gateway.h"
#include "services/sennight/commands/commands.h"

namespace sennight::commands {
namespace {

using gateway::v1::TopicService;

// The names in the order of the topic's languages.
std::string NamesOf(const topic::v1::Topic& topic) {
  std::vector<std::string> names;
  for (const std::string& language : topic.languages()) {
    const auto name = topic.name().find(language);
    names.push_back(language + ": " + (name == topic.name().end() ? "–" : name->second));
  }
  return absl::StrJoin(names, ", ");
}

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  const absl::StatusOr<client::Gateway> gateway = client::Gateway::Reach(arguments, console);
  if (!gateway.ok()) return gateway.status();
  const auto stub = TopicService::NewStub(gateway->channel());
  gateway::v1::ListTopicsRequest request;
  gateway::v1::ListTopicsResponse page;
  do {
    grpc::ClientContext context;
    gateway->Prepare(context);
    const grpc::Status status = stub->ListTopics(&context, request, &page);
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    for (const topic::v1::Topic& topic : page.topics()) {
      if (arguments.Has("json")) {
        console.out << cli::JsonLine(topic);
      } else {
        console.out << topic.topic_id() << "  " << NamesOf(topic) << "  (" << topic.time_zone()
                    << ")\n";
      }
    }
    request.set_page_token(page.next_page_token());
  } while (!page.next_page_token().empty());
  return process::kExitOk;
}

}  // namespace

cli::Command Topics() {
  return {.usage = {.name = "topics",
                    .summary = "Lists the topics that are covered.",
                    .options = client::WithConnectionOptions({})},
          .run = Run};
}

}  // namespace sennight::commands
