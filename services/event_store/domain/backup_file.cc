#include "services/event_store/domain/backup_file.h"

#include <array>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/hash/hash.h"

namespace sennight::event_store {
namespace {

constexpr std::string_view kFirstLine = "sennight-backup 1\n";
constexpr char kHashKey[] = "sha256";

std::array<char, 5> HeadOf(char kind, size_t length) {
  return {kind, static_cast<char>(length >> 24), static_cast<char>(length >> 16),
          static_cast<char>(length >> 8), static_cast<char>(length)};
}

// Each frame's hash covers those of all before it.
std::string Chained(const std::string& before, char kind, std::string_view bytes) {
  return hash::Sha256(absl::StrCat(before, std::string(1, kind), hash::Sha256(bytes)));
}

std::string TextOf(const BackupFields& fields) {
  std::string text;
  for (const auto& [key, value] : fields) absl::StrAppend(&text, key, " ", value, "\n");
  return text;
}

absl::Status Broken(std::string_view what) {
  return absl::DataLossError(absl::StrCat("the backup ", std::string(what)));
}

}  // namespace

BackupWriter::BackupWriter(std::ostream& out) : out_(out) {
  out_.write(kFirstLine.data(), static_cast<std::streamsize>(kFirstLine.size()));
}

void BackupWriter::Write(char kind, std::string_view bytes) {
  const std::array<char, 5> head = HeadOf(kind, bytes.size());
  out_.write(head.data(), head.size());
  out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  hash_ = Chained(hash_, kind, bytes);
}

void BackupWriter::WriteFields(char kind, const BackupFields& fields) {
  Write(kind, TextOf(fields));
}

absl::Status BackupWriter::Finish(BackupFields fields) {
  // What the end itself says is covered, too.
  fields[kHashKey] = hash::Sha256Hex(absl::StrCat(hash_, TextOf(fields)));
  WriteFields(kEndFrame, fields);
  out_.flush();
  if (out_) return absl::OkStatus();
  return absl::UnavailableError("the backup could not be written to its end");
}

absl::StatusOr<BackupReader::Frame> BackupReader::Next() {
  if (!has_begun_) {
    std::string line(kFirstLine.size(), '\0');
    in_.read(line.data(), static_cast<std::streamsize>(line.size()));
    if (!in_ || line != kFirstLine) return Broken("is none, or of a later version");
    has_begun_ = true;
  }
  std::array<char, 5> head{};
  in_.read(head.data(), head.size());
  if (!in_) return Broken("ends too early");
  size_t length = 0;
  for (size_t i = 1; i < head.size(); ++i) length = length << 8 | static_cast<uint8_t>(head[i]);
  if (length > kMaxFrameBytes) return Broken("was changed: a part is too long");
  Frame frame{.kind = head[0], .bytes = std::string(length, '\0')};
  in_.read(frame.bytes.data(), static_cast<std::streamsize>(length));
  if (!in_) return Broken("ends too early");
  if (frame.kind == kEndFrame) {
    BackupFields fields = FieldsOf(frame.bytes);
    const std::string want = std::exchange(fields[kHashKey], "");
    fields.erase(kHashKey);
    if (hash::Sha256Hex(absl::StrCat(hash_, TextOf(fields))) != want) {
      return Broken("was changed: its hash is another one");
    }
    if (in_.peek() != std::istream::traits_type::eof()) {
      return Broken("was changed: it goes on behind its end");
    }
    has_ended_ = true;
    return frame;
  }
  hash_ = Chained(hash_, frame.kind, frame.bytes);
  return frame;
}

BackupFields FieldsOf(std::string_view bytes) {
  BackupFields fields;
  for (const absl::string_view line :
       absl::StrSplit(absl::string_view(bytes.data(), bytes.size()), '\n', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> field = absl::StrSplit(line, absl::MaxSplits(' ', 1));
    fields.insert(field);
  }
  return fields;
}

int64_t NumberIn(const BackupFields& fields, const std::string& key) {
  int64_t number = 0;
  const auto found = fields.find(key);
  return found != fields.end() && absl::SimpleAtoi(found->second, &number) ? number : 0;
}

}  // namespace sennight::event_store
