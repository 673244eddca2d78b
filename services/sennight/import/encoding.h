// Encodings of files.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace sennight::importing {

// `bytes` without a leading UTF-8 byte order mark.
std::string_view WithoutByteOrderMark(std::string_view bytes);

// Whether `bytes` begin with the byte order mark of UTF-16.
bool IsUtf16(std::string_view bytes);

// Returns an XML document in UTF-8, from what its byte order mark or declaration says (UTF-16,
// GBK, GB18030, Big5, ISO 8859-1 …), UTF-8 if they say nothing. Characters that XML does not allow
// and broken sequences are removed; `removed` counts them.
//
// Errors: kInvalidArgument for an encoding that is not known.
absl::StatusOr<std::string> XmlToUtf8(std::string_view bytes, int& removed);

}  // namespace sennight::importing
