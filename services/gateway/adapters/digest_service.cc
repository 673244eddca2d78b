#include "services/gateway/adapters/digest_service.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "common/rpc/handler.h"

namespace sennight::gateway {
namespace {

constexpr char kComposeDigest[] = "/sennight.gateway.v1.DigestService/ComposeDigest";

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
    call_.set_request_id(request_.request_id());
    if (service_.looking_.fetch_add(1) >= kMaxLookingCalls) {
      service_.looking_.fetch_sub(1);
      return Compose();
    }
    service_.composer_.FindKept(request_, call_.deadline(), call_.origin(),
                                [this](absl::StatusOr<std::optional<Composed>> kept) {
                                  service_.looking_.fetch_sub(1);
                                  TakeKept(kept);
                                });
  }

 private:
  void TakeKept(const absl::StatusOr<std::optional<Composed>>& kept) {
    if (!kept.ok()) return Answer(kept.status());
    if (!kept->has_value()) return Compose();
    service_.Send(**kept, response_);
    Answer(absl::OkStatus());
  }

  void Compose() {
    const std::unique_ptr<ComposeCall> ended(this);
    const std::string topic = request_.topic();
    const size_t bytes = request_.ByteSizeLong();
    rpc::EndOnExecutor(service_.dispatcher_, reactor_, context_, call_, topic, bytes,
                       [request = std::move(request_), &service = service_,
                        &response = response_](const rpc::Call& call) -> absl::Status {
                         const absl::StatusOr<Composed> composed =
                             service.composer_.Compose(request, call.deadline(), call.origin());
                         if (composed.ok()) service.Send(*composed, response);
                         return composed.status();
                       });
  }

  void Answer(const absl::Status& status) {
    const std::unique_ptr<ComposeCall> ended(this);
    rpc::End(reactor_, context_, call_, status, request_.topic());
  }

  DigestServiceAdapter& service_;
  grpc::CallbackServerContext& context_;
  grpc::ServerUnaryReactor& reactor_;
  grpc::ByteBuffer& response_;
  rpc::Call call_;
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

void DigestServiceAdapter::Send(const Composed& composed, grpc::ByteBuffer& response) const {
  meters_.CountComposed(composed, composer_.cache());
  response = BufferOf(composed);
}

grpc::ServerUnaryReactor* DigestServiceAdapter::GetWeeklyDigest(
    grpc::CallbackServerContext* context, const v1::GetWeeklyDigestRequest* request,
    v1::GetWeeklyDigestResponse* response) {
  return rpc::Unary(dispatcher_, context, request, response, this,
                    &DigestServiceAdapter::GetWeekly);
}

grpc::ServerUnaryReactor* DigestServiceAdapter::ExplainDigest(
    grpc::CallbackServerContext* context, const v1::ExplainDigestRequest* request,
    v1::ExplainDigestResponse* response) {
  return rpc::Unary(dispatcher_, context, request, response, this, &DigestServiceAdapter::Explain);
}

absl::StatusOr<v1::ExplainDigestResponse> DigestServiceAdapter::Explain(
    const rpc::Call& call, const v1::ExplainDigestRequest& request) {
  return composer_.Explain(request, call.deadline(), call.origin());
}

grpc::ServerUnaryReactor* DigestServiceAdapter::VerifyDigest(grpc::CallbackServerContext* context,
                                                             const v1::VerifyDigestRequest* request,
                                                             v1::VerifyDigestResponse* response) {
  return rpc::Unary(dispatcher_, context, request, response, this, &DigestServiceAdapter::Verify);
}

absl::StatusOr<v1::VerifyDigestResponse> DigestServiceAdapter::Verify(
    const rpc::Call& call, const v1::VerifyDigestRequest& request) {
  return verifier_.Verify(request, call.deadline(), call.origin());
}

absl::StatusOr<v1::GetWeeklyDigestResponse> DigestServiceAdapter::GetWeekly(
    const rpc::Call& call, const v1::GetWeeklyDigestRequest& request) {
  absl::StatusOr<v1::GetWeeklyDigestResponse> digest =
      composer_.ComposeAndRender(request, call.deadline(), call.origin());
  if (!digest.ok()) return digest;
  meters_.CountComposed(digest->composed(), composer_.cache());
  if (digest->has_rendition_error()) meters_.CountRenditionFailure();
  return digest;
}

}  // namespace sennight::gateway
