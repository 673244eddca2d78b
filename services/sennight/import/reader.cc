#include "services/sennight/import/reader.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/sennight/import/detect.h"
#include "services/sennight/import/encoding.h"
#include "services/sennight/import/entry.h"
#include "services/sennight/import/json_feed.h"
#include "services/sennight/import/json_lines.h"
#include "services/sennight/import/xml_feed.h"

namespace sennight::importing {
namespace {

constexpr size_t kBlockBytes = 64 << 10;

// Reads at most `most` bytes more.
void ReadMore(std::istream& input, size_t most, std::string& bytes) {
  const size_t before = bytes.size();
  bytes.resize(before + most);
  input.read(bytes.data() + before, static_cast<std::streamsize>(most));
  bytes.resize(before + static_cast<size_t>(input.gcount()));
}

// Cuts a stream into lines; keeps no more than one line and one block in memory.
class Lines {
 public:
  // `head` is what was read of `input` already.
  Lines(std::string head, std::istream& input) : input_(input), buffer_(std::move(head)) {}

  // Moves to the next line; false at the end.
  bool Next() {
    too_long_ = false;
    size_t end = buffer_.find('\n', start_);
    while (end == buffer_.npos) {
      buffer_.erase(0, start_);
      start_ = 0;
      if (buffer_.size() > kMaxLineBytes) {
        too_long_ = true;
        buffer_.clear();
      }
      const size_t searched = buffer_.size();
      ReadMore(input_, kBlockBytes, buffer_);
      if (buffer_.size() == searched) return LastLine();
      end = buffer_.find('\n', searched);
    }
    Take(end);
    start_ = end + 1;
    return true;
  }

  // The line, without its line end; only the end of it if it is too long.
  std::string_view line() const { return line_; }
  bool too_long() const { return too_long_; }

 private:
  // What stands behind the last line end, if anything.
  bool LastLine() {
    const bool any = too_long_ || !buffer_.empty();
    Take(buffer_.size());
    start_ = buffer_.size();
    return any;
  }

  void Take(size_t end) {
    line_ = std::string_view(buffer_).substr(start_, end - start_);
    too_long_ = too_long_ || line_.size() > kMaxLineBytes;
  }

  std::istream& input_;
  std::string buffer_;
  std::string_view line_;
  size_t start_ = 0;  // of the next line in buffer_
  bool too_long_ = false;
};

bool IsBlank(std::string_view line) { return line.find_first_not_of(" \t\r") == line.npos; }

absl::StatusOr<Summary> ReadJsonLines(std::string head, std::istream& input, const Options& options,
                                      const Sink& sink) {
  Summary summary;
  Lines lines(std::string(WithoutByteOrderMark(head)), input);
  for (int number = 1; lines.Next(); ++number) {
    if (!lines.too_long() && IsBlank(lines.line())) continue;
    Record record;
    if (lines.too_long()) {
      record.number = number;
      record.errors.push_back(
          {"", absl::StrCat("want a line of at most ", kMaxLineBytes, " bytes")});
    } else {
      record = ReadLine(lines.line(), number, options);
    }
    ++summary.records;
    if (const absl::Status status = sink(std::move(record)); !status.ok()) return status;
  }
  return summary;
}

absl::Status HandOver(const std::vector<Entry>& entries, const Options& options, const Sink& sink,
                      Summary& summary) {
  for (const Entry& entry : entries) {
    ++summary.records;
    Record record = ReadEntry(entry, summary.records, options);
    record.format = summary.format;
    const absl::Status status = sink(std::move(record));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<Summary> ReadXml(const std::string& bytes, const Options& options,
                                const Sink& sink) {
  int removed = 0;
  const absl::StatusOr<std::string> utf8 = XmlToUtf8(bytes, removed);
  if (!utf8.ok()) return utf8.status();
  const Document document = ParseXml(*utf8);
  const absl::StatusOr<Feed> feed = ReadXmlFeed(document);
  if (!feed.ok()) return feed.status();
  Summary summary;
  summary.format = feed->format;
  if (removed > 0) {
    Record file;
    file.warnings.push_back(
        {"", absl::StrCat("removed ", removed, " characters that XML forbids")});
    if (const absl::Status status = sink(std::move(file)); !status.ok()) return status;
  }
  absl::Status status = HandOver(feed->entries, options, sink, summary);
  if (!status.ok()) return status;
  if (!document.status.ok()) {
    Record rest;
    rest.number = ++summary.records;
    rest.errors.push_back({"", std::string(document.status.message())});
    if (status = sink(std::move(rest)); !status.ok()) return status;
  }
  return summary;
}

absl::StatusOr<Summary> ReadJson(const std::string& bytes, const Options& options,
                                 const Sink& sink) {
  const absl::StatusOr<std::vector<Entry>> entries =
      ReadJsonFeed(std::string(WithoutByteOrderMark(bytes)));
  if (!entries.ok()) return entries.status();
  Summary summary;
  summary.format = Format::kJsonFeed;
  const absl::Status status = HandOver(*entries, options, sink, summary);
  if (!status.ok()) return status;
  return summary;
}

}  // namespace

std::string_view NameOf(Format format) {
  switch (format) {
    case Format::kJsonLines:
      return "JSON Lines";
    case Format::kJsonFeed:
      return "JSON Feed";
    case Format::kRss:
      return "RSS";
    case Format::kAtom:
      return "Atom";
  }
  return "";
}

absl::StatusOr<Summary> ReadEvents(std::istream& input, const Options& options, const Sink& sink) {
  std::string bytes;
  ReadMore(input, kHeadBytes, bytes);
  const absl::StatusOr<Kind> kind = Detect(bytes);
  if (!kind.ok()) return kind.status();
  if (*kind == Kind::kJsonLines) return ReadJsonLines(std::move(bytes), input, options, sink);
  while (input && bytes.size() <= kMaxFeedBytes) ReadMore(input, kBlockBytes, bytes);
  if (bytes.size() > kMaxFeedBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("want a feed of at most ", kMaxFeedBytes, " bytes"));
  }
  return *kind == Kind::kXml ? ReadXml(bytes, options, sink) : ReadJson(bytes, options, sink);
}

}  // namespace sennight::importing
