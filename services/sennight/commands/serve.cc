#include <signal.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/log/log.h"
#include "common/process/termination.h"
#include "common/rpc/server_settings.h"
#include "common/status/status.h"
#include "services/sennight/client/gateway.h"
#include "services/sennight/cluster/data_directory.h"
#include "services/sennight/cluster/process_watch.h"
#include "services/sennight/commands/commands.h"
#include "services/sennight/commands/endpoints.h"
#include "services/sennight/suite/suite.h"

namespace sennight::commands {
namespace {

constexpr const char* kDefaultAddress = "127.0.0.1:7100";
constexpr const char* kDefaultHttpAddress = "127.0.0.1:7180";
constexpr const char* kAnyPort = "127.0.0.1:0";

absl::Status InUse(const std::filesystem::path& path) {
  const cluster::DirectoryUse use = cluster::DataDirectory::UseOf(path);
  return absl::UnavailableError(
      absl::StrCat("the data directory ", path.string(), " is in use by process ", use.pid,
                   use.endpoint.empty() ? "" : absl::StrCat(", which serves at ", use.endpoint)));
}

// Where the gateway listens, over gRPC and HTTP, and whom it answers.
absl::Status ReadGateway(const cli::Arguments& arguments, suite::SuiteOptions& options) {
  const bool is_ephemeral = arguments.Has("ephemeral");
  rpc::ServerOptions& gateway = options.gateway;
  gateway.address = arguments.Text("grpc", is_ephemeral ? kAnyPort : kDefaultAddress);
  options.http_address = arguments.Text("http", is_ephemeral ? kAnyPort : kDefaultHttpAddress);
  gateway.tls = {.certificate = arguments.Text("tls-certificate"),
                 .key = arguments.Text("tls-key"),
                 .ca = arguments.Text("tls-client-ca")};
  gateway.access = {.token_file = arguments.Text("token-file"),
                    .certificates = !gateway.tls.ca.empty()};
  if (gateway.address.empty()) {
    return absl::InvalidArgumentError("--grpc: want an address, got \"\"");
  }
  if (absl::Status status = rpc::CheckTlsFiles(gateway.tls); !status.ok()) return status;
  for (const auto& [option, address] :
       {std::pair("--grpc", gateway.address), std::pair("--http", options.http_address)}) {
    const absl::Status status =
        rpc::CheckExposure(address, !gateway.tls.certificate.empty(), arguments.Has("insecure"));
    if (!address.empty() && !status.ok()) return Annotate(status, option);
  }
  return absl::OkStatus();
}

// Which process to end with: one that `--exit-with` names, or by default the parent of an ephemeral
// suite; 0 for none.
absl::StatusOr<pid_t> ReadExitWith(const cli::Arguments& arguments) {
  const std::string text =
      arguments.Text("exit-with", arguments.Has("ephemeral") ? "parent" : "nobody");
  if (text == "nobody") return 0;
  if (text == "parent") return getppid();
  int process = 0;
  if (absl::SimpleAtoi(text, &process) && process > 0) return process;
  return absl::InvalidArgumentError(absl::StrCat(
      "--exit-with: want parent, nobody or the number of a process, got \"", text, "\""));
}

// Ends this process, as if it were terminated, when the other one has ended.
absl::StatusOr<std::unique_ptr<cluster::ProcessWatch>> ExitWith(pid_t process) {
  if (process == 0) return nullptr;
  return cluster::ProcessWatch::Start(process, [process] {
    log::Info("the process to end with has ended", {{"process", absl::StrCat(process)}});
    kill(getpid(), SIGTERM);
  });
}

// A clock that stands still is for tests: what is kept tells when it was recorded.
absl::StatusOr<std::optional<absl::Time>> ReadNow(const cli::Arguments& arguments) {
  if (!arguments.Has("now")) return std::nullopt;
  const std::string text = arguments.Text("now");
  absl::Time now;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &now, &error)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--now: want a time such as 2025-12-16T08:00:00Z, got \"", text, "\""));
  }
  if (!arguments.Has("ephemeral")) {
    return absl::InvalidArgumentError("--now: only with --ephemeral, since events keep their time");
  }
  return now;
}

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  process::Termination termination;
  log::SetService("sennight");
  const bool is_ephemeral = arguments.Has("ephemeral");
  const absl::StatusOr<pid_t> end_with = ReadExitWith(arguments);
  if (!end_with.ok()) return end_with.status();
  const auto watch = ExitWith(*end_with);
  if (!watch.ok()) return watch.status();
  const absl::StatusOr<std::optional<absl::Time>> now = ReadNow(arguments);
  if (!now.ok()) return now.status();
  absl::StatusOr<suite::SuiteOptions> options = client::ReadSuiteOptions(arguments);
  if (!options.ok()) return options.status();
  if (absl::Status read = ReadGateway(arguments, *options); !read.ok()) return read;

  std::optional<cluster::DataDirectory> directory;
  if (!is_ephemeral) {
    auto locked = cluster::DataDirectory::TryLock(options->data_directory);
    if (!locked.ok()) return locked.status();
    if (!locked->has_value()) return InUse(options->data_directory);
    directory.emplace(*std::move(*locked));
  } else {
    options->data_directory.clear();
    options->services_address = kAnyPort;
  }
  if (now->has_value()) options->now = [time = **now] { return time; };
  const absl::StatusOr<std::unique_ptr<suite::Suite>> suite = suite::Suite::Start(*options);
  if (!suite.ok()) return suite.status();
  const std::string address = (*suite)->Address();
  if (directory.has_value()) {
    if (absl::Status told = directory->PublishEndpoint(address); !told.ok()) return told;
  }
  if (arguments.Has("print-endpoints")) {
    console.out << EndpointsLine(**suite, {.is_ephemeral = is_ephemeral, .now = *now})
                << std::flush;
  }
  log::Info("serving", {{"gateway", address},
                        {"http", (*suite)->HttpUrl()},
                        {"data", (*suite)->DataDirectory().string()}});
  termination.Wait();
  log::Info("stopping");
  return process::kExitOk;
}

}  // namespace

