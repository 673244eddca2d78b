// What the checks of one digest find.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <google/protobuf/repeated_ptr_field.h>

#include "common/text/language.h"
#include "sennight/digest/v1/finding.pb.h"
#include "services/gateway/domain/checks/rules.h"

namespace sennight::gateway::checks {

// A place in a digest's JSON form (RFC 6901): Path("sections", 0, "stories", 1) is
// `/sections/0/stories/1`. The names used hold no character that must be escaped.
template <typename... Parts>
std::string Path(const Parts&... parts);

// Ids of events.
using EventIds = google::protobuf::RepeatedPtrField<std::string>;

// Collects findings, with messages in the language of the digest. Not thread-safe.
class Findings {
 public:
  explicit Findings(std::string_view language) : language_(language) {}

  // Notes that `rule` is broken at `path`. The evidence is cut to kMaxEvidence code points.
  void Add(const Rule& rule, std::string_view path, std::string_view evidence = "",
           const EventIds& event_ids = {});

  // Returns `chinese` or `english`, for words that are part of evidence.
  std::string_view Word(std::string_view chinese, std::string_view english) const {
    return text::IsChinese(language_) ? chinese : english;
  }

  std::vector<digest::v1::Finding> Take() { return std::move(found_); }

 private:
  std::string language_;
  std::vector<digest::v1::Finding> found_;
};

inline constexpr int kMaxEvidence = 80;
// Most events that a finding names, and most findings of one check: more tells nothing new.
inline constexpr int kMaxFindingEvents = 16;
inline constexpr std::size_t kMaxFindings = 5'000;

// Sorts findings: the gravest first, then by place (numbers in paths as numbers), rule, evidence.
void SortByGravity(std::vector<digest::v1::Finding>* findings);

namespace internal {
std::string PathPart(std::string_view name);
std::string PathPart(int index);
}  // namespace internal

template <typename... Parts>
std::string Path(const Parts&... parts) {
  return (std::string() + ... + internal::PathPart(parts));
}

}  // namespace sennight::gateway::checks
