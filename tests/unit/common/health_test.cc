#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "common/rpc/server.h"
#include "services/sennight/client/health_check.h"
#include "tests/support/status_matchers.h"

namespace sennight::rpc {
namespace {

constexpr char kServiceName[] = "sennight.test.v1.TestService";

class HealthTest : public ::testing::Test {
 protected:
  bool IsServing(const std::string& name) {
    const absl::StatusOr<bool> serving =
        client::IsServing(server_->InProcessChannel(), name, absl::Now() + absl::Seconds(20));
    EXPECT_THAT(serving, ::sennight::testing::IsOk()) << name;
    return serving.value_or(false);
  }

  std::unique_ptr<Server> server_ = *Server::Start({.service_names = {kServiceName}}, {});
};

TEST_F(HealthTest, AServerThatCannotWorkYetHasStartedAndLives) {
  EXPECT_TRUE(IsServing("startup"));
  EXPECT_TRUE(IsServing("liveness"));
  EXPECT_FALSE(IsServing("readiness"));
  EXPECT_FALSE(IsServing(kServiceName));
}

TEST_F(HealthTest, ReadinessComesAndGoesAndLifeStays) {
  server_->SetReady(true);
  EXPECT_TRUE(IsServing("readiness"));
  EXPECT_TRUE(IsServing(kServiceName));

  server_->SetReady(false);
  EXPECT_TRUE(IsServing("startup"));
  EXPECT_TRUE(IsServing("liveness"));
  EXPECT_FALSE(IsServing("readiness"));
  EXPECT_FALSE(IsServing(kServiceName));
}

}  // namespace
}  // namespace sennight::rpc
