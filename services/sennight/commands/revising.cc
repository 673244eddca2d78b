#include "services/sennight/commands/revising.h"

#include <limits>

namespace sennight::commands {

cli::Option ExpectedRevisionOption() {
  return {.name = "expected-revision",
          .value = "N",
          .purpose = "The event's current revision, as `sennight event` shows it.",
          .is_required = true};
}

absl::StatusOr<int32_t> ReadExpectedRevision(const cli::Arguments& arguments) {
  const absl::StatusOr<int64_t> number =
      arguments.Number("expected-revision", 0, 1, std::numeric_limits<int32_t>::max());
  if (!number.ok()) return number.status();
  return static_cast<int32_t>(*number);
}

}  // namespace sennight::commands
