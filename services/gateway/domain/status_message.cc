#include "services/gateway/domain/status_message.h"

#include <map>
#include <string>

#include "absl/strings/cord.h"

namespace sennight::gateway {

google::rpc::Status ToMessage(const absl::Status& status) {
  google::rpc::Status message;
  message.set_code(static_cast<int32_t>(status.code()));
  message.set_message(std::string(status.message()));
  std::map<std::string, std::string> details;
  status.ForEachPayload([&details](absl::string_view type, const absl::Cord& payload) {
    details[std::string(type)] = std::string(payload);
  });
  for (const auto& [type, value] : details) {
    google::protobuf::Any& detail = *message.add_details();
    detail.set_type_url(type);
    detail.set_value(value);
  }
  return message;
}

}  // namespace sennight::gateway
