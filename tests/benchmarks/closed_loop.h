// Clients that cost little, so that what is measured is the service: as pgbench's do, all wait in
// one thread, which begins the next call of a client when the one before has been answered.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <grpcpp/channel.h>
#include <grpcpp/support/byte_buffer.h>

#include "tests/faults/load.h"

namespace sennight::benchmarks {

// Returns the bytes of the request of call 0, 1, …
using RequestOf = std::function<grpc::ByteBuffer(size_t call)>;

// Keeps `clients` calls of `method` (`/package.Service/Method`) under way until `calls` have been
// answered.
testing::LoadResult KeepCalling(const std::shared_ptr<grpc::Channel>& channel,
                                const std::string& method, const RequestOf& request, int clients,
                                int calls);

}  // namespace sennight::benchmarks
