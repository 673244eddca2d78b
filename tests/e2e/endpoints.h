// What `sennight serve --print-endpoints` has written.
#pragma once

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/e2e/process.h"

namespace sennight::testing {

// Parses an object of JSON; fails the test if it is none.
inline google::protobuf::Struct ParseObject(const std::string& json) {
  google::protobuf::Struct object;
  const auto parsed = google::protobuf::util::JsonStringToMessage(json, &object);
  EXPECT_TRUE(parsed.ok()) << parsed.ToString() << "\n" << json;
  return object;
}

// Waits until the suite that `server` runs is ready, and returns what it says; fails the test if it
// does not become so.
inline google::protobuf::Struct AwaitEndpoints(const Process& server) {
  const bool is_ready = Eventually([&] { return server.Output().find('\n') != std::string::npos; });
  EXPECT_TRUE(is_ready) << server.Errors();
  return is_ready ? ParseObject(server.Output()) : google::protobuf::Struct();
}

// Returns the text at `key`, or at `child` of the object there; empty if there is none.
inline std::string TextAt(const google::protobuf::Struct& object, const std::string& key,
                          const std::string& child = "") {
  const auto found = object.fields().find(key);
  if (found == object.fields().end()) return "";
  return child.empty() ? found->second.string_value() : TextAt(found->second.struct_value(), child);
}

// Returns the address of the gateway.
inline std::string AwaitGateway(const Process& server) {
  return TextAt(AwaitEndpoints(server), "gateway", "grpc");
}

}  // namespace sennight::testing
