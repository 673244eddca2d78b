// Events in, a digest out: the whole pipeline on one page.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "sennight/event/v1/event.pb.h"
#include "sennight/summarization/v1/summarization_service.pb.h"

namespace sennight::summarization {

// Printed in every digest's provenance; changes whenever the same events could give other bytes.
inline constexpr char kEngineVersion[] = "sennight-extractive/5";

// Most events that are read.
inline constexpr int kMaxEvents = 100'000;
// Most events of the weeks before that are read.
inline constexpr int kMaxEarlier = 10'000;
// Most bytes of title and body that are read of one event; more is not in any contract.
inline constexpr size_t kMaxTextBytes = 262'144 + 1'024;

inline constexpr int kMaxLateDays = 31;
// Most names whose fame a caller tells.
inline constexpr int kMaxFame = 10'000;

// Checks a start of the contract.
//
// Errors: kInvalidArgument with a BadRequest that names each wrong field, such as
// `start.topic.categories`.
absl::Status CheckStart(const v1::SummarizeWindowStart& start);

// Writes the digest of `events`, in whatever order they come; `earlier` are those of the weeks
// before. `start` must have passed CheckStart.
//
// Errors: kNotFound `WINDOW_EMPTY` (no event is of the window), `NOTHING_RELEVANT` (none of them
// belongs to the topic) or `NOTHING_PRINTABLE` (none of those has a sentence fit to print), with
// counts.
absl::StatusOr<v1::SummarizeWindowResponse> Summarize(const v1::SummarizeWindowStart& start,
                                                      std::vector<event::v1::Event> events,
                                                      std::vector<event::v1::Event> earlier = {});

}  // namespace sennight::summarization
