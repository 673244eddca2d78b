#include "common/rpc/dispatcher.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/call_log.h"

namespace sennight::rpc {

Dispatcher::Dispatcher(int threads, size_t queue_limit, const Access& access,
                       telemetry::Metrics* metrics)
    : access_(access),
      methods_(metrics),
      executor_(threads, queue_limit,
                metrics == nullptr ? ExecutorMeters()
                                   : ExecutorMeters::Make(*metrics, threads, queue_limit)) {}

absl::StatusOr<Call> Dispatcher::Admit(const grpc::ServerContextBase& context,
                                       std::string_view method) {
  absl::StatusOr<std::string> actor = access_.Identify(CredentialsOf(context));
  const absl::Status allowed = actor.ok() ? access_.Authorize(*actor, method) : actor.status();
  Call call(&context, actor.ok() ? *std::move(actor) : "", methods_.Find(method), ids_);
  if (!allowed.ok()) {
    ConcludeRefused(call, allowed);
    return allowed;
  }
  call.method().CountBegin();
  return call;
}

std::string MethodTaking(const google::protobuf::Descriptor& request) {
  const google::protobuf::FileDescriptor& file = *request.file();
  for (int i = 0; i < file.service_count(); ++i) {
    for (int j = 0; j < file.service(i)->method_count(); ++j) {
      const google::protobuf::MethodDescriptor& method = *file.service(i)->method(j);
      if (method.input_type() != &request) continue;
      return absl::StrCat("/", file.service(i)->full_name(), "/", method.name());
    }
  }
  return "";
}

}  // namespace sennight::rpc
