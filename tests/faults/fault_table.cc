#include "tests/faults/fault_table.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/support/checkout.h"

namespace sennight::testing {
namespace {

std::string SecondsOf(absl::Duration duration) {
  return absl::StrFormat("%.2f s", absl::ToDoubleSeconds(duration));
}

class WriteAtTheEnd final : public ::testing::Environment {
 public:
  void TearDown() override {
    const std::string table = FaultTable::OfThisProgram().ToMarkdown();
    std::cout << "\n" << table << "\n";
    std::ofstream(std::string(SENNIGHT_BINARY_DIR) + "/faults.md") << table;
  }
};

[[maybe_unused]] const ::testing::Environment* const kWriteAtTheEnd =
    ::testing::AddGlobalTestEnvironment(new WriteAtTheEnd);

}  // namespace

FaultTable& FaultTable::OfThisProgram() {
  static FaultTable table;
  return table;
}

void FaultTable::Add(FaultRow row) {
  const std::lock_guard lock(mutex_);
  rows_.push_back(std::move(row));
}

std::string FaultTable::ToMarkdown() const {
  const std::lock_guard lock(mutex_);
  std::string text =
      "| where | fault | call (deadline) | answer | time to answer | time to recovery |\n"
      "|---|---|---|---|---|---|\n";
  for (const FaultRow& row : rows_) {
    std::string answer = absl::StatusCodeToString(row.answer.code());
    if (!row.answer.ok()) {
      absl::StrAppend(&answer, " ", std::string(row.answer.message().substr(0, 60)));
    }
    absl::StrAppend(&text, "| ", row.where, " | ", row.fault, " | ", row.call, " (",
                    absl::FormatDuration(row.deadline), ") | ", answer, " | ",
                    SecondsOf(row.answered_in), " | ", SecondsOf(row.recovered_in), " |\n");
  }
  return text;
}

}  // namespace sennight::testing
