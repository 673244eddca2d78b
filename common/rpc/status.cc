#include "common/rpc/status.h"

#include <new>
#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "common/log/log.h"
#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace sennight::rpc {
namespace {

// Cuts `text` to `most` bytes at a character boundary of UTF-8.
std::string Cut(absl::string_view text, size_t most) {
  if (text.size() <= most) return std::string(text);
  size_t end = most - 4;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return absl::StrCat(text.substr(0, end), "…");
}

// Cuts what is long, then drops violations from the end until the message fits.
std::string CutBadRequest(std::string payload) {
  google::rpc::BadRequest bad_request;
  if (payload.size() <= kMaxDetailBytes || !bad_request.ParseFromString(payload)) return payload;
  for (google::rpc::BadRequest::FieldViolation& violation :
       *bad_request.mutable_field_violations()) {
    violation.set_field(Cut(violation.field(), kMaxErrorBytes));
    violation.set_description(Cut(violation.description(), kMaxErrorBytes));
  }
  while (bad_request.ByteSizeLong() > kMaxDetailBytes && bad_request.field_violations_size() > 1) {
    bad_request.mutable_field_violations()->RemoveLast();
  }
  return bad_request.SerializeAsString();
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const auto code = static_cast<grpc::StatusCode>(status.code());
  google::rpc::Status details;
  details.set_code(static_cast<int>(code));
  details.set_message(Cut(status.message(), kMaxErrorBytes));
  status.ForEachPayload([&details](absl::string_view type, const absl::Cord& payload) {
    auto* detail = details.add_details();
    detail->set_type_url(std::string(type));
    detail->set_value(std::string(payload));
    if (type == absl::string_view(kBadRequestType.data(), kBadRequestType.size())) {
      detail->set_value(CutBadRequest(detail->value()));
    }
  });
  const std::string message = details.message();
  if (details.details().empty()) return grpc::Status(code, message);
  return grpc::Status(code, message, details.SerializeAsString());
}

absl::Status ClientHasGone() {
  try {
    return absl::CancelledError("the client has gone");
  } catch (const std::bad_alloc&) {
    return absl::Status(absl::StatusCode::kCancelled, "");  // Takes no memory.
  }
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return result;
  for (const auto& detail : details.details()) {
    result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return result;
}

absl::Status FromUpstream(const grpc::Status& status, std::string_view step) {
  // An UNAVAILABLE without details is the transport's, not a service's (handler.h).
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE && status.error_details().empty()) {
    log::Warning("service cannot be reached",
                 {{"step", std::string(step)}, {"what", status.error_message()}});
    return absl::UnavailableError(
        absl::StrCat(std::string(step), ": the service cannot be reached"));
  }
  const absl::Status result = Annotate(FromGrpcStatus(status), step);
  switch (result.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kUnimplemented:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
      return absl::InternalError(result.message());
    default:
      return result;
  }
}

}  // namespace sennight::rpc
