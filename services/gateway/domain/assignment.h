// What a caller asks for, checked and completed.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/window/window.h"
#include "sennight/gateway/v1/digest_service.pb.h"
#include "services/gateway/domain/topic_catalog.h"

namespace sennight::gateway {

// Reasons of errors.
inline constexpr char kWindowEmpty[] = "WINDOW_EMPTY";
inline constexpr char kNothingRelevant[] = "NOTHING_RELEVANT";
inline constexpr char kNothingPrintable[] = "NOTHING_PRINTABLE";

// A digest to compose. An Assignment that exists can be composed if there are events.
struct Assignment {
  const CoveredTopic* topic;  // Never null; the catalog's.
  window::Window window;
  std::string week;  // The ISO week that the window is; empty if it is none.
  std::string language;
  int64_t as_of_position = 0;  // 0 means the head.
};

// Checks a request against the topics; `now` decides which week is the last complete one.
//
// Errors: kInvalidArgument with a BadRequest that names every wrong field; kNotFound with the
// reason TOPIC_UNKNOWN.
absl::StatusOr<Assignment> Accept(const gateway::v1::ComposeDigestRequest& request,
                                  const TopicCatalog& catalog, absl::Time now);

// Returns the error for an assignment without events: kNotFound, WINDOW_EMPTY, in a sentence.
absl::Status WindowEmpty(const Assignment& assignment);

// Returns the error for an assignment whose events do not belong to the topic: kNotFound,
// NOTHING_RELEVANT, in a sentence; with the counts that the summarizer's error `found` carries.
absl::Status NothingRelevant(const Assignment& assignment, const absl::Status& found);

// Returns the error for an assignment whose events have no sentence fit to print: kNotFound,
// NOTHING_PRINTABLE, in a sentence; with the counts that the summarizer's error `found` carries.
absl::Status NothingPrintable(const Assignment& assignment, const absl::Status& found);

}  // namespace sennight::gateway
