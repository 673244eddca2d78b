#include "services/gateway/adapters/http/head_check.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace sennight::gateway::http {
namespace {

constexpr size_t kMostLengthDigits = 18;  // Fits into 64 bits.

bool IsTokenSign(unsigned char c) {
  return absl::ascii_isalnum(c) ||
         std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
}

bool IsLength(absl::string_view value) {
  return !value.empty() && value.size() <= kMostLengthDigits &&
         std::all_of(value.begin(), value.end(),
                     [](unsigned char c) { return absl::ascii_isdigit(c); });
}

}  // namespace

bool HeadCheck::Take(char c) {
  if (has_cr_) {
    has_cr_ = false;
    return c == '\n' && EndLine();
  }
  has_cr_ = c == '\r';
  if (c == '\n' || c == '\0') return false;
  if (!has_cr_) line_ += c;
  return true;
}

bool HeadCheck::EndLine() {
  const bool is_right = is_first_ ? TakeRequestLine() : TakeHeader();
  is_first_ = false;
  line_.clear();
  return is_right;
}

// Method, target and version, with one space between.
bool HeadCheck::TakeRequestLine() {
  const bool has_controls = std::any_of(line_.begin(), line_.end(),
                                        [](unsigned char c) { return absl::ascii_iscntrl(c); });
  const size_t first = line_.find(' ');
  const size_t second = line_.rfind(' ');
  if (has_controls || std::count(line_.begin(), line_.end(), ' ') != 2 || first == 0 ||
      second == first + 1 || second + 1 == line_.size()) {
    return false;
  }
  is_post_ = line_.compare(0, first, "POST") == 0;
  is_old_ = line_.compare(second + 1, line_.npos, "HTTP/1.0") == 0;
  return true;
}

bool HeadCheck::TakeHeader() {
  if (line_.empty()) {
    is_complete_ = true;
    return TellsOneLength();
  }
  const size_t colon = line_.find(':');
  if (colon == line_.npos || colon == 0 ||
      !std::all_of(line_.begin(), line_.begin() + static_cast<std::ptrdiff_t>(colon),
                   IsTokenSign)) {
    return false;
  }
  const absl::string_view name(line_.data(), colon);
  const absl::string_view value =
      absl::StripAsciiWhitespace(absl::string_view(line_).substr(colon + 1));
  if (absl::EqualsIgnoreCase(name, "Content-Length")) {
    ++lengths_;
    return IsLength(value);
  }
  if (absl::EqualsIgnoreCase(name, "Transfer-Encoding")) {
    ++encodings_;
    return !is_old_ && absl::EqualsIgnoreCase(value, "chunked");
  }
  return true;
}

bool HeadCheck::TellsOneLength() const {
  const int told = lengths_ + encodings_;
  return told == 1 || (told == 0 && !is_post_);
}

}  // namespace sennight::gateway::http
