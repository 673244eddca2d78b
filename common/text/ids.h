// The ids that people write: of topics, categories, concepts, labels.
#pragma once

#include <cstddef>
#include <string_view>

namespace sennight::text {

inline constexpr size_t kMaxIdBytes = 63;

// What is wrong with a text that is no id of a topic, and with one that is no id.
inline constexpr std::string_view kWantTopicId =
    "want 1 to 63 characters of [a-z0-9-], beginning with a letter";
inline constexpr std::string_view kWantId = "want 1 to 63 characters of [a-z0-9-]";

// Whether `text` is 1 to 63 characters of `[a-z0-9-]`.
bool IsId(std::string_view text);

// Whether `text` is an id that begins with a letter.
bool IsTopicId(std::string_view text);

}  // namespace sennight::text
