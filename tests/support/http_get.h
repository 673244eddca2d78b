// A page over HTTP, for tests.
#pragma once

#include <string>

namespace sennight::testing {

// What a server answered.
struct HttpAnswer {
  int status = 0;  // 0 if nobody answered.
  std::string headers;
  std::string body;
};

// Sends `method path` to a server at `address` (an IPv4 address and a port) and reads its answer to
// the end.
HttpAnswer HttpGet(const std::string& address, const std::string& path,
                   const std::string& method = "GET");

}  // namespace sennight::testing
