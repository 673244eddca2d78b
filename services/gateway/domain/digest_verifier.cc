#include "services/gateway/domain/digest_verifier.h"

#include <google/protobuf/message.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"
#include "common/window/window.h"
#include "google/rpc/error_details.pb.h"
#include "services/gateway/domain/budget.h"
#include "services/gateway/domain/checks/editor.h"
#include "services/gateway/domain/checks/support.h"
#include "services/gateway/domain/request_form.h"

namespace sennight::gateway {
namespace {

using digest::v1::Digest;
using gateway::v1::VerifyDigestRequest;
using gateway::v1::VerifyDigestResponse;

// Returns how many values a message holds in its own fields and those of its parts; counts no
// further than `most` and one more. Messages of more than 100 levels are not read from the wire.
size_t CountValues(const google::protobuf::Message& message, size_t most) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  size_t count = 0;
  for (const google::protobuf::FieldDescriptor* field : fields) {
    const int size = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    count += static_cast<size_t>(size);
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    for (int i = 0; i < size && count <= most; ++i) {
      count += CountValues(field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                                : reflection.GetMessage(message, field),
                           most - count);
    }
  }
  return count;
}

// Checks what can be checked without a topic.
void CheckForm(const VerifyDigestRequest& request, FieldViolations* violations) {
  CheckRequestId(request.request_id(), violations);
  if (!request.has_digest()) return violations->Add("digest", "want the digest, whole");
  CheckTopicId("digest.topic", request.digest().topic(), violations);
  if (request.digest().provenance().as_of_position() < 0) {
    violations->Add("digest.provenance.as_of_position",
                    "want a position of the store, or 0 for its head");
  }
}

// Checks what the summarizer asks of a digest, so that it is the caller who hears of it.
void CheckDigest(const Digest& digest, const CoveredTopic& topic, size_t named_events,
                 FieldViolations* violations) {
  if (!topic.HasLanguage(digest.language())) {
    violations->Add("digest.language", absl::StrCat("want a language of the topic: ",
                                                    absl::StrJoin(topic.topic.languages(), ", ")));
  }
  if (const auto window = window::Window::Parse(digest.window()); !window.ok()) {
    const google::rpc::BadRequest wrong = BadRequestOf(window.status());
    for (const auto& violation : wrong.field_violations()) {
      violations->Add(absl::StrCat("digest.window.", violation.field()), violation.description());
    }
  }
  if (named_events > kMaxNamedEvents) {
    violations->Add("digest", absl::StrCat("want at most ", kMaxNamedEvents,
                                           " events that it names, got ", named_events));
  }
  if (const size_t bytes = digest.ByteSizeLong(); bytes > kMaxDigestBytes) {
    violations->Add("digest",
                    absl::StrCat("want at most ", kMaxDigestBytes, " bytes, got ", bytes));
  }
  if (CountValues(digest, kMaxDigestValues) > kMaxDigestValues) {
    violations->Add("digest",
                    absl::StrCat("want at most ", kMaxDigestValues, " values in all its fields"));
  }
}

}  // namespace

absl::StatusOr<VerifyDigestResponse> DigestVerifier::Verify(const VerifyDigestRequest& request,
                                                            absl::Time deadline,
                                                            const trace::Origin& origin) {
  FieldViolations violations;
  CheckForm(request, &violations);
  if (!violations.empty()) return violations.ToStatus();
  const Digest& digest = request.digest();
  const absl::StatusOr<const CoveredTopic*> topic = catalog_.Find(digest.topic());
  if (!topic.ok()) return topic.status();
  const std::vector<std::string> named = checks::EventsOf(digest);
  CheckDigest(digest, **topic, named.size(), &violations);
  if (!violations.empty()) return violations.ToStatus();

  const absl::Time end = Before(deadline, kForTheAnswer, now_());
  const int64_t as_of_position = digest.provenance().as_of_position();
  absl::StatusOr<std::vector<event::v1::Event>> events =
      events_.GetEvents(named, as_of_position, end, origin);
  if (!events.ok()) return events.status();
  absl::StatusOr<summarization::v1::VerifyDigestResponse> verified =
      summarizer_.Verify((*topic)->topic, digest, *std::move(events), end, origin);
  if (!verified.ok()) return verified.status();

  std::vector<digest::v1::Finding> findings = checks::FindingsOf(digest, *verified);
  checks::CheckLikeAnEditor(digest, (*topic)->topic, &findings);
  VerifyDigestResponse response;
  for (digest::v1::Finding& finding : findings) *response.add_findings() = std::move(finding);
  *response.mutable_claims() = std::move(*verified->mutable_claims());
  response.set_sentences(verified->sentences());
  response.set_as_of_position(as_of_position);
  return response;
}

}  // namespace sennight::gateway
