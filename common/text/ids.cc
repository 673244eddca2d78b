#include "common/text/ids.h"

#include <algorithm>

namespace sennight::text {

bool IsId(std::string_view text) {
  return !text.empty() && text.size() <= kMaxIdBytes &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

bool IsTopicId(std::string_view text) {
  return IsId(text) && text.front() >= 'a' && text.front() <= 'z';
}

}  // namespace sennight::text
