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

}  // namespace

Call::Call(const grpc::CallbackServerContext* context, std::string actor)
    : context_(context),
      deadline_(std::min(absl::FromChrono(context->deadline()), absl::Now() + absl::Hours(24))),
      actor_(std::move(actor)) {
  if (context->deadline() == std::chrono::system_clock::time_point::max() ||
      deadline_ - absl::Now() >= absl::Hours(24)) {
    deadline_ = absl::Now() + kDefaultDeadline;
  }
  const auto& metadata = context->client_metadata();
  if (const auto found = metadata.find(kRequestIdKey); found != metadata.end()) {
    set_request_id(std::string(found->second.data(), found->second.size()));
  }
  if (request_id_.empty()) request_id_ = NextRequestId();
}

absl::Duration Call::remaining() const {
  return std::max(deadline_ - absl::Now(), absl::ZeroDuration());
}

void Call::set_request_id(const std::string& request_id) {
  if (IsRequestId(request_id)) request_id_ = request_id;
}

}  // namespace sennight::rpc
