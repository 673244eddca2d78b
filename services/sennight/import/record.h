// What importing a file gives: events, and what was wrong with the rest.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "sennight/event/v1/event.pb.h"

namespace sennight::importing {

// Most that is read: a longer line is reported and skipped, a longer feed is refused. Files of
// JSON Lines are streamed and may have any size.
inline constexpr size_t kMaxLineBytes = 1 << 20;
inline constexpr size_t kMaxFeedBytes = 16 << 20;

// How deep JSON and XML may nest.
inline constexpr int kMaxDepth = 64;

// Formats, told apart by content.
enum class Format { kJsonLines, kJsonFeed, kRss, kAtom };

// "JSON Lines", "RSS 2.0" …
std::string_view NameOf(Format format);

// What is wrong with a record, or what was done to repair it.
struct Remark {
  // A path such as `sources[0].url`; empty for the record as a whole.
  std::string field;
  // What is wanted ("want an http or https URL"), or what was done ("removed 2 …").
  std::string words;

  friend bool operator==(const Remark&, const Remark&) = default;
};

// One line, or one entry of a feed.
struct Record {
  Format format = Format::kJsonLines;     // Of the file.
  int number = 0;                         // Of the line or entry, from 1; 0 for the file itself.
  std::optional<event::v1::Event> event;  // Set if there are no errors and this is not the file.
  std::vector<Remark> errors;
  std::vector<Remark> warnings;  // Repairs; also of records that have errors.
};

struct Options {
  // The topic of events that name none; an event that names another one is an error. If it is
  // empty, each event must name its own.
  std::string topic;
  // The topic's category ids. A feed's entry keeps a category only if it is one of these; if there
  // are none, any that is shaped like an id.
  std::vector<std::string> categories;
  // Whether events come from the store: that they have what only the store fills needs no warning.
  bool from_store = false;
};

// Takes one record after the other, in the order of the file; an error ends the reading.
using Sink = std::function<absl::Status(Record)>;

}  // namespace sennight::importing
