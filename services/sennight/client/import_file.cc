#include "services/sennight/client/import_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/sennight/import/reader.h"

namespace sennight::client {
namespace {

constexpr int64_t kProgressStep = 1000;

void Note(const Origin& origin, bool is_error, const std::vector<importing::Remark>& remarks,
          std::vector<FileRemark>& noted) {
  for (const importing::Remark& remark : remarks) {
    noted.push_back({origin, is_error, remark.field, remark.words});
  }
}

absl::Status Take(importing::Record record, const std::string& file,
                  std::optional<OnChange> on_change, EventUpload& upload, ReadCounts& counts) {
  const Origin origin{.file = file, .line = record.number};
  Note(origin, false, record.warnings, counts.remarks);
  Note(origin, true, record.errors, counts.remarks);
  if (!record.event.has_value()) {
    ++counts.rejected;
    return absl::OkStatus();
  }
  ++counts.events;
  const OnChange by_default =
      record.format == importing::Format::kJsonLines ? OnChange::kReport : OnChange::kRevise;
  return upload.Add(*std::move(record.event), origin, on_change.value_or(by_default));
}

void RejectFile(const std::string& file, const std::string& why, ReadCounts& counts) {
  ++counts.rejected;
  counts.remarks.push_back({{.file = file, .line = 0}, true, "", why});
}

}  // namespace

int64_t ReadCounts::repairs() const {
  return std::count_if(remarks.begin(), remarks.end(),
                       [](const FileRemark& remark) { return !remark.is_error; });
}

absl::StatusOr<std::optional<OnChange>> ParseOnChange(const std::string& word) {
  if (word.empty()) return std::nullopt;
  if (word == "revise") return OnChange::kRevise;
  if (word == "skip") return OnChange::kSkip;
  if (word == "report") return OnChange::kReport;
  return absl::InvalidArgumentError(
      absl::StrCat("--on-change: want revise, skip or report, got \"", word, "\""));
}

absl::Status ImportFile(const std::string& file, const importing::Options& options,
                        std::optional<OnChange> on_change, EventUpload& upload, ReadCounts& counts,
                        cli::Console& console) {
  std::ifstream opened;
  if (file != "-") {
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) {
      RejectFile(file, "is a directory", counts);
      return absl::OkStatus();
    }
    opened.open(file, std::ios::binary);
    if (!opened) {
      RejectFile(file, std::strerror(errno), counts);
      return absl::OkStatus();
    }
  }
  absl::Status sent;
  const auto sink = [&](importing::Record record) {
    sent = Take(std::move(record), file, on_change, upload, counts);
    if (console.shows_progress && counts.events % kProgressStep == 0) {
      console.err << "\r" << counts.events << " reports sent" << std::flush;
    }
    return sent;
  };
  const absl::StatusOr<importing::Summary> read =
      importing::ReadEvents(file == "-" ? std::cin : opened, options, sink);
  if (!sent.ok()) return sent;
  if (!read.ok()) RejectFile(file, std::string(read.status().message()), counts);
  return absl::OkStatus();
}

std::string RemarkLine(const FileRemark& remark) {
  std::string line = remark.origin.file;
  if (remark.origin.line > 0) absl::StrAppend(&line, ":", remark.origin.line);
  absl::StrAppend(&line, remark.is_error ? ": error: " : ": warning: ");
  if (!remark.field.empty()) absl::StrAppend(&line, remark.field, ": ");
  absl::StrAppend(&line, remark.description, "\n");
  return line;
}

}  // namespace sennight::client
