#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/process/termination.h"
#include "common/rpc/status.h"
#include "common/status/status.h"
#include "sennight/gateway/v1/digest_service.grpc.pb.h"
#include "services/sennight/cli/digest_text.h"
#include "services/sennight/cli/files.h"
#include "services/sennight/cli/format.h"
#include "services/sennight/cli/json.h"
#include "services/sennight/cli/period.h"
#include "services/sennight/cli/render_options.h"
#include "services/sennight/client/gateway.h"
#include "services/sennight/commands/commands.h"

namespace sennight::commands {
namespace {

using gateway::v1::DigestService;
using gateway::v1::GetWeeklyDigestRequest;
using gateway::v1::GetWeeklyDigestResponse;

absl::StatusOr<GetWeeklyDigestRequest> ReadRequest(const cli::Arguments& arguments) {
  GetWeeklyDigestRequest request;
  if (absl::Status status = cli::SetDigest(arguments, &request); !status.ok()) return status;
  const absl::StatusOr<rendering::v1::Format> format =
      cli::ParseFormat(arguments.Text("format", "text"));
  if (!format.ok()) return format.status();
  request.set_format(*format);
  const absl::StatusOr<rendering::v1::RenderOptions> options = cli::ReadRenderOptions(arguments);
  if (!options.ok()) return options.status();
  *request.mutable_options() = *options;
  return request;
}

void Report(const GetWeeklyDigestResponse& response, std::ostream& err) {
  const gateway::v1::ComposeDigestResponse& composed = response.composed();
  err << cli::CountsOf(composed.digest()) << "\n"
      << "findings: " << cli::FindingCountsOf(composed.findings()) << "\n"
      << cli::GraveFindingsOf(composed.findings());
}

absl::Status Write(const cli::Arguments& arguments, const GetWeeklyDigestResponse& response,
                   cli::Console& console) {
  const std::string path = arguments.Text("out");
  const std::string& content = response.rendition().content();
  if (path.empty() || path == "-") {
    console.out << content;
    return absl::OkStatus();
  }
  if (absl::Status written = cli::WriteFile(path, content); !written.ok()) return written;
  console.err << "wrote " << path << " (" << content.size() << " bytes)\n";
  return absl::OkStatus();
}

std::vector<cli::Option> Options() {
  std::vector<cli::Option> options = cli::DigestOptions(
      "An ISO week, such as 2025-W50: the seven days, from the topic's "
      "first day of the week, that contain its Thursday. Default: the "
      "last complete week.");
  options.push_back({.name = "format",
                     .value = "FORMAT",
                     .purpose = "One of " + cli::FormatNames() + "; default: text."});
  options.push_back({.name = "out",
                     .value = "FILE",
                     .purpose = "Where the rendition goes; default: standard output."});
  for (cli::Option& option : cli::RenderOptionList()) options.push_back(std::move(option));
  return options;
}

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  const absl::StatusOr<GetWeeklyDigestRequest> request = ReadRequest(arguments);
  if (!request.ok()) return request.status();
  const absl::StatusOr<client::Gateway> gateway = client::Gateway::Reach(arguments, console);
  if (!gateway.ok()) return gateway.status();

  GetWeeklyDigestResponse response;
  grpc::ClientContext context;
  gateway->Prepare(context);
  const grpc::Status status =
      DigestService::NewStub(gateway->channel())->GetWeeklyDigest(&context, *request, &response);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  if (arguments.Has("json")) {
    console.out << cli::JsonDocument(response.composed());
    if (!arguments.Has("out")) return process::kExitOk;
  }
  Report(response, console.err);
  if (response.has_rendition_error()) {
    const google::rpc::Status& error = response.rendition_error();
    return Annotate(absl::Status(static_cast<absl::StatusCode>(error.code()), error.message()),
                    "the digest is composed, but was not rendered");
  }
  if (absl::Status written = Write(arguments, response, console); !written.ok()) return written;
  return process::kExitOk;
}

}  // namespace

cli::Command Compose() {
  return {
      .usage = {.name = "compose",
                .summary = "Composes the digest of a week and renders it.",
                .options = client::WithConnectionOptions(Options()),
                .description = "What was read and found is said on standard error. With --json, "
                               "the answer of the gateway goes to\nstandard output: digest, "
                               "findings, events left out and the time of each step. How it is "
                               "rendered is what the topic says\n(render_options, branding) and, "
                               "instead of it, what is said here."},
      .run = Run};
}

}  // namespace sennight::commands
