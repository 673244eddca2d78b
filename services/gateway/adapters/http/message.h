// What an HTTP request and its answer are to this program, whatever speaks the protocol.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sennight::gateway::http {

// Compares names of headers, which differ in case only.
struct HeaderOrder {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const;
};

struct Request {
  std::string method;  // Such as `GET`.
  std::string path;    // Decoded, without the query.
  std::multimap<std::string, std::string> query;
  std::multimap<std::string, std::string, HeaderOrder> headers;
  std::string body;

  // Who asks and under which id, as `Routes::refuse` found out.
  std::string actor;
  std::string request_id;

  // Who the client's certificate says it is; empty without one.
  std::string certificate_identity;

  // Tells whether the client has gone, so that nobody waits for the answer.
  std::function<bool()> client_has_gone = [] { return false; };

  // Returns the first header of this name, or an empty text.
  std::string_view Header(std::string_view name) const;

  // Returns the first parameter of this name; nothing if there is none.
  std::optional<std::string> Parameter(const std::string& name) const;
};

struct Response {
  int status = 200;
  std::string content_type;  // Empty if there is no body.
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;

  // Adds a header, unless its value has a character that headers cannot hold.
  void Add(std::string_view name, std::string_view value);
};

// What answers requests. Called on many threads at once; must outlive the server.
struct Routes {
  // Looks at a request before its body is read, and notes who asks; an answer means that the body
  // is not wanted.
  std::function<std::optional<Response>(Request&)> refuse;

  // Answers a request with its body, and may take the body out of it.
  std::function<Response(Request&)> answer;
};

}  // namespace sennight::gateway::http
