// Reads reports from files: JSON Lines, JSON Feed, RSS and Atom.
#pragma once

#include <istream>

#include "absl/status/statusor.h"
#include "services/sennight/import/record.h"

namespace sennight::importing {

struct Summary {
  Format format = Format::kJsonLines;
  int records = 0;  // Lines or entries handed to the sink, good and bad.
};

// Reads `input` to its end and hands each record to `sink`. The events are as AppendEvents wants
// them in what the importer answers for: an id, topic, language, date and source, clean text and
// usable addresses. Limits of the contract (sizes, counts, ids of categories) are left to the
// store, which names the field too.
//
// A file that breaks off in the middle gives its good records, and one record with the error.
//
// Errors: kInvalidArgument if the file as a whole is none of the formats or too large; errors of
// the sink.
absl::StatusOr<Summary> ReadEvents(std::istream& input, const Options& options, const Sink& sink);

}  // namespace sennight::importing
