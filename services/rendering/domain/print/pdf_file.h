// The file of a PDF, written anew: with what cairo does not say of it, and with its many small
// objects packed together.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace sennight::rendering::print {

struct PdfSelf {
  std::string language;  // A BCP 47 tag.
  std::string title;
  std::string author;
  std::string date;   // RFC 3339.
  std::string label;  // How the text came about, for those who must be told; may be empty.
};

// Returns `pdf`, as cairo writes version 1.4, as version 1.5 with the language (/Lang), metadata in
// XMP, and the title in the window's bar. All that is no stream stands in one object stream, which
// takes a third off a digest.
//
// Errors: kInternal if it is no such file.
absl::StatusOr<std::string> WithSelf(std::string_view pdf, const PdfSelf& self);

}  // namespace sennight::rendering::print
