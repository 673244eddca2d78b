#include "common/rpc/message.h"

#include <climits>
#include <cstdint>
#include <memory>
#include <utility>

#include <grpcpp/impl/codegen/proto_utils.h>

#include "absl/strings/str_cat.h"

namespace sennight::rpc {

absl::Status ReadMessage(const grpc::ByteBuffer& bytes, google::protobuf::MessageLite& message) {
  grpc::Slice slice;
  if (bytes.TrySingleSlice(&slice).ok()) {
    if (message.ParseFromArray(slice.begin(), static_cast<int>(slice.size()))) {
      return absl::OkStatus();
    }
  } else {
    grpc::ByteBuffer unread = bytes;  // Reading changes it.
    grpc::ProtoBufferReader reader(&unread);
    if (reader.status().ok() && message.ParseFromZeroCopyStream(&reader)) return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("want the bytes of a ", message.GetTypeName(), ", whose texts are UTF-8"));
}

absl::StatusOr<grpc::ByteBuffer> WriteMessage(const google::protobuf::MessageLite& message) {
  const size_t size = message.ByteSizeLong();
  if (size > INT_MAX) return absl::InternalError("the message is too large");
  const grpc::Slice slice(size);
  message.SerializeWithCachedSizesToArray(const_cast<uint8_t*>(slice.begin()));
  return grpc::ByteBuffer(&slice, 1);
}

grpc::ByteBuffer BytesOf(std::string message) {
  auto owned = std::make_unique<std::string>(std::move(message));
  const auto drop = [](void* bytes) { delete static_cast<std::string*>(bytes); };
  const grpc::Slice slice(owned->data(), owned->size(), drop, owned.get());
  (void)owned.release();  // The slice's.
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace sennight::rpc
