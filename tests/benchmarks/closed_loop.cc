#include "tests/benchmarks/closed_loop.h"

#include <algorithm>

#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>

#include "absl/time/clock.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "tests/benchmarks/store_groups.h"

namespace sennight::benchmarks {
namespace {

struct Call {
  grpc::ClientContext context;
  grpc::ByteBuffer response;
  grpc::Status status;
  absl::Time begun = absl::Now();
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
};

}  // namespace

testing::LoadResult KeepCalling(const std::shared_ptr<grpc::Channel>& channel,
                                const std::string& method, const RequestOf& request, int clients,
                                int calls) {
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  testing::LoadResult result;
  const auto begin = [&] {
    auto* call = new Call;
    rpc::PrepareContext(call->context, call->begun + kCallTimeout, "");
    call->reader = stub.PrepareUnaryCall(&call->context, method,
                                         request(static_cast<size_t>(result.begun)), &queue);
    call->reader->StartCall();
    call->reader->Finish(&call->response, &call->status, call);
    ++result.begun;
  };
  const absl::Time start = absl::Now();
  while (result.begun < std::min(clients, calls)) begin();
  void* tag = nullptr;
  bool ok = false;
  for (int ended = 0; ended < calls && queue.Next(&tag, &ok); ++ended) {
    const std::unique_ptr<Call> call(static_cast<Call*>(tag));
    if (call->status.ok()) {
      result.accepted.push_back(absl::Now() - call->begun);
    } else {
      ++result.others[rpc::FromGrpcStatus(call->status).code()];
    }
    if (result.begun < calls) begin();
  }
  result.taken = absl::Now() - start;
  std::sort(result.accepted.begin(), result.accepted.end());
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
  return result;
}

}  // namespace sennight::benchmarks
