// Files of reports, read, repaired and sent to the store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/sennight/cli/command.h"
#include "services/sennight/client/event_upload.h"
#include "services/sennight/import/record.h"

namespace sennight::client {

// Something to tell about a file.
struct FileRemark {
  Origin origin;
  bool is_error = false;  // Else it was repaired.
  std::string field;
  std::string description;
};

// What was found in files.
struct ReadCounts {
  int64_t events = 0;    // Lines or entries that are events, and were sent.
  int64_t rejected = 0;  // Lines or entries that are none, and files that cannot be read.
  std::vector<FileRemark> remarks;

  // How many things were put right.
  int64_t repairs() const;
};

// What to do with events that changed after they were stored, as `--on-change` says.
//
// Errors: kInvalidArgument.
absl::StatusOr<std::optional<OnChange>> ParseOnChange(const std::string& word);

// Reads `file` (JSON Lines, RSS 2.0, Atom 1.0 or JSON Feed; `-` is standard input) and sends its
// events. What is wrong with the file is counted and does not end the import. Without `on_change`,
// changed entries of feeds become revisions, and changed lines are reported.
//
// Errors: those of the store.
absl::Status ImportFile(const std::string& file, const importing::Options& options,
                        std::optional<OnChange> on_change, EventUpload& upload, ReadCounts& counts,
                        cli::Console& console);

// Returns a remark as compilers write theirs: file:line: warning: field: what was done.
std::string RemarkLine(const FileRemark& remark);

}  // namespace sennight::client
