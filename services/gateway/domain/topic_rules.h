// What a topic's configuration must fulfil.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "sennight/topic/v1/topic.pb.h"

namespace sennight::gateway {

// The languages that digests can be written in.
inline constexpr std::string_view kWrittenLanguages[] = {"zh-CN", "en"};

inline constexpr int kMaxLateDays = 31;
inline constexpr int kMaxSections = 60;
inline constexpr int kMaxStoriesPerSection = 6;
inline constexpr int kMaxKeyPointsPerStory = 12;

// Returns everything that is wrong with a topic, each with the path of its field, such as
// `categories[2].label[en]`; nothing if it is as `topic.proto` says.
FieldViolations ViolationsOf(const topic::v1::Topic& topic);

}  // namespace sennight::gateway
