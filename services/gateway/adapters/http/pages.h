// Pages for browsers: the index, and composed weeks in every format.
#pragma once

#include <functional>
#include <string>

#include "absl/time/time.h"
#include "services/gateway/adapters/http/gateway_client.h"
#include "services/gateway/adapters/http/message.h"
#include "services/gateway/adapters/http/week_index.h"

namespace sennight::gateway::http {

// Answers GET and HEAD:
//
//   /                        the topics with their latest weeks
//   /{topic}                 leads to the last complete week
//   /{topic}/{week}          the digest as a web page
//   /{topic}/{week}.md       in another format: .html, .md, .txt, .json, .wechat; or ?format=
//
// `?language=` chooses the language. Safe for concurrent use; what it borrows must outlive it.
class Pages {
 public:
  // `now` decides which week is the last complete one.
  Pages(GatewayClient& client, std::function<absl::Time()> now)
      : client_(client), now_(std::move(now)), weeks_(client) {}

  // `caller` has its deadline.
  Response Answer(const Request& request, const Caller& caller);

 private:
  Response Index(const Request& request, const Caller& caller);
  Response LastWeek(const Request& request, const std::string& topic, const Caller& caller);
  Response Digest(const Request& request, const std::string& topic, const std::string& week,
                  const Caller& caller);

  GatewayClient& client_;
  const std::function<absl::Time()> now_;
  WeekIndex weeks_;
};

}  // namespace sennight::gateway::http
