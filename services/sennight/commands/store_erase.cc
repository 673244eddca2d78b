#include <google/protobuf/struct.pb.h>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/process/termination.h"
#include "services/event_store/operations.h"
#include "services/sennight/cli/json.h"
#include "services/sennight/client/store_database.h"
#include "services/sennight/commands/commands.h"

namespace sennight::commands {
namespace {

std::string LineOf(const event_store::Erasure& erasure) {
  return absl::StrCat(
      erasure.event_id, " of ", erasure.topic, ": ", erasure.revisions, " revisions, by ",
      erasure.erased_by, " at ",
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", erasure.erased_at, absl::UTCTimeZone()), ", position ",
      erasure.position, ": ", erasure.reason, "\n");
}

google::protobuf::Struct JsonOf(const event_store::Erasure& erasure) {
  google::protobuf::Struct document;
  auto& fields = *document.mutable_fields();
  fields["eventId"].set_string_value(erasure.event_id);
  fields["topic"].set_string_value(erasure.topic);
  fields["position"].set_string_value(absl::StrCat(erasure.position));
  fields["revisions"].set_number_value(erasure.revisions);
  fields["erasedTime"].set_string_value(
      absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", erasure.erased_at, absl::UTCTimeZone()));
  fields["erasedBy"].set_string_value(erasure.erased_by);
  fields["reason"].set_string_value(erasure.reason);
  return document;
}

absl::StatusOr<int> Erase(const cli::Arguments& arguments, cli::Console& console) {
  const absl::StatusOr<client::StoreDatabase> database = client::StoreDatabase::Reach(arguments);
  if (!database.ok()) return database.status();
  const absl::StatusOr<event_store::Erasure> erasure = event_store::EraseEvent(
      database->connection(), arguments.operands()[0], arguments.Text("by"),
      arguments.Text("reason"),
      arguments.Has("rewrite") ? event_store::Cleaning::kRewrite : event_store::Cleaning::kVacuum);
  if (!erasure.ok()) return erasure.status();
  if (arguments.Has("json")) {
    console.out << cli::JsonDocument(JsonOf(*erasure));
  } else {
    console.out << (erasure->is_new ? "erased: " : "erased before: ") << LineOf(*erasure);
  }
  return process::kExitOk;
}

absl::StatusOr<int> List(const cli::Arguments& arguments, cli::Console& console) {
  const absl::StatusOr<client::StoreDatabase> database = client::StoreDatabase::Reach(arguments);
  if (!database.ok()) return database.status();
  const absl::StatusOr<std::vector<event_store::Erasure>> erasures =
      event_store::ListErasures(database->connection());
  if (!erasures.ok()) return erasures.status();
  for (const event_store::Erasure& erasure : *erasures) {
    console.out << (arguments.Has("json") ? cli::JsonLine(JsonOf(erasure)) : LineOf(erasure));
  }
  return process::kExitOk;
}

}  // namespace

cli::Command StoreErase() {
  return {.usage = {.name = "store erase",
                    .summary = "Erases what an event says, on legal demand.",
                    .options = client::WithDatabaseOptions(
                        {{.name = "by",
                          .value = "NAME",
                          .purpose = "Who erases it; is kept, and shown to readers.",
                          .is_required = true},
                         {.name = "reason",
                          .value = "TEXT",
                          .purpose = "Why; is kept, and shown to readers. Do not repeat what is "
                                     "erased.",
                          .is_required = true},
                         {.name = "rewrite",
                          .value = "",
                          .purpose = "Writes the tables anew afterwards, so that the data files do "
                                     "not have it either. Nobody reads or writes the store "
                                     "meanwhile."}}),
                    .operand = "ID",
                    .least_operands = 1,
                    .most_operands = 1,
                    .description =
                        "Cannot be undone. Id, topic, positions and times stay; all else goes, in "
                        "every revision. Connects\nas the role that owns the store. Services stop "
                        "serving it within a second, readers get a\ntombstone, and appends of the "
                        "id are conflicts for ever. Backups of before still have it: see the\n"
                        "runbook. The data files have it until PostgreSQL writes over it, or until "
                        "--rewrite, which may\nbe given for an event that was erased before and "
                        "needs free space for the tables once more.\nExit status 1 if there is "
                        "no such event."},
          .run = Erase};
}

cli::Command StoreErasures() {
  return {.usage = {.name = "store erasures",
                    .summary = "Lists the events that were erased.",
                    .options = client::WithDatabaseOptions({})},
          .run = List};
}

}  // namespace sennight::commands
