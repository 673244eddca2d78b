#include <google/protobuf/struct.pb.h>

#include <utility>
#include <vector>

#include "common/process/termination.h"
#include "services/sennight/cli/digest_text.h"
#include "services/sennight/cli/json.h"
#include "services/sennight/client/gateway.h"
#include "services/sennight/client/import_file.h"
#include "services/sennight/client/topic.h"
#include "services/sennight/commands/commands.h"

namespace sennight::commands {
namespace {

// What the store refused is told as what the files' reader refused.
std::vector<client::FileRemark> AllRemarks(const client::ReadCounts& read,
                                           const client::EventUpload& upload) {
  std::vector<client::FileRemark> remarks = read.remarks;
  for (const client::UploadRemark& remark : upload.remarks()) {
    remarks.push_back({remark.origin, true, remark.field, remark.description});
  }
  return remarks;
}

void WriteText(const client::ReadCounts& read, const client::UploadCounts& sent,
               std::ostream& out) {
  out << cli::Counted(read.events + read.rejected, "report") << " read: " << sent.stored
      << " stored, ";
  if (sent.revised > 0) out << sent.revised << " revised, ";
  out << cli::Counted(sent.duplicates, "duplicate") << ", ";
  if (sent.skipped > 0) out << sent.skipped << " skipped, ";
  out << cli::Counted(sent.conflicts, "conflict") << ", " << read.rejected + sent.rejected
      << " rejected; " << cli::Counted(read.repairs(), "repair") << "\n";
}

void WriteJson(const client::ReadCounts& read, const client::UploadCounts& sent,
               const std::vector<client::FileRemark>& remarks, std::ostream& out) {
  google::protobuf::Struct document;
  auto& fields = *document.mutable_fields();
  const auto set = [&](const char* name, int64_t count) {
    fields[name].set_number_value(static_cast<double>(count));
  };
  set("read", read.events + read.rejected);
  set("stored", sent.stored);
  set("revised", sent.revised);
  set("duplicates", sent.duplicates);
  set("skipped", sent.skipped);
  set("conflicts", sent.conflicts);
  set("rejected", read.rejected + sent.rejected);
  set("repairs", read.repairs());
  set("unnamed", sent.unnamed);
  auto* list = fields["remarks"].mutable_list_value();
  for (const client::FileRemark& remark : remarks) {
    auto& entry = *list->add_values()->mutable_struct_value()->mutable_fields();
    entry["file"].set_string_value(remark.origin.file);
    entry["line"].set_number_value(remark.origin.line);
    entry["severity"].set_string_value(remark.is_error ? "error" : "warning");
    entry["field"].set_string_value(remark.field);
    entry["description"].set_string_value(remark.description);
  }
  out << cli::JsonDocument(document);
}

// Tells what is known of an import that was cut.
void WriteCut(const client::ReadCounts& read, const client::UploadCounts& sent, std::ostream& err) {
  const int64_t known =
      sent.stored + sent.revised + sent.duplicates + sent.skipped + sent.conflicts + sent.rejected;
  err << "the import did not come to its end; what is stored stays, and the same import can be "
         "repeated\nas far as is known: ";
  WriteText(read, sent, err);
  if (read.events > known) {
    err << "of " << cli::Counted(read.events - known, "report")
        << " it is not known: some may be stored\n";
  }
}

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  const auto on_change = client::ParseOnChange(arguments.Text("on-change"));
  if (!on_change.ok()) return on_change.status();
  const absl::StatusOr<client::Gateway> gateway = client::Gateway::Reach(arguments, console);
  if (!gateway.ok()) return gateway.status();
  const absl::StatusOr<topic::v1::Topic> topic =
      client::FetchTopic(gateway->channel(), arguments.Text("topic"), gateway->Deadline());
  if (!topic.ok()) return topic.status();

  client::EventUpload upload(gateway->channel(),
                             [&](grpc::ClientContext& context) { gateway->Prepare(context); });
  client::ReadCounts read;
  absl::Status sent;
  for (const std::string& file : arguments.operands()) {
    sent = client::ImportFile(file, client::ImportOptionsOf(*topic), *on_change, upload, read,
                              console);
    if (!sent.ok()) break;
  }
  if (sent.ok()) sent = upload.Finish();
  const std::vector<client::FileRemark> remarks = AllRemarks(read, upload);
  for (const client::FileRemark& remark : remarks) console.err << client::RemarkLine(remark);
  if (const int64_t unnamed = upload.counts().unnamed; unnamed > 0) {
    console.err << "not named here: " << cli::Counted(unnamed, "more report")
                << ", rejected or in conflict; of a call the store lists 1000 of each at most\n";
  }
  if (!sent.ok()) {
    WriteCut(read, upload.counts(), console.err);
    return sent;
  }
  if (arguments.Has("json")) {
    WriteJson(read, upload.counts(), remarks, console.out);
  } else {
    WriteText(read, upload.counts(), console.out);
  }
  const bool all_good = read.rejected + upload.counts().rejected + upload.counts().conflicts == 0;
  return all_good ? process::kExitOk : process::kExitRejected;
}

}  // namespace

cli::Command Import() {
  return {
      .usage =
          {.name = "import",
           .summary = "Stores the reports of files.",
           .options = client::WithConnectionOptions(
               {{.name = "topic",
                 .value = "TOPIC",
                 .purpose = "The topic of reports that name none.",
                 .is_required = true},
                {.name = "on-change",
                 .value = "WHAT",
                 .purpose = "Of a report that differs from the stored one of its id: "
                            "revise, skip or report.\n      Default: revise for feeds, "
                            "report for JSON Lines."}}),
           .operand = "FILE",
           .least_operands = 1,
           .most_operands = 10'000,
           .description =
               "Reads JSON Lines (an event a line, in canonical proto3 JSON), RSS 2.0, "
               "Atom 1.0 and JSON Feed;\n- is standard input. What can be repaired is, "
               "with a warning; a line or entry that is no event is\nnamed with its "
               "number and field, and the others are stored. Repeating an import changes "
               "nothing.\nA report whose text an event has, or once had, is a duplicate of it. One "
               "whose text has changed\nbecomes the next revision (not of a retracted "
               "event), is skipped, or is reported. revise also\nmakes a revision of what "
               "has another source or date only, unless an editor has revised the\nevent; "
               "not of what an earlier revision has said exactly, so that a text that goes "
               "back to what\nit was needs a new date. An edited headline or link makes "
               "another event: the one before stays.\nExit status 1 if something was "
               "rejected or is in conflict with what is stored."},
      .run = Run};
}

}  // namespace sennight::commands
