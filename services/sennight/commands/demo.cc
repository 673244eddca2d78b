#include "services/sennight/commands/demo/demo.h"

#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/log/log.h"
#include "common/process/termination.h"
#include "services/sennight/client/gateway.h"
#include "services/sennight/cluster/data_directory.h"
#include "services/sennight/commands/commands.h"
#include "services/sennight/suite/installation.h"

namespace sennight::commands {
namespace {

namespace fs = std::filesystem;

// Beside the programs of a checkout, where version control does not look; else here.
fs::path DefaultOutput(const fs::path& deploy) {
  std::error_code error;
  const fs::path build = deploy.parent_path() / "build";
  return fs::is_directory(build, error) ? build / "demo"
                                        : fs::current_path(error) / "sennight-demo";
}

absl::StatusOr<suite::SuiteOptions> ReadOptions(const cli::Arguments& arguments) {
  absl::StatusOr<suite::SuiteOptions> options = client::ReadSuiteOptions(arguments);
  if (options.ok() && !arguments.Has("data-dir")) {
    options->data_directory = cluster::DefaultDataDirectory("sennight-demo");
  }
  return options;
}

absl::Status Show(demo::Demo& demo) {
  for (const demo::Sample& sample : demo::Samples()) {
    if (absl::Status done = demo.Import(sample); !done.ok()) return done;
  }
  for (const demo::Sample& sample : demo::Samples()) {
    if (absl::Status done = demo.ComposeAll(sample); !done.ok()) return done;
  }
  return absl::OkStatus();
}

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  const absl::Time start = absl::Now();
  log::SetLevel(log::Level::kWarning);
  const absl::StatusOr<fs::path> deploy = suite::FindDeployFolder();
  if (!deploy.ok()) return deploy.status();
  const absl::StatusOr<suite::SuiteOptions> options = ReadOptions(arguments);
  if (!options.ok()) return options.status();
  const fs::path out =
      arguments.Has("out") ? fs::path(arguments.Text("out")) : DefaultOutput(*deploy);

  const auto directory = cluster::DataDirectory::TryLock(options->data_directory);
  if (!directory.ok()) return directory.status();
  if (!directory->has_value()) {
    return absl::UnavailableError(
        absl::StrCat(options->data_directory.string(), " is in use; is another demo running?"));
  }
  const absl::StatusOr<std::string> fingerprint = demo::FingerprintOf(*deploy / "samples");
  if (!fingerprint.ok()) return fingerprint.status();
  const fs::path& data = (*directory)->path();
  const absl::StatusOr<bool> is_anew = demo::PrepareDatabase(data, data / "pgdata", *fingerprint);
  if (!is_anew.ok()) return is_anew.status();
  if (*is_anew) console.out << "The samples have changed since the last demo: it begins anew.\n";

  absl::StatusOr<std::unique_ptr<suite::Suite>> suite = suite::Suite::Start(*options);
  if (!suite.ok()) return suite.status();
  console.out << absl::StrFormat("PostgreSQL in %s and four services in one process: %.0f ms\n",
                                 data.string(), absl::ToDoubleMilliseconds(absl::Now() - start));
  demo::Demo demo((*suite)->Gateway(), *deploy / "samples", out, console);
  if (absl::Status shown = Show(demo); !shown.ok()) return shown;
  suite->reset();
  console.out << absl::StrFormat("\nAll of it took %.1f s.\n",
                                 absl::ToDoubleSeconds(absl::Now() - start));
  return process::kExitOk;
}

}  // namespace

cli::Command Demo() {
  cli::Option data = client::DataDirectoryOption();
  data.purpose =
      "Where the demo keeps its database. Default: sennight-demo below $XDG_DATA_HOME or "
      "~/.local/share, for root /var/lib/sennight-demo.";
  data.variable.clear();
  return {.usage = {.name = "demo",
                    .summary = "Shows a sample week becoming a digest.",
                    .options = {{.name = "out",
                                 .value = "DIRECTORY",
                                 .purpose = "Where the digests go. Default: build/demo of the "
                                            "checkout."},
                                data,
                                client::TopicsOption(),
                                client::PostgresOption()},
                    .description =
                        "Starts a database and the suite, stores two sample weeks, composes their "
                        "digests in each language\nof their topics and writes them in every "
                        "format. A second demo changes nothing."},
          .run = Run};
}

}  // namespace sennight::commands
