#include "common/rpc/dispatcher.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace sennight::rpc {

absl::StatusOr<Call> Dispatcher::Admit(const grpc::CallbackServerContext& context,
                                       std::string_view method) const {
  absl::StatusOr<std::string> actor = access_.Identify(CredentialsOf(context));
  if (!actor.ok()) return actor.status();
  if (absl::Status status = access_.Authorize(*actor, method); !status.ok()) return status;
  return Call(&context, *std::move(actor));
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
