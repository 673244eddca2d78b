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

absl::StatusOr<int> Drill(std::istream& in, const cli::Arguments& arguments,
                          cli::Console& console) {
  const absl::StatusOr<client::StoreDatabase> source = client::StoreDatabase::Reach(arguments);
  if (!source.ok()) return source.status();
  const absl::StatusOr<std::optional<std::string>> scratch =
      client::ReadDatabase(arguments, "scratch");
  if (!scratch.ok()) return scratch.status();
  const absl::StatusOr<event_store::DrillReport> report =
      event_store::DrillRestore(in, scratch->value_or(source->connection()), source->connection());
  if (!report.ok()) return report.status();
  console.out << (arguments.Has("json") ? cli::JsonDocument(JsonOf(*report)) : TextOf(*report));
  return report->differences.empty() ? process::kExitOk : process::kExitRejected;
}

absl::StatusOr<int> Restore(std::istream& in, const cli::Arguments& arguments,
                            cli::Console& console) {
  const absl::StatusOr<client::StoreDatabase> database =
      client::StoreDatabase::Reach(arguments, /*may_make=*/true);
  if (!database.ok()) return database.status();
  const absl::StatusOr<event_store::BackupReport> report = event_store::RestoreStore(
      in, database->connection(),
      {.writer = arguments.Text("writer-role"), .reader = arguments.Text("reader-role")});
  if (!report.ok()) return report.status();
  console.out << (arguments.Has("json") ? cli::JsonDocument(JsonOf(*report)) : TextOf(*report));
  return process::kExitOk;
}

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  const std::string& file = arguments.operands()[0];
  std::ifstream stream;
  if (file != "-") {
    stream.open(file, std::ios::binary);
    if (!stream) return absl::NotFoundError(absl::StrCat("cannot read ", file));
  }
  std::istream& in = file == "-" ? std::cin : stream;
  return arguments.Has("drill") ? Drill(in, arguments, console) : Restore(in, arguments, console);
}

}  // namespace

cli::Command Restore() {
  return {
      .usage =
          {.name = "restore",
           .summary = "Reads a backup into an empty database, or rehearses it.",
           .options = client::WithDatabaseOptions(
               {{.name = "drill",
                 .purpose = "Restores into a database of its own, checks it, holds it against the "
                            "store that --database names, and removes it."},
                {.name = "scratch",
                 .value = "CONNECTION",
                 .purpose = "With --drill: the server to make that database on, as a role that "
                            "may. Default: that of the store."},
                {.name = "scratch-file",
                 .value = "FILE",
                 .purpose = "A file that holds that connection string instead."},
                {.name = "writer-role",
                 .value = "ROLE",
                 .purpose = "The role that serves, to be given its rights."},
                {.name = "reader-role",
                 .value = "ROLE",
                 .purpose = "The role that reads, to be given its rights."}}),
           .operand = "FILE",
           .least_operands = 1,
           .most_operands = 1,
           .description =
               "Connects as the role that is to own the store. `-` is standard input. All is "
               "restored or nothing;\na database that holds a store is refused. The store is then "
               "in an epoch of its own: page tokens and\nsubscriptions of before are refused. "
               "Exit status of a drill: 1 if anything differs."},
      .run = Run};
}

}  // namespace sennight::commands
