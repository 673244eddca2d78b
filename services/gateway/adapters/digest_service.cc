#include "services/gateway/adapters/digest_service.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "common/rpc/handler.h"

namespace sennight::gateway {
namespace {

constexpr char kComposeDigest[] = "/sennight.gateway.v1.DigestService/ComposeDigest";

// The id that the request itself carries goes before the one of the call.
template <typename Request>
std::string RequestIdOf(const rpc::Call& call, const Request& request) {
  return request.request_id().empty() ? call.request_id() : request.request_id();
}

grpc::ByteBuffer BufferOf(const Composed& composed) {
  const grpc::Slice slice(composed.ToBytes());
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace

// A ComposeDigest that was admitted: looks into the cache, composes what is not there. Deletes
// itself when it has answered.
class DigestServiceAdapter::ComposeCall {
 public:
  ComposeCall(DigestServiceAdapter& service, grpc::CallbackServerContext& context,
              grpc::ServerUnaryReactor& reactor, grpc::ByteBuffer& response, rpc::Call call)
      : service_(service),
        context_(context),
        reactor_(reactor),
        response_(response),
        call_(std::move(call)) {}

  void Start(const grpc::ByteBuffer& bytes) {
    // Reading takes a buffer's hold on its bytes away.
    grpc::ByteBuffer unread = bytes;
    const grpc::Status read =
        grpc::GenericDeserialize<grpc::ProtoBufferReader, v1::ComposeDigestRequest>(&unread,
                                                                                    &request_);
    if (!read.ok()) return Answer(absl::InternalError("the request is no ComposeDigestRequest"));
    if (service_.looking_.fetch_add(1) >= kMaxLookingCalls) {
      service_.looking_.fetch_sub(1);
      return Compose();
    }
    service_.composer_.FindKept(request_, call_.deadline(), RequestIdOf(call_, request_),
                                [this](absl::StatusOr<std::optional<Composed>> kept) {
                                  service_.looking_.fetch_sub(1);
                                  TakeKept(kept);
                                });
  }

 private:
  void TakeKept(const absl::StatusOr<std::optional<Composed>>& kept) {
    if (!kept.ok()) return Answer(kept.status());
    if (!kept->has_value()) return Compose();
    response_ = BufferOf(**kept);
    Answer(absl::OkStatus());
  }

  void Compose() {
    const std::unique_ptr<ComposeCall> ended(this);
    rpc::EndOnExecutor(service_.dispatcher_, reactor_, context_, call_,
                       [request = std::move(request_), &service = service_,
                        &response = response_](const rpc::Call& call) -> absl::Status {
                         const absl::StatusOr<Composed> composed = service.composer_.Compose(
                             request, call.deadline(), RequestIdOf(call, request));
                         if (composed.ok()) response = BufferOf(*composed);
                         return composed.status();
                       });
  }

  void Answer(const absl::Status& status) {
    const std::unique_ptr<ComposeCall> ended(this);
    rpc::End(reactor_, context_, call_, status);
  }

  DigestServiceAdapter& service_;
  grpc::CallbackServerContext& context_;
  grpc::ServerUnaryReactor& reactor_;
  grpc::ByteBuffer& response_;
  const rpc::Call call_;
  v1::ComposeDigestRequest request_;
};

grpc::ServerUnaryReactor* DigestServiceAdapter::ComposeDigest(grpc::CallbackServerContext* context,
                                                              const grpc::ByteBuffer* request,
                                                              grpc::ByteBuffer* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  absl::StatusOr<rpc::Call> admitted = dispatcher_.Admit(*context, kComposeDigest);
  if (!admitted.ok()) {
    reactor->Finish(rpc::Answer(*context, admitted.status()));
    return reactor;
  }
  auto call =
      std::make_unique<ComposeCall>(*this, *context, *reactor, *response, *std::move(admitted));
  call.release()->Start(*request);
  return reactor;
}

grpc::ServerUnaryReactor* DigestServiceAdapter::GetWeeklyDigest(
    grpc::CallbackServerContext* context, const v1::GetWeeklyDigestRequest* request,
    v1::GetWeeklyDigestResponse* response) {
  return rpc::Unary(dispatcher_, context, request, response, this,
                    &DigestServiceAdapter::GetWeekly);
}

absl::StatusOr<v1::GetWeeklyDigestResponse> DigestServiceAdapter::GetWeekly(
    const rpc::Call& call, const v1::GetWeeklyDigestRequest& request) {
  return composer_.ComposeAndRender(request, call.deadline(), RequestIdOf(call, request));
}

}  // namespace sennight::gateway
