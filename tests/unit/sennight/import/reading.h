// Reads a text as the importer reads a file.
#pragma once

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "services/sennight/import/reader.h"

namespace sennight::importing {

inline void PrintTo(const Remark& remark, std::ostream* out) {
  *out << "{\"" << remark.field << "\", \"" << remark.words << "\"}";
}

struct Reading {
  absl::Status status;
  Summary summary;
  std::vector<Record> records;
};

inline Reading Read(const std::string& bytes, const Options& options = {.topic = "t"}) {
  Reading reading;
  std::istringstream input(bytes);
  const absl::StatusOr<Summary> summary = ReadEvents(input, options, [&](Record record) {
    reading.records.push_back(std::move(record));
    return absl::OkStatus();
  });
  reading.status = summary.status();
  if (summary.ok()) reading.summary = *summary;
  return reading;
}

// The only record of a file; fails the test if there are more or none.
inline Record ReadOne(const std::string& bytes, const Options& options = {.topic = "t"}) {
  const Reading reading = Read(bytes, options);
  EXPECT_TRUE(reading.status.ok()) << reading.status;
  EXPECT_EQ(reading.records.size(), 1u);
  return reading.records.empty() ? Record() : reading.records.front();
}

}  // namespace sennight::importing
