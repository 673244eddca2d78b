#include "services/sennight/commands/store_report.h"

#include "absl/strings/str_cat.h"

namespace sennight::commands {

std::string TextOf(const event_store::StoreReport& report) {
  std::string text;
  for (const event_store::Finding& finding : report.findings) {
    absl::StrAppend(&text, finding.rule);
    if (finding.position > 0) absl::StrAppend(&text, " at position ", finding.position);
    if (!finding.event_id.empty()) absl::StrAppend(&text, ", event ", finding.event_id);
    absl::StrAppend(&text, ": ", finding.what, "\n");
  }
  const auto listed = static_cast<int64_t>(report.findings.size());
  if (listed < report.finding_count) {
    absl::StrAppend(&text, "and ", report.finding_count - listed, " more\n");
  }
  absl::StrAppend(&text, report.revisions, " revisions up to position ", report.head, ", epoch ",
                  report.epoch, ": ",
                  report.finding_count == 0 ? "nothing is wrong"
                                            : absl::StrCat(report.finding_count, " findings"),
                  "\nhash of the log: ", report.log_hash, "\n");
  return text;
}

// Positions are texts, as those of proto3's JSON are.
google::protobuf::Struct JsonOf(const event_store::StoreReport& report) {
  google::protobuf::Struct document;
  auto& fields = *document.mutable_fields();
  fields["epoch"].set_number_value(report.epoch);
  fields["head"].set_string_value(absl::StrCat(report.head));
  fields["revisions"].set_string_value(absl::StrCat(report.revisions));
  fields["logHash"].set_string_value(report.log_hash);
  fields["findingCount"].set_string_value(absl::StrCat(report.finding_count));
  auto* findings = fields["findings"].mutable_list_value();
  for (const event_store::Finding& finding : report.findings) {
    auto& entry = *findings->add_values()->mutable_struct_value()->mutable_fields();
    entry["rule"].set_string_value(finding.rule);
    if (finding.position > 0) entry["position"].set_string_value(absl::StrCat(finding.position));
    if (!finding.event_id.empty()) entry["eventId"].set_string_value(finding.event_id);
    entry["what"].set_string_value(finding.what);
  }
  return document;
}

std::string TextOf(const event_store::BackupReport& report) {
  std::string text = absl::StrCat(report.revisions, " revisions up to position ", report.head,
                                  ", epoch ", report.epoch, ", schema ", report.schema,
                                  "\nhash of the log: ", report.log_hash, "\n");
  if (report.restored_epoch != 0) {
    absl::StrAppend(&text, "restored: the store is in epoch ", report.restored_epoch, " now\n");
  }
  return text;
}

google::protobuf::Struct JsonOf(const event_store::BackupReport& report) {
  google::protobuf::Struct document;
  auto& fields = *document.mutable_fields();
  fields["schema"].set_number_value(report.schema);
  fields["epoch"].set_number_value(report.epoch);
  if (report.restored_epoch != 0) fields["restoredEpoch"].set_number_value(report.restored_epoch);
  fields["head"].set_string_value(absl::StrCat(report.head));
  fields["revisions"].set_string_value(absl::StrCat(report.revisions));
  fields["logHash"].set_string_value(report.log_hash);
  fields["findingCount"].set_string_value(absl::StrCat(report.finding_count));
  return document;
}

std::string TextOf(const event_store::DrillReport& report) {
  std::string text = TextOf(report.backup);
  if (report.erased_since > 0) {
    absl::StrAppend(&text, "not compared: ", report.erased_since,
                    " events that were erased since; erase them again if you restore this\n");
  }
  for (const std::string& difference : report.differences) {
    absl::StrAppend(&text, "differs: ", difference, "\n");
  }
  absl::StrAppend(&text, "drill: ",
                  report.differences.empty() ? "the backup restores to what the store has"
                                             : "the backup is not what the store has",
                  "\n");
  return text;
}

google::protobuf::Struct JsonOf(const event_store::DrillReport& report) {
  google::protobuf::Struct document;
  auto& fields = *document.mutable_fields();
  *fields["backup"].mutable_struct_value() = JsonOf(report.backup);
  *fields["restored"].mutable_struct_value() = JsonOf(report.restored);
  fields["erasedSince"].set_string_value(absl::StrCat(report.erased_since));
  auto* differences = fields["differences"].mutable_list_value();
  for (const std::string& difference : report.differences) {
    differences->add_values()->set_string_value(difference);
  }
  return document;
}

}  // namespace sennight::commands
