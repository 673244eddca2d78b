#include "services/sennight/cli/format.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace sennight::cli {
namespace {

constexpr size_t kPrefix = sizeof("FORMAT_") - 1;

}  // namespace

std::string FormatName(rendering::v1::Format format) {
  return absl::AsciiStrToLower(rendering::v1::Format_Name(format).substr(kPrefix));
}

std::string FormatNames() {
  std::vector<std::string> names;
  const auto* values = rendering::v1::Format_descriptor();
  for (int i = 0; i < values->value_count(); ++i) {
    const auto format = static_cast<rendering::v1::Format>(values->value(i)->number());
    if (format != rendering::v1::FORMAT_UNSPECIFIED) names.push_back(FormatName(format));
  }
  return absl::StrJoin(names, ", ");
}

absl::StatusOr<rendering::v1::Format> ParseFormat(const std::string& name) {
  rendering::v1::Format format = rendering::v1::FORMAT_UNSPECIFIED;
  if (rendering::v1::Format_Parse("FORMAT_" + absl::AsciiStrToUpper(name), &format) &&
      format != rendering::v1::FORMAT_UNSPECIFIED) {
    return format;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("--format: want one of ", FormatNames(), ", got \"", name, "\""));
}

}  // namespace sennight::cli
