// Messages from and to the bytes that gRPC brings and takes.
#pragma once

#include <string>

#include <google/protobuf/message_lite.h>
#include <grpcpp/support/byte_buffer.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sennight::rpc {

// Fills `message` with what `bytes` hold.
//
// Errors: kInvalidArgument if they hold none. (gRPC's own servers answer INTERNAL, as if it were
// their fault.)
absl::Status ReadMessage(const grpc::ByteBuffer& bytes, google::protobuf::MessageLite& message);

// Returns the bytes of `message`.
//
// Errors: kInternal if it is larger than gRPC can send.
absl::StatusOr<grpc::ByteBuffer> WriteMessage(const google::protobuf::MessageLite& message);

// Takes over the bytes of a message.
grpc::ByteBuffer BytesOf(std::string message);

// Bytes that somebody had ready.
inline absl::StatusOr<grpc::ByteBuffer> WriteMessage(const grpc::ByteBuffer& bytes) {
  return bytes;
}

}  // namespace sennight::rpc
