#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/process/termination.h"
#include "common/rpc/status.h"
#include "sennight/gateway/v1/digest_service.grpc.pb.h"
#include "services/sennight/cli/digest_file.h"
#include "services/sennight/cli/digest_text.h"
#include "services/sennight/cli/json.h"
#include "services/sennight/cli/period.h"
#include "services/sennight/client/gateway.h"
#include "services/sennight/commands/commands.h"

namespace sennight::commands {
namespace {

using gateway::v1::ComposeDigestRequest;
using gateway::v1::ComposeDigestResponse;
using gateway::v1::DigestService;
using gateway::v1::VerifyDigestRequest;
using gateway::v1::VerifyDigestResponse;

absl::StatusOr<digest::v1::Digest> ComposeDigest(const cli::Arguments& arguments,
                                                 const client::Gateway& gateway) {
  ComposeDigestRequest request;
  if (absl::Status status = cli::SetDigest(arguments, &request); !status.ok()) return status;
  ComposeDigestResponse response;
  grpc::ClientContext context;
  gateway.Prepare(context);
  const grpc::Status status =
      DigestService::NewStub(gateway.channel())->ComposeDigest(&context, request, &response);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  return std::move(*response.mutable_digest());
}

absl::StatusOr<digest::v1::Digest> TakeDigest(const cli::Arguments& arguments,
                                              const client::Gateway& gateway) {
  if (arguments.operands().empty()) {
    if (arguments.Has("topic")) return ComposeDigest(arguments, gateway);
    return absl::InvalidArgumentError("want FILE or --topic");
  }
  for (const char* option : {"topic", "week", "from", "to", "language", "as-of"}) {
    if (!arguments.Has(option)) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("--", option, ": does not go with FILE, which says so itself"));
  }
  return cli::ReadDigest(arguments.operands()[0]);
}

// FILE or a topic: neither alone is required.
std::vector<cli::Option> Options() {
  std::vector<cli::Option> options = cli::DigestOptions("An ISO week, as for compose.");
  for (cli::Option& option : options) option.is_required = false;
  return options;
}

// Writes the doubtful sentences in the order of reading, then what else is wrong.
void Write(const VerifyDigestResponse& response, std::ostream& out) {
  for (const summarization::v1::DoubtfulClaim& claim : response.claims()) {
    out << (claim.is_checked() ? "checked" : "unsupported") << " " << claim.path() << "\n"
        << "    says    " << claim.text() << "\n";
    for (const std::string& reason : claim.reasons()) out << "    why     " << reason << "\n";
    if (!claim.has_replacement()) continue;
    out << "    source  " << claim.replacement_text() << "  (" << claim.replacement().event_id()
        << " " << claim.replacement().field() << ")\n";
  }
  cli::Findings others;
  for (const digest::v1::Finding& finding : response.findings()) {
    const bool is_of_a_claim =
        finding.rule_id() == "GRD-CHECKED" || finding.rule_id() == "GRD-UNSUPPORTED";
    if (!is_of_a_claim) *others.Add() = finding;
  }
  out << cli::GraveFindingsOf(others);
}

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  const absl::StatusOr<client::Gateway> gateway = client::Gateway::Reach(arguments, console);
  if (!gateway.ok()) return gateway.status();
  absl::StatusOr<digest::v1::Digest> digest = TakeDigest(arguments, *gateway);
  if (!digest.ok()) return digest.status();

  VerifyDigestRequest request;
  *request.mutable_digest() = *std::move(digest);
  VerifyDigestResponse response;
  grpc::ClientContext context;
  gateway->Prepare(context);
  const grpc::Status status =
      DigestService::NewStub(gateway->channel())->VerifyDigest(&context, request, &response);
  if (!status.ok()) return rpc::FromGrpcStatus(status);
  console.err << cli::Counted(response.sentences(), "sentence")
              << " compared with the events as of position " << response.as_of_position() << "\n"
              << "findings: " << cli::FindingCountsOf(response.findings()) << "\n";
  if (arguments.Has("json")) {
    console.out << cli::JsonDocument(response);
  } else {
    Write(response, console.out);
  }
  const bool is_wrong = std::any_of(
      response.findings().begin(), response.findings().end(),
      [](const auto& finding) { return finding.severity() == digest::v1::SEVERITY_ERROR; });
  return is_wrong ? process::kExitRejected : process::kExitOk;
}

}  // namespace

cli::Command Verify() {
  return {.usage = {.name = "verify",
                    .summary = "Compares every sentence of a digest with the stored events.",
                    .options = client::WithConnectionOptions(Options()),
                    .operand = "FILE",
                    .least_operands = 0,
                    .most_operands = 1,
                    .description =
                        "FILE is a digest in JSON, as `compose --format json` writes it, also one "
                        "that a person edited;\n- is standard input. Without it the digest of a "
                        "week is composed and verified. Says which sentences the\nevents do not "
                        "support, why, and what could stand in their place; status 1 if anything "
                        "is wrong.\nWith --json the answer of the gateway."},
          .run = Run};
}

}  // namespace sennight::commands
