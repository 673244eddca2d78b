// What was seen of each fault, for people.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace sennight::testing {

// One fault and what a client saw of it.
struct FaultRow {
  std::string where;            // The link or the process.
  std::string fault;            // What was done to it.
  std::string call;             // What was called meanwhile.
  absl::Duration deadline;      // How long the caller was willing to wait.
  absl::Status answer;          // What came.
  absl::Duration answered_in;   // How long that took.
  absl::Duration recovered_in;  // From the end of the fault to the next call that succeeded.
};

// The rows of one program; printed and written to `faults.md` of the build's folder at its end.
// Safe for concurrent use.
class FaultTable {
 public:
  static FaultTable& OfThisProgram();

  void Add(FaultRow row);

  // Returns the rows as a table in Markdown.
  std::string ToMarkdown() const;

 private:
  mutable std::mutex mutex_;
  std::vector<FaultRow> rows_;
};

}  // namespace sennight::testing
