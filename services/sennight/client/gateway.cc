#include "services/sennight/client/gateway.h"

#include <chrono>
#include <filesystem>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/config/reader.h"
#include "common/log/log.h"
#include "common/rpc/channel.h"
#include "services/sennight/suite/installation.h"

namespace sennight::client {
namespace {

constexpr absl::Duration kDefaultTimeout = absl::Seconds(30);
constexpr absl::Duration kLongestTimeout = absl::Hours(1);
constexpr absl::Duration kConnectPatience = absl::Seconds(5);
constexpr absl::Duration kLockPatience = absl::Seconds(15);
constexpr std::chrono::milliseconds kLockPollInterval{20};

absl::StatusOr<absl::Duration> ReadTimeout(const cli::Arguments& arguments) {
  const std::string text = arguments.Text("timeout");
  if (text.empty()) return kDefaultTimeout;
  absl::Duration timeout;
  if (absl::ParseDuration(text, &timeout) && timeout > absl::ZeroDuration() &&
      timeout <= kLongestTimeout) {
    return timeout;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("--timeout: want a duration up to 1h, such as 30s, got \"", text, "\""));
}

absl::StatusOr<rpc::ChannelSecurity> ReadSecurity(const cli::Arguments& arguments) {
  rpc::ChannelSecurity security{.tls = {.certificate = arguments.Text("certificate"),
                                        .key = arguments.Text("key"),
                                        .ca = arguments.Text("ca")},
                                .token_file = arguments.Text("token-file")};
  if (absl::Status status = rpc::CheckChannelSecurity(security); !status.ok()) return status;
  return security;
}

absl::Status InUse(const std::filesystem::path& path, int pid) {
  return absl::UnavailableError(
      absl::StrCat("the data directory ", path.string(), " is in use by process ", pid,
                   ", which serves nowhere; try again when it has ended"));
}

}  // namespace

cli::Option DataDirectoryOption() {
  return {.name = "data-dir",
          .value = "DIRECTORY",
          .purpose =
              "Where the suite keeps its database. Default: sennight below $XDG_DATA_HOME or "
              "~/.local/share, for root /var/lib/sennight.",
          .variable = "SENNIGHT_DATA_DIR"};
}

cli::Option TopicsOption() {
  return {.name = "topics",
          .value = "DIRECTORY",
          .purpose =
              "The folder of the topics' configuration. Default: deploy/topics of the "
              "checkout.",
          .variable = "SENNIGHT_TOPICS"};
}

cli::Option PostgresOption() {
  return {.name = "postgres",
          .value = "DIRECTORY",
          .purpose =
              "The folder of PostgreSQL's initdb and postgres. Default: the newest one "
              "installed.",
          .variable = "SENNIGHT_POSTGRES"};
}

absl::StatusOr<suite::SuiteOptions> ReadSuiteOptions(const cli::Arguments& arguments) {
  suite::SuiteOptions options{.topics = arguments.Text("topics"),
                              .postgres_binaries = arguments.Text("postgres")};
  options.data_directory = arguments.Has("data-dir")
                               ? std::filesystem::path(arguments.Text("data-dir"))
                               : cluster::DefaultDataDirectory("sennight");
  if (!options.topics.empty()) return options;
  const absl::StatusOr<std::filesystem::path> deploy = suite::FindDeployFolder();
  if (!deploy.ok()) return deploy.status();
  options.topics = *deploy / "topics";
  return options;
}

std::vector<cli::Option> WithConnectionOptions(std::vector<cli::Option> own) {
  const std::vector<cli::Option> shared = {
      {.name = "endpoint",
       .value = "ADDRESS",
       .purpose = "Where a gateway is reached, such as 127.0.0.1:7100 or unix:/run/sennight.sock. "
                  "Without it, that of the data directory.",
       .variable = "SENNIGHT_ENDPOINT"},
      {.name = "ca",
       .value = "FILE",
       .purpose = "The CA of the gateway's certificate (PEM): speaks TLS.",
       .variable = "SENNIGHT_CA"},
      {.name = "certificate",
       .value = "FILE",
       .purpose = "The certificate to show the gateway (PEM).",
       .variable = "SENNIGHT_CERTIFICATE"},
      {.name = "key",
       .value = "FILE",
       .purpose = "The key of that certificate (PEM).",
       .variable = "SENNIGHT_KEY"},
      {.name = "token-file",
       .value = "FILE",
       .purpose = "A file with the bearer token to show the gateway.",
       .variable = "SENNIGHT_TOKEN_FILE"},
      DataDirectoryOption(),
      TopicsOption(),
      PostgresOption(),
      {.name = "timeout", .value = "DURATION", .purpose = "The longest a call may take: 30s."},
      {.name = "json", .value = "", .purpose = "Writes JSON, for machines."}};
  own.insert(own.end(), shared.begin(), shared.end());
  return own;
}

absl::StatusOr<Gateway> Gateway::Reach(const cli::Arguments& arguments, cli::Console& console) {
  const absl::StatusOr<absl::Duration> timeout = ReadTimeout(arguments);
  if (!timeout.ok()) return timeout.status();
  const absl::StatusOr<rpc::ChannelSecurity> security = ReadSecurity(arguments);
  if (!security.ok()) return security.status();
  if (arguments.Has("endpoint")) {
    const std::string endpoint = arguments.Text("endpoint");
    if (config::IsAddress(endpoint)) {
      if (absl::Status status = rpc::CheckTokenExposure(endpoint, *security); !status.ok()) {
        return status;
      }
      return At(endpoint, *security, *timeout);
    }
    return absl::InvalidArgumentError(absl::StrCat(
        "--endpoint: want ", std::string(config::kWantAddress), ", got \"", endpoint, "\""));
  }

  const absl::StatusOr<suite::SuiteOptions> options = ReadSuiteOptions(arguments);
  if (!options.ok()) return options.status();
  const std::filesystem::path& path = options->data_directory;
  const absl::Time give_up = absl::Now() + std::min(kLockPatience, *timeout);
  bool has_said = false;
  while (true) {
    auto directory = cluster::DataDirectory::TryLock(path);
    if (!directory.ok()) return directory.status();
    if (directory->has_value()) return Here(*options, **std::move(directory), *timeout);
    const cluster::DirectoryUse use = cluster::DataDirectory::UseOf(path);
    if (!use.endpoint.empty()) return At(use.endpoint, *security, *timeout);
    if (absl::Now() >= give_up) return InUse(path, use.pid);
    if (!has_said) console.err << "waiting for process " << use.pid << ", which uses the data\n";
    has_said = true;
    std::this_thread::sleep_for(kLockPollInterval);
  }
}

absl::StatusOr<Gateway> Gateway::At(const std::string& endpoint,
                                    const rpc::ChannelSecurity& security, absl::Duration timeout) {
  Gateway gateway;
  gateway.timeout_ = timeout;
  gateway.channel_ = rpc::Connect(endpoint, security);
  gateway.parts_ = {{.name = "gateway", .channel = gateway.channel_}};
  const absl::Time patience = absl::Now() + std::min(kConnectPatience, timeout);
  if (!gateway.channel_->WaitForConnected(absl::ToChronoTime(patience))) {
    if (timeout < kConnectPatience) {
      return absl::DeadlineExceededError(absl::StrCat("no connection to ", endpoint, " within ",
                                                      absl::FormatDuration(timeout),
                                                      ", which --timeout allows"));
    }
    return absl::UnavailableError(absl::StrCat("nobody answers at ", endpoint,
                                               "; is the gateway running there? `sennight serve` "
                                               "starts a suite"));
  }
  return gateway;
}

absl::StatusOr<Gateway> Gateway::Here(const suite::SuiteOptions& options,
                                      cluster::DataDirectory directory, absl::Duration timeout) {
  log::SetLevel(log::Level::kWarning);  // What a server tells of its start is of no interest here.
  Gateway gateway;
  gateway.timeout_ = timeout;
  gateway.directory_.emplace(std::move(directory));
  absl::StatusOr<std::unique_ptr<suite::Suite>> suite = suite::Suite::Start(options);
  if (!suite.ok()) return suite.status();
  gateway.suite_ = *std::move(suite);
  gateway.channel_ = gateway.suite_->Gateway();
  gateway.parts_ = gateway.suite_->Parts();
  return gateway;
}

absl::Time Gateway::Deadline() const { return absl::Now() + timeout_; }

void Gateway::Prepare(grpc::ClientContext& context) const {
  rpc::PrepareContext(context, Deadline(), "");
}

}  // namespace sennight::client
