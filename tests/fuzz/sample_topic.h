// The topic of the samples.
#pragma once

#include <google/protobuf/text_format.h>

#include <fstream>
#include <iterator>
#include <string>

#include "sennight/topic/v1/topic.pb.h"
#include "tests/fuzz/expect.h"

namespace sennight::fuzz {

inline topic::v1::Topic ReadSampleTopic() {
  std::ifstream file(SENNIGHT_SOURCE_DIR "/deploy/topics/cell-gene-therapy.textproto");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  topic::v1::Topic topic;
  Expect(google::protobuf::TextFormat::ParseFromString(text, &topic), "the sample topic");
  return topic;
}

}  // namespace sennight::fuzz
