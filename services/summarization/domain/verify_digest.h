// What a digest says that its events do not support, whoever wrote it.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "sennight/summarization/v1/summarization_service.pb.h"
#include "services/summarization/domain/event_intake.h"

namespace sennight::summarization {

// Follows the supports of the digest; compares sentences that are not what their supports say with
// the words of their story's events (guard.h).
v1::VerifyDigestResponse VerifyDigest(const topic::v1::Topic& topic,
                                      const digest::v1::Digest& digest,
                                      const std::vector<event::v1::Event>& events);

// Takes the messages of one VerifyDigest call. Grammar: Take(topic and digest) Take(events)*
// Verify. Not for several threads at once.
class VerifyIntake {
 public:
  // Takes the next message.
  //
  // Errors: kInvalidArgument, naming the field, for a message out of order, a malformed topic, or a
  // language or window of the digest that the topic does not have; those of EventIntake.
  absl::Status Take(v1::VerifyDigestRequest request);

  // Errors: kInvalidArgument if no digest was taken.
  absl::StatusOr<v1::VerifyDigestResponse> Verify();

 private:
  absl::Status TakeDigest(v1::VerifyDigestRequest request);

  bool has_digest_ = false;
  topic::v1::Topic topic_;
  digest::v1::Digest digest_;
  EventIntake events_;
};

}  // namespace sennight::summarization
