#include "services/gateway/adapters/http/gateway_client.h"

#include <grpcpp/client_context.h>
#include <grpcpp/support/byte_buffer.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

#include "common/rpc/channel.h"
#include "common/rpc/status.h"

namespace sennight::gateway::http {
namespace {

// How often a caller is looked after while its call runs.
constexpr std::chrono::milliseconds kGlance{50};

// The end of a call, to be waited for.
class Ending {
 public:
  void Come(grpc::Status status) {
    const std::lock_guard<std::mutex> lock(mutex_);
    status_ = std::move(status);
    has_come_ = true;
    came_.notify_all();  // With the mutex held: who waits destroys this as soon as it is free.
  }

  // Waits; calls `cancel` once if the caller goes before.
  template <typename Cancel>
  grpc::Status Await(const Caller& caller, Cancel cancel) {
    std::unique_lock<std::mutex> lock(mutex_);
    bool is_cancelled = false;
    while (!came_.wait_for(lock, kGlance, [this] { return has_come_; })) {
      if (is_cancelled) continue;
      lock.unlock();
      if (caller.has_gone()) {
        cancel();
        is_cancelled = true;
      }
      lock.lock();
    }
    return status_;
  }

 private:
  std::mutex mutex_;  // Guards the members below.
  std::condition_variable came_;
  grpc::Status status_;
  bool has_come_ = false;
};

// Takes the text as it is: a message may be large.
grpc::ByteBuffer BufferOf(std::string text) {
  auto* const kept = new std::string(std::move(text));
  const grpc::Slice slice(
      kept->data(), kept->size(), [](void* held) { delete static_cast<std::string*>(held); }, kept);
  return {&slice, 1};
}

std::string TextOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string text;
  if (!buffer.Dump(&slices).ok()) return text;
  text.reserve(buffer.Length());
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

std::multimap<std::string, std::string> Copy(
    const std::multimap<grpc::string_ref, grpc::string_ref>& metadata) {
  std::multimap<std::string, std::string> copy;
  for (const auto& [key, value] : metadata) {
    copy.emplace(std::string(key.data(), key.size()), std::string(value.data(), value.size()));
  }
  return copy;
}

}  // namespace

Outcome GatewayClient::Call(const std::string& path, std::string request, const Caller& caller) {
  grpc::ClientContext context;
  rpc::PrepareContext(context, caller.deadline,
                      trace::Origin{.request_id = caller.request_id,
                                    .actor = caller.actor,
                                    .trace = trace::TraceContext::Parse(caller.trace_parent)});
  const grpc::ByteBuffer request_buffer = BufferOf(std::move(request));
  grpc::ByteBuffer response_buffer;
  Ending ending;
  stub_.UnaryCall(&context, path, {}, &request_buffer, &response_buffer,
                  [&ending](grpc::Status status) { ending.Come(std::move(status)); });
  const grpc::Status status = ending.Await(caller, [&context] { context.TryCancel(); });

  Outcome outcome{.status = rpc::FromGrpcStatus(status),
                  .headers = Copy(context.GetServerInitialMetadata()),
                  .trailers = Copy(context.GetServerTrailingMetadata())};
  if (status.ok()) outcome.response = TextOf(response_buffer);
  return outcome;
}

}  // namespace sennight::gateway::http
