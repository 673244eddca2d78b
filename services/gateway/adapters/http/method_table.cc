#include "services/gateway/adapters/http/method_table.h"

#include <google/protobuf/descriptor.h>

#include <cassert>

#include "absl/strings/str_cat.h"

namespace sennight::gateway::http {

MethodTable::MethodTable(const std::vector<std::string>& services) {
  for (const std::string& name : services) {
    const google::protobuf::ServiceDescriptor* service =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    assert(service != nullptr);
    for (int i = 0; i < service->method_count(); ++i) {
      const google::protobuf::MethodDescriptor& method = *service->method(i);
      const std::string path = absl::StrCat("/", name, "/", method.name());
      methods_[path] = {.path = path,
                        .request = method.input_type()->full_name(),
                        .response = method.output_type()->full_name(),
                        .is_streaming = method.client_streaming() || method.server_streaming()};
    }
  }
}

const Method* MethodTable::Find(std::string_view path) const {
  const auto found = methods_.find(path);
  return found == methods_.end() ? nullptr : &found->second;
}

}  // namespace sennight::gateway::http
