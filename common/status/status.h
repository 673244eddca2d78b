// Errors with details: what absl::Status says in words, clients also get in messages of google.rpc
// (`protos/google/rpc/error_details.proto`). The details travel as payloads of absl::Status, keyed
// by type URL; `common/rpc` carries them over the wire.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace google::rpc {
class BadRequest;
}

namespace sennight {

// Who defines the reasons of ErrorInfo.
inline constexpr std::string_view kErrorDomain = "sennight";

// The type URLs of the payloads.
inline constexpr std::string_view kBadRequestType = "type.googleapis.com/google.rpc.BadRequest";
inline constexpr std::string_view kErrorInfoType = "type.googleapis.com/google.rpc.ErrorInfo";
inline constexpr std::string_view kRetryInfoType = "type.googleapis.com/google.rpc.RetryInfo";

// Most violations that a status lists; what is more is counted.
inline constexpr size_t kMaxFieldViolations = 100;

// Collects what is wrong with a request, so that a client learns of every mistake at once.
class FieldViolations {
 public:
  // Notes that `field`, a path such as `events[3].title`, is wrong, and what was expected.
  void Add(std::string_view field, std::string_view description);

  // Notes all of `other`, their fields prefixed with `prefix` and a dot.
  void AddAll(std::string_view prefix, const FieldViolations& other);

  bool empty() const { return violations_.empty(); }
  size_t size() const { return violations_.size(); }

  // Returns what was noted as a message; at most kMaxFieldViolations entries.
  google::rpc::BadRequest ToBadRequest() const;

  // Returns kInvalidArgument with the violations in words and as a BadRequest; OK if there are
  // none.
  absl::Status ToStatus() const;

 private:
  struct Violation {
    std::string field;
    std::string description;
  };
  std::vector<Violation> violations_;
};

// Returns kInvalidArgument for one field.
absl::Status InvalidField(std::string_view field, std::string_view description);

// Returns `status` with an ErrorInfo: `reason` is stable, in capitals, such as `TOPIC_UNKNOWN`.
absl::Status WithReason(absl::Status status, std::string_view reason,
                        const std::map<std::string, std::string>& metadata = {});

// Returns `status` with a RetryInfo.
absl::Status WithRetryAfter(absl::Status status, absl::Duration delay);

// Returns the reason of the status's ErrorInfo, or an empty text.
std::string ReasonOf(const absl::Status& status);

// Returns the status's BadRequest, or an empty one.
google::rpc::BadRequest BadRequestOf(const absl::Status& status);

// Returns `status` with "`context`: " before its message; keeps the code and the details. OK stays
// OK.
absl::Status Annotate(const absl::Status& status, std::string_view context);

}  // namespace sennight
