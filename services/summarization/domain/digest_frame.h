// What a digest says of itself: topic, days, branding and disclaimers.
#pragma once

#include <string>

#include "common/window/window.h"
#include "sennight/digest/v1/digest.pb.h"
#include "sennight/topic/v1/topic.pb.h"

namespace sennight::summarization {

// Writes it for the language of the tag.
void WriteFrame(const topic::v1::Topic& topic, const window::Window& window, const std::string& tag,
                digest::v1::Digest* digest);

}  // namespace sennight::summarization
