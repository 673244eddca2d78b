// The file that holds a backup: a line that says so, then frames, each a letter, the length of what
// follows (four bytes, the highest first) and that many bytes.
//
//   H  what the backup is of: lines `key value`
//   T  a table begins: its name and columns
//   D  its rows, as COPY … BINARY writes them
//   Z  the end: lines `key value`, and the hash over all frames before it; nothing comes after it
#pragma once

#include <cstdint>
#include <istream>
#include <map>
#include <ostream>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sennight::event_store {

inline constexpr char kHeaderFrame = 'H';
inline constexpr char kTableFrame = 'T';
inline constexpr char kRowsFrame = 'D';
inline constexpr char kEndFrame = 'Z';

// Most bytes of a frame. A row is never longer: what an event may hold is bounded.
inline constexpr size_t kMaxFrameBytes = 64 * 1024 * 1024;

// The lines of a header or an end.
using BackupFields = std::map<std::string, std::string>;

// Writes frames. Not safe for concurrent use.
class BackupWriter {
 public:
  // `out` must outlive the writer.
  explicit BackupWriter(std::ostream& out);

  void Write(char kind, std::string_view bytes);
  void WriteFields(char kind, const BackupFields& fields);

  // Writes the end, with the hash. Errors: kUnavailable if anything could not be written.
  absl::Status Finish(BackupFields fields);

 private:
  std::ostream& out_;
  std::string hash_;
};

// Reads frames. Not safe for concurrent use.
class BackupReader {
 public:
  struct Frame {
    char kind = 0;
    std::string bytes;
  };

  // `in` must outlive the reader.
  explicit BackupReader(std::istream& in) : in_(in) {}

  // Returns the next frame; the end's hash has been found to be right, and to be the file's end.
  //
  // Errors: kDataLoss if the file is no backup, ends too early, goes on behind its end or was
  // changed.
  absl::StatusOr<Frame> Next();

  // Whether the end has been returned.
  bool has_ended() const { return has_ended_; }

 private:
  std::istream& in_;
  std::string hash_;
  bool has_begun_ = false;
  bool has_ended_ = false;
};

// Returns the lines of a header or an end.
BackupFields FieldsOf(std::string_view bytes);

// Returns the field as a number; 0 if it is missing or none.
int64_t NumberIn(const BackupFields& fields, const std::string& key);

}  // namespace sennight::event_store
