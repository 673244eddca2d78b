// The inline texts of a digest in the order in which they are read, each with its place.
#pragma once

#include <functional>
#include <string>

#include "sennight/digest/v1/digest.pb.h"
#include "services/summarization/domain/verify.h"

namespace sennight::summarization {

struct TextPlace {
  std::string path;  // A JSON Pointer.
  const digest::v1::InlineText* text = nullptr;
  Scope scope;
};

void ForEachText(const digest::v1::Digest& digest,
                 const std::function<void(const TextPlace&)>& visit);

}  // namespace sennight::summarization
