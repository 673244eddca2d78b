#include <google/protobuf/struct.pb.h>

#include <algorithm>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/process/termination.h"
#include "common/rpc/status.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "services/sennight/cli/json.h"
#include "services/sennight/client/gateway.h"
#include "services/sennight/client/health_check.h"
#include "services/sennight/commands/commands.h"

namespace sennight::commands {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(5);

// How a part is.
struct Condition {
  std::string name;
  bool is_ready = false;
  double milliseconds = 0;
  std::string remark;
};

template <typename Check>
Condition Measure(const std::string& name, Check check) {
  Condition condition{.name = name};
  const absl::Time start = absl::Now();
  const absl::StatusOr<std::string> answer = check(start + kPatience);
  condition.milliseconds = absl::ToDoubleMilliseconds(absl::Now() - start);
  condition.is_ready = answer.ok();
  condition.remark = answer.ok() ? *answer : std::string(answer.status().message());
  return condition;
}

absl::StatusOr<std::string> CheckService(const suite::Part& part, absl::Time deadline) {
  const absl::StatusOr<bool> is_ready = client::IsServing(part.channel, "readiness", deadline);
  if (!is_ready.ok()) return is_ready.status();
  if (!*is_ready) return absl::UnavailableError("answers, but is not ready");
  return "ready";
}

// Through the gateway to the event store and its database.
absl::StatusOr<std::string> CheckStore(const client::Gateway& gateway, absl::Time deadline) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(deadline));
  eventstore::v1::GetHeadResponse head;
  const grpc::Status status = eventstore::v1::EventStoreService::NewStub(gateway.channel())
                                  ->GetHead(&context, eventstore::v1::GetHeadRequest(), &head);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  return absl::StrFormat("at position %d", head.position());
}

void WriteJson(const std::vector<Condition>& conditions, std::ostream& out) {
  google::protobuf::Struct document;
  auto* parts = (*document.mutable_fields())["parts"].mutable_list_value();
  for (const Condition& condition : conditions) {
    auto* fields = parts->add_values()->mutable_struct_value()->mutable_fields();
    (*fields)["name"].set_string_value(condition.name);
    (*fields)["ready"].set_bool_value(condition.is_ready);
    (*fields)["milliseconds"].set_number_value(condition.milliseconds);
    (*fields)["remark"].set_string_value(condition.remark);
  }
  out << cli::JsonDocument(document);
}

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  const absl::StatusOr<client::Gateway> gateway = client::Gateway::Reach(arguments, console);
  if (!gateway.ok()) return gateway.status();
  std::vector<Condition> conditions;
  for (const suite::Part& part : gateway->parts()) {
    conditions.push_back(
        Measure(part.name, [&](absl::Time deadline) { return CheckService(part, deadline); }));
  }
  conditions.push_back(
      Measure("store", [&](absl::Time deadline) { return CheckStore(*gateway, deadline); }));

  if (arguments.Has("json")) {
    WriteJson(conditions, console.out);
  } else {
    for (const Condition& condition : conditions) {
      console.out << absl::StrFormat("%-14s %-9s %6.1f ms  %s\n", condition.name,
                                     condition.is_ready ? "ready" : "not ready",
                                     condition.milliseconds, condition.remark);
    }
  }
  const bool all_ready = std::all_of(conditions.begin(), conditions.end(),
                                     [](const Condition& condition) { return condition.is_ready; });
  return all_ready ? process::kExitOk : process::kExitUnavailable;
}

}  // namespace

cli::Command Health() {
  return {.usage = {.name = "health",
                    .summary = "Tells how the services are.",
                    .options = client::WithConnectionOptions({}),
                    .description = "Of an endpoint the gateway is asked, and through it the store; "
                                   "of a suite started here each service.\nExit status 3 if one "
                                   "is not ready."},
          .run = Run};
}

}  // namespace sennight::commands
