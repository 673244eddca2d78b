// A digest that every check passes, its topic, and the topic as a file: tests change one thing.
#pragma once

#include <string>

#include "sennight/digest/v1/digest.pb.h"
#include "sennight/topic/v1/topic.pb.h"

namespace sennight::gateway {

// The smallest topic that is valid.
topic::v1::Topic ATopic(const std::string& topic_id = "cell-gene-therapy");

// The same as the text of a configuration file.
std::string ATopicFile(const std::string& topic_id = "cell-gene-therapy");

// A digest of two sections, the second with two stories, for 9 to 15 December 2025; in `language`,
// which changes nothing but the language of the findings.
digest::v1::Digest ADigest(const std::string& language = "en");

}  // namespace sennight::gateway
