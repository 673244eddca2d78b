// The errors that every log answers with, in one wording.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/event_store/domain/event_log.h"

namespace sennight::event_store {

// Returns the position that `as_of` means, or kOutOfRange if it is after the head.
absl::StatusOr<int64_t> ResolveAsOf(int64_t as_of, const Head& head);

// Returns kOutOfRange if a list is continued whose page before was of another epoch.
absl::Status CheckEpoch(std::optional<int32_t> epoch, const Head& head);

// Returns kOutOfRange if what the query goes on from is not of this log: it was read in another
// epoch, or is after the head.
absl::Status CheckTail(const TailQuery& query, const Head& head);

absl::Status EventNotFound(const std::string& event_id, int64_t as_of);
absl::Status AnswerTooLarge(int64_t size_bytes);

}  // namespace sennight::event_store
