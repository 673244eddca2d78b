// The methods that can be called by their HTTP path.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sennight::gateway::http {

struct Method {
  std::string path;     // Such as `/sennight.gateway.v1.TopicService/ListTopics`.
  std::string request;  // The full names of the messages.
  std::string response;
  bool is_streaming = false;
};

// The methods of some services. Never changes.
class MethodTable {
 public:
  // `services` are full names; their contracts have to be linked into the program.
  explicit MethodTable(const std::vector<std::string>& services);

  // Returns the method; null if there is none.
  const Method* Find(std::string_view path) const;

 private:
  std::map<std::string, Method, std::less<>> methods_;
};

}  // namespace sennight::gateway::http
