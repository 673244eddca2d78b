#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "common/process/termination.h"
#include "services/event_store/operations.h"
#include "services/sennight/cli/json.h"
#include "services/sennight/client/store_database.h"
#include "services/sennight/commands/commands.h"
#include "services/sennight/commands/store_report.h"

namespace sennight::commands {
namespace {

namespace fs = std::filesystem;

// Returns whether what was written to the file is on the disk.
bool IsOnDisk(const fs::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool is_synced = fsync(file) == 0;
  close(file);
  return is_synced;
}

// Writes beside the file first, so that a file of that name is always whole.
absl::StatusOr<event_store::BackupReport> WriteFile(const std::string& database,
                                                    const fs::path& path) {
  const fs::path making = path.string() + ".partial";
  std::error_code error;
  fs::remove(making, error);        // An earlier one may be for others to read.
  const mode_t mask = umask(0077);  // It holds everything that the store holds.
  std::ofstream out(making, std::ios::binary | std::ios::trunc);
  umask(mask);
  if (!out) {
    return absl::FailedPreconditionError(absl::StrCat("cannot write ", making.string()));
  }
  absl::StatusOr<event_store::BackupReport> report = event_store::BackupStore(database, out);
  out.close();
  if (report.ok() && out && IsOnDisk(making)) {
    fs::rename(making, path, error);
    if (!error) return report;
  }
  fs::remove(making, error);
  if (!report.ok()) return report;
  return absl::UnavailableError(absl::StrCat("cannot write ", path.string()));
}

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  const absl::StatusOr<client::StoreDatabase> database = client::StoreDatabase::Reach(arguments);
  if (!database.ok()) return database.status();
  const std::string& file = arguments.operands()[0];
  const absl::StatusOr<event_store::BackupReport> report =
      file == "-" ? event_store::BackupStore(database->connection(), console.out)
                  : WriteFile(database->connection(), file);
  if (!report.ok()) return report.status();
  std::ostream& told = file == "-" ? console.err : console.out;
  told << (arguments.Has("json") ? cli::JsonDocument(JsonOf(*report)) : TextOf(*report));
  if (report->finding_count == 0) return process::kExitOk;
  console.err << "sennight: the store is not as it must be; see `sennight store check`\n";
  return process::kExitRejected;
}

}  // namespace

cli::Command Backup() {
  return {.usage = {.name = "backup",
                    .summary = "Writes everything that a store holds to a file.",
                    .options = client::WithDatabaseOptions({}),
                    .operand = "FILE",
                    .least_operands = 1,
                    .most_operands = 1,
                    .description =
                        "Reads the store as it is at one moment, from the database itself, with a "
                        "role that may read;\nthe service goes on meanwhile. `-` is standard "
                        "output. What is written is checked on the way: exit\nstatus 1, with the "
                        "file written, if the store is not as it must be."},
          .run = Run};
}

}  // namespace sennight::commands
