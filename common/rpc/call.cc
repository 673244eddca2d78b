#include "common/rpc/call.h"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <utility>

#include "absl/strings/str_cat.h"

namespace sennight::rpc {
namespace {

constexpr size_t kMaxRequestIdBytes = 128;

bool IsRequestId(const std::string& text) {
  return !text.empty() && text.size() <= kMaxRequestIdBytes &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
         });
}

// Ids of one process; they tell calls apart in its log and need no randomness.
std::string NextRequestId() {
  static std::atomic<uint64_t> next = 1;
  return absl::StrCat("local-", next.fetch_add(1, std::memory_order_relaxed));
}

// Returns the values of a metadata key, joined by commas as HTTP joins headers.
std::string MetadataOf(const grpc::ServerContextBase& context, const char* key) {
  std::string joined;
  const auto values = context.client_metadata().equal_range(key);
  for (auto it = values.first; it != values.second; ++it) {
    if (!joined.empty()) joined += ',';
    joined.append(it->second.data(), it->second.size());
  }
  return joined;
}

trace::TraceContext SpanOf(const grpc::ServerContextBase& context, trace::IdSource& ids) {
  // Two traceparents make none: joined, they are not spelled like one.
  const auto callers = trace::TraceContext::Parse(MetadataOf(context, trace::kTraceparentKey),
                                                  MetadataOf(context, trace::kTracestateKey));
  return callers.has_value() ? callers->Next(ids) : trace::TraceContext::Begin(ids);
}

}  // namespace

Call::Call(const grpc::ServerContextBase* context, std::string actor, const Method& method,
           trace::IdSource& ids)
    : context_(context),
      method_(&method),
      deadline_(std::min(absl::FromChrono(context->deadline()), absl::Now() + absl::Hours(24))),
      origin_{.actor = std::move(actor), .trace = SpanOf(*context, ids)} {
  if (context->deadline() == std::chrono::system_clock::time_point::max() ||
      deadline_ - absl::Now() >= absl::Hours(24)) {
    deadline_ = absl::Now() + kDefaultDeadline;
    has_deadline_ = false;
  }
  const auto& metadata = context->client_metadata();
  if (const auto found = metadata.find(kRequestIdKey); found != metadata.end()) {
    set_request_id(std::string(found->second.data(), found->second.size()));
  }
  if (origin_.request_id.empty()) origin_.request_id = NextRequestId();
}

absl::Duration Call::remaining() const {
  return std::max(deadline_ - absl::Now(), absl::ZeroDuration());
}

void Call::set_request_id(const std::string& request_id) {
  if (IsRequestId(request_id)) origin_.request_id = request_id;
}

}  // namespace sennight::rpc
