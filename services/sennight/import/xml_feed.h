// RSS 2.0 and Atom 1.0.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/sennight/import/entry.h"
#include "services/sennight/import/xml_tree.h"

namespace sennight::importing {

// A feed's entries in the order of the file.
struct Feed {
  Format format = Format::kRss;
  std::vector<Entry> entries;
};

// Reads the complete entries of `document`.
//
// Errors: kInvalidArgument if the root element is neither RSS's nor Atom's.
absl::StatusOr<Feed> ReadXmlFeed(const Document& document);

}  // namespace sennight::importing
