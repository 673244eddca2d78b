// What checks say of a digest: rules with stable ids, in the languages that digests are written in.
#pragma once

#include <initializer_list>
#include <string_view>

#include "sennight/digest/v1/finding.pb.h"

namespace sennight::findings {

inline constexpr digest::v1::Severity kError = digest::v1::SEVERITY_ERROR;
inline constexpr digest::v1::Severity kWarning = digest::v1::SEVERITY_WARNING;
inline constexpr digest::v1::Severity kInfo = digest::v1::SEVERITY_INFO;

// A rule, or one of several cases of it. Its sentences may have places to fill (text::Fill).
struct Rule {
  std::string_view id;  // Stable; never given another meaning.
  digest::v1::Severity severity;
  std::string_view chinese;
  std::string_view english;
};

// Returns the finding that the rule is broken at `path`, a JSON Pointer into the digest (empty: the
// whole of it). It says so in Chinese if the digest's `language` is, else in English.
digest::v1::Finding Broken(const Rule& rule, std::string_view language, std::string_view path,
                           std::initializer_list<std::string_view> arguments = {});

}  // namespace sennight::findings
