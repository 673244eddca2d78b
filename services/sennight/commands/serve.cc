#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/log/log.h"
#include "common/process/termination.h"
#include "common/rpc/server_settings.h"
#include "common/status/status.h"
#include "services/sennight/client/gateway.h"
#include "services/sennight/cluster/data_directory.h"
#include "services/sennight/commands/commands.h"
#include "services/sennight/suite/suite.h"

namespace sennight::commands {
namespace {

constexpr const char* kDefaultAddress = "127.0.0.1:7100";
constexpr const char* kAnyPort = "127.0.0.1:0";

absl::Status InUse(const std::filesystem::path& path) {
  const cluster::DirectoryUse use = cluster::DataDirectory::UseOf(path);
  return absl::UnavailableError(
      absl::StrCat("the data directory ", path.string(), " is in use by process ", use.pid,
                   use.endpoint.empty() ? "" : absl::StrCat(", which serves at ", use.endpoint)));
}

// Where the gateway listens, and whom it answers.
absl::StatusOr<rpc::ServerOptions> ReadGateway(const cli::Arguments& arguments,
                                               const std::string& default_address) {
  rpc::ServerOptions gateway{.address = arguments.Text("grpc", default_address)};
  gateway.tls = {.certificate = arguments.Text("tls-certificate"),
                 .key = arguments.Text("tls-key"),
                 .ca = arguments.Text("tls-client-ca")};
  gateway.access = {.token_file = arguments.Text("token-file"),
                    .certificates = !gateway.tls.ca.empty()};
  if (gateway.address.empty()) {
    return absl::InvalidArgumentError("--grpc: want an address, got \"\"");
  }
  if (absl::Status status = rpc::CheckTlsFiles(gateway.tls); !status.ok()) return status;
  if (absl::Status status = rpc::CheckExposure(gateway.address, !gateway.tls.certificate.empty(),
                                               arguments.Has("insecure"));
      !status.ok()) {
    return Annotate(status, "--grpc");
  }
  return gateway;
}

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  process::Termination termination;
  log::SetService("sennight");
  const bool is_ephemeral = arguments.Has("ephemeral");
  absl::StatusOr<suite::SuiteOptions> options = client::ReadSuiteOptions(arguments);
  if (!options.ok()) return options.status();
  absl::StatusOr<rpc::ServerOptions> gateway =
      ReadGateway(arguments, is_ephemeral ? kAnyPort : kDefaultAddress);
  if (!gateway.ok()) return gateway.status();
  options->gateway = *std::move(gateway);

  std::optional<cluster::DataDirectory> directory;
  if (!is_ephemeral) {
    auto locked = cluster::DataDirectory::TryLock(options->data_directory);
    if (!locked.ok()) return locked.status();
    if (!locked->has_value()) return InUse(options->data_directory);
    directory.emplace(*std::move(*locked));
  } else {
    options->data_directory.clear();
  }
  const absl::StatusOr<std::unique_ptr<suite::Suite>> suite = suite::Suite::Start(*options);
  if (!suite.ok()) return suite.status();
  const std::string address = (*suite)->Address();
  if (directory.has_value()) {
    if (absl::Status told = directory->PublishEndpoint(address); !told.ok()) return told;
  }
  if (arguments.Has("print-endpoints")) console.out << "gateway " << address << std::endl;
  log::Info("serving", {{"gateway", address}, {"data", options->data_directory.string()}});
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
                          .purpose = "Keeps nothing: the database is a temporary one and the port "
                                     "a free one."},
                         {.name = "print-endpoints",
                          .purpose = "Writes `gateway ADDRESS` to standard output when all is "
                                     "ready."},
                         client::TopicsOption(),
                         client::PostgresOption()},
                    .description =
                        "Runs until it is interrupted or terminated; calls that run then may end. "
                        "Other commands find\nit by the data directory."},
          .run = Run};
}

}  // namespace sennight::commands
