// A gateway between fake services, reached over HTTP.
#pragma once

#include <httplib.h>

#include <memory>
#include <string>
#include <vector>

#include "services/gateway/adapters/http/http_face.h"
#include "tests/unit/gateway/gateway_fixture.h"

namespace sennight::gateway::http {

// A client's socket, for what no decent client does.
class RawClient {
 public:
  explicit RawClient(const std::string& address);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // Returns whether all was sent.
  bool Send(const std::string& bytes) const;
  // Reads until the other side has closed, or one answer without a body is complete.
  std::string ReadAll() const;
  std::string ReadHead() const;
  void Close();

 private:
  int socket_;
};

class HttpTest : public GatewayTest {
 protected:
  ~HttpTest() override;

  // Starts the gateway and its HTTP face.
  void StartFace();

  httplib::Client& client() { return *client_; }

  // Calls a method with a message in JSON.
  httplib::Result Call(const std::string& method, const std::string& json,
                       httplib::Headers headers = {});

  FaceOptions face_options_;
  std::shared_ptr<grpc::Channel> behind_;  // What the face calls; by default the gateway.
  std::unique_ptr<HttpFace> face_;
  std::unique_ptr<httplib::Client> client_;
};

}  // namespace sennight::gateway::http
