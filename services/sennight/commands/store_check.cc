#include <google/protobuf/struct.pb.h>

#include "absl/strings/str_cat.h"
#include "common/process/termination.h"
#include "services/event_store/operations.h"
#include "services/sennight/cli/json.h"
#include "services/sennight/client/store_database.h"
#include "services/sennight/commands/commands.h"
#include "services/sennight/commands/store_report.h"

namespace sennight::commands {
namespace {

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  const absl::StatusOr<client::StoreDatabase> database = client::StoreDatabase::Reach(arguments);
  if (!database.ok()) return database.status();
  const absl::StatusOr<event_store::StoreReport> report =
      event_store::CheckStore(database->connection());
  if (!report.ok()) return report.status();
  if (arguments.Has("json")) {
    console.out << cli::JsonDocument(JsonOf(*report));
  } else {
    console.out << TextOf(*report);
  }
  return report->finding_count == 0 ? process::kExitOk : process::kExitRejected;
}

}  // namespace

cli::Command StoreCheck() {
  return {
      .usage = {.name = "store check",
                .summary = "Checks everything that a store holds.",
                .options = client::WithDatabaseOptions({}),
                .description =
                    "Reads the whole store as it is at one moment, from the database itself, with "
                    "a role that may\nread; the service goes on meanwhile. Each finding names its "
                    "rule, position and event. Exit status\n1 if there are findings."},
      .run = Run};
}

}  // namespace sennight::commands
