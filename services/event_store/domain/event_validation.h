// What `event.proto` says an event must be.
#pragma once

#include <cstddef>
#include <string_view>

#include "common/status/status.h"
#include "sennight/event/v1/event.pb.h"

namespace sennight::event_store {

inline constexpr size_t kMaxTitleBytes = 1024;
inline constexpr size_t kMaxBodyBytes = 262144;
inline constexpr int kMaxSources = 64;
inline constexpr int kMaxEntities = 256;
inline constexpr int kMaxMetrics = 256;
inline constexpr int kMaxImages = 32;
inline constexpr int kMaxLabels = 64;
inline constexpr size_t kMaxLabelKeyBytes = 63;
inline constexpr size_t kMaxLabelValueBytes = 1024;
inline constexpr size_t kMaxNameBytes = 256;      // Names, labels, units and the like.
inline constexpr size_t kMaxCaptionBytes = 1024;  // Titles of sources, alternative texts.
inline constexpr size_t kMaxDecimalBytes = 64;

// Adds to `violations` every field of `event` that is not as the contract says. Fields that are
// output only are not looked at. A path is that of the field in the event, such as
// `sources[0].url`.
void ValidateEvent(const event::v1::Event& event, FieldViolations& violations);

// Whether `text` is a lower-case UUID, and what is wrong with one that is none.
bool IsUuid(std::string_view text);
inline constexpr std::string_view kWantUuid =
    "want a lower-case UUID such as 0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d";

}  // namespace sennight::event_store