cli::Command Serve() {
  return {.usage = {.name = "serve",
                    .summary = "Runs the suite in one process, with a database of its own.",
                    .options =
                        {{.name = "grpc",
                          .value = "ADDRESS",
                          .purpose = "Where the gateway listens: host:port (port 0: a free one) or "
                                     "unix:/path. Default: 127.0.0.1:7100.",
                          .variable = "SENNIGHT_GRPC"},
                         {.name = "http",
                          .value = "ADDRESS",
                          .purpose = "Where pages and calls in JSON are served over HTTP; empty: "
                                     "nowhere. Default: 127.0.0.1:7180.",
                          .variable = "SENNIGHT_HTTP"},
                         {.name = "tls-certificate",
                          .value = "FILE",
                          .purpose = "The gateway's certificate (PEM): it speaks TLS.",
                          .variable = "SENNIGHT_SERVE_TLS_CERTIFICATE"},
                         {.name = "tls-key",
                          .value = "FILE",
                          .purpose = "The key of that certificate (PEM).",
                          .variable = "SENNIGHT_SERVE_TLS_KEY"},
                         {.name = "tls-client-ca",
                          .value = "FILE",
                          .purpose = "Clients must show a certificate of this CA (PEM).",
                          .variable = "SENNIGHT_SERVE_TLS_CLIENT_CA"},
                         {.name = "token-file",
                          .value = "FILE",
                          .purpose = "Bearer tokens, one a line: IDENTITY sha256:HEX (or the token "
                                     "itself). Calls without one are refused.",
                          .variable = "SENNIGHT_SERVE_TOKEN_FILE"},
                         {.name = "insecure",
                          .purpose = "Permits plaintext on an address that other machines can "
                                     "reach."},
                         client::DataDirectoryOption(),
                         {.name = "ephemeral",
                          .purpose = "Keeps nothing, for tests: the database is a temporary one, "
                                     "each service listens on a free port, and all of it ends "
                                     "with the process that started it."},
                         {.name = "print-endpoints",
                          .purpose = "Writes a line of JSON to standard output when all is ready: "
                                     "addresses, process, database."},
                         {.name = "exit-with",
                          .value = "PROCESS",
                          .purpose = "Ends when that process has: parent, nobody, or a number. "
                                     "Default: nobody; with --ephemeral: parent."},
                         {.name = "now",
                          .value = "TIME",
                          .purpose = "With --ephemeral: where the suite's clock stands, such as "
                                     "2025-12-16T08:00:00Z. It says when events were recorded "
                                     "and which week is the last complete one."},
                         client::TopicsOption(),
                         client::PostgresOption()},
                    .description =
                        "Runs until it is interrupted or terminated; calls that run then may end. "
                        "Other commands find\nit by the data directory."},
          .run = Run};
}

}  // namespace sennight::commands
