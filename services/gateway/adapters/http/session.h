// The requests of one connection, one after another.
#pragma once

#include <httplib.h>

#include <functional>
#include <optional>

#include "services/gateway/adapters/http/body_budget.h"
#include "services/gateway/adapters/http/connection.h"
#include "services/gateway/adapters/http/message.h"

namespace sennight::gateway::http {

// Has httplib read requests and write answers. Used by one thread; borrows what it is given.
class Session final : private httplib::Server {
 public:
  Session(Connection& connection, const Routes& routes, BodyBudget& bodies);

  // Reads and answers one request. Returns whether another one can follow; with `is_last` the
  // client is told that none will.
  bool AnswerOne(bool is_last);

 private:
  using SetUp = std::function<void(httplib::Request&)>;

  // Calls httplib's process_request, which later versions tell the addresses of both ends.
  template <typename Protocol>
  static bool Process(Protocol& protocol, Connection& connection, bool is_last, bool& is_closed,
                      const SetUp& set_up);

  HandlerResponse BeforeBody(const httplib::Request& request, httplib::Response& response);
  void AfterHead(const httplib::Request& request, httplib::Response& response,
                 const httplib::ContentReader& read_body);
  HandlerResponse OnError(httplib::Response& response);
  Request From(const httplib::Request& request) const;
  void Refuse(Response answer, httplib::Response& response);

  Connection& connection_;
  const Routes& routes_;
  BodyBudget& bodies_;
  Request request_;             // What is being answered.
  bool is_understood_ = false;  // httplib could read the head.
  bool has_body_left_ = false;  // The body was not read, so nothing can follow it.
};

}  // namespace sennight::gateway::http
