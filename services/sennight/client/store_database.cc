#include "services/sennight/client/store_database.h"

#include <filesystem>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/log/log.h"
#include "services/event_store/wiring.h"
#include "services/sennight/cli/files.h"
#include "services/sennight/client/gateway.h"

namespace sennight::client {
namespace {

constexpr size_t kMostBytes = 64 * 1024;

}  // namespace

std::vector<cli::Option> WithDatabaseOptions(std::vector<cli::Option> own) {
  const std::vector<cli::Option> shared = {
      {.name = "database",
       .value = "CONNECTION",
       .purpose = "The database, as libpq takes it, without a password. Without it, that of the "
                  "data directory.",
       .variable = "SENNIGHT_DATABASE"},
      {.name = "database-file",
       .value = "FILE",
       .purpose = "A file that holds the connection string instead, password and all.",
       .variable = "SENNIGHT_DATABASE_FILE"},
      DataDirectoryOption(),
      PostgresOption(),
      {.name = "json", .value = "", .purpose = "Writes JSON, for machines."}};
  own.insert(own.end(), shared.begin(), shared.end());
  return own;
}

absl::StatusOr<std::optional<std::string>> ReadDatabase(const cli::Arguments& arguments,
                                                        const std::string& name) {
  const std::string file_option = name + "-file";
  if (arguments.Has(name) && arguments.Has(file_option)) {
    return absl::InvalidArgumentError(absl::StrCat("want one of --", name, " and --", file_option));
  }
  std::string connection = arguments.Text(name);
  const bool is_file = arguments.Has(file_option);
  if (is_file) {
    const absl::StatusOr<std::string> content =
        cli::ReadFile(arguments.Text(file_option), kMostBytes);
    if (!content.ok()) return content.status();
    connection = std::string(absl::StripAsciiWhitespace(*content));
  } else if (!arguments.Has(name)) {
    return std::nullopt;
  }
  if (absl::Status valid = event_store::CheckDatabase(connection, is_file); !valid.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--", is_file ? file_option : name, ": ", std::string(valid.message())));
  }
  return connection;
}

absl::StatusOr<StoreDatabase> StoreDatabase::Reach(const cli::Arguments& arguments, bool may_make) {
  log::SetLevel(log::Level::kWarning);
  StoreDatabase database;
  absl::StatusOr<std::optional<std::string>> named = ReadDatabase(arguments, "database");
  if (!named.ok()) return named.status();
  if (named->has_value()) {
    database.connection_ = **std::move(named);
    return database;
  }
  const std::filesystem::path path = arguments.Has("data-dir")
                                         ? std::filesystem::path(arguments.Text("data-dir"))
                                         : cluster::DefaultDataDirectory("sennight");
  if (!may_make && !std::filesystem::exists(path / "pgdata")) {
    return absl::NotFoundError(absl::StrCat("there is no database in ", path.string(),
                                            "; want --database, --database-file or --data-dir"));
  }
  auto directory = cluster::DataDirectory::TryLock(path);
  if (!directory.ok()) return directory.status();
  if (!directory->has_value()) {
    absl::StatusOr<std::string> running = cluster::PrivateCluster::RunningIn(path);
    if (!running.ok()) return running.status();
    database.connection_ = *std::move(running);
    return database;
  }
  database.directory_.emplace(**std::move(directory));
  auto cluster =
      cluster::PrivateCluster::Start({.directory = path, .binaries = arguments.Text("postgres")});
  if (!cluster.ok()) return absl::UnavailableError(cluster.status().message());
  database.cluster_ = *std::move(cluster);
  database.connection_ = database.cluster_->ConnectionString();
  return database;
}

}  // namespace sennight::client
