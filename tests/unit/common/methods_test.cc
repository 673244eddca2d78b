#include "common/rpc/methods.h"

#include <gmock/gmock.h>

#include <future>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/executor.h"
#include "sennight/eventstore/v1/event_store_service.pb.h"

namespace sennight::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kGetHead[] = "/sennight.eventstore.v1.EventStoreService/GetHead";
constexpr char kGetHeadLabels[] =
    "method=\"GetHead\",service=\"sennight.eventstore.v1.EventStoreService\"";

class MethodsTest : public ::testing::Test {
 protected:
  MethodsTest() {
    // The contracts that a program is built with register themselves.
    eventstore::v1::GetHeadRequest::descriptor();
  }

  telemetry::Metrics metrics_{"test"};
  Methods methods_{&metrics_};
};

TEST_F(MethodsTest, CountCallsByCodeAndTime) {
  const Method& method = methods_.Find(kGetHead);
  method.CountBegin();
  method.CountBegin();
  method.CountBegin();
  method.CountEnd(absl::StatusCode::kOk, absl::Milliseconds(2));
  method.CountEnd(absl::StatusCode::kNotFound, absl::Milliseconds(40));

  const std::string text = metrics_.Text();
  EXPECT_THAT(text, HasSubstr(absl::StrCat("sennight_rpc_server_handled_total{code=\"OK\",",
                                           kGetHeadLabels, "} 1\n")));
  EXPECT_THAT(text, HasSubstr(absl::StrCat("sennight_rpc_server_handled_total{code=\"NOT_FOUND\",",
                                           kGetHeadLabels, "} 1\n")));
  EXPECT_THAT(text,
              HasSubstr(absl::StrCat("sennight_rpc_server_in_flight{", kGetHeadLabels, "} 1\n")));
  EXPECT_THAT(text, HasSubstr(absl::StrCat("sennight_rpc_server_duration_seconds_count{",
                                           kGetHeadLabels, "} 2\n")));
  EXPECT_THAT(text, HasSubstr(absl::StrCat("sennight_rpc_server_duration_seconds_bucket{",
                                           kGetHeadLabels, ",le=\"0.0025\"} 1\n")));
}

TEST_F(MethodsTest, CountARefusalWithoutATime) {
  methods_.Find(kGetHead).CountRefusal(absl::StatusCode::kUnauthenticated);

  const std::string text = metrics_.Text();
  EXPECT_THAT(text, HasSubstr("{code=\"UNAUTHENTICATED\","));
  EXPECT_THAT(text,
              HasSubstr(absl::StrCat("sennight_rpc_server_in_flight{", kGetHeadLabels, "} 0\n")));
  EXPECT_THAT(text, HasSubstr(absl::StrCat("sennight_rpc_server_duration_seconds_count{",
                                           kGetHeadLabels, "} 0\n")));
}

TEST_F(MethodsTest, AreTheSameWhenTheyAreCalledAgain) {
  EXPECT_EQ(&methods_.Find(kGetHead), &methods_.Find(kGetHead));
  EXPECT_EQ(methods_.Find(kGetHead).path(), "sennight.eventstore.v1.EventStoreService/GetHead");
}

TEST_F(MethodsTest, OfNoContractMakeNoSeries) {
  for (const char* path :
       {"", "/", "GetHead", "/GetHead", "//", "/sennight.eventstore.v1.EventStoreService/",
        "/sennight.eventstore.v1.EventStoreService/GetHeads",
        "sennight.eventstore.v1.EventStoreService/GetHead", "/a.B/C", "/a.B/C\"} 1\n"}) {
    const Method& method = methods_.Find(path);
    EXPECT_EQ(method.path(), "other/other") << path;
    method.CountRefusal(absl::StatusCode::kUnimplemented);
  }
  EXPECT_THAT(metrics_.Text(), HasSubstr("sennight_rpc_server_handled_total{code=\"UNIMPLEMENTED\","
                                         "method=\"other\",service=\"other\"} 10\n"));
  EXPECT_THAT(metrics_.Text(), Not(HasSubstr("GetHead")));
}

TEST_F(MethodsTest, CountNothingWithoutMetrics) {
  Methods methods(nullptr);
  const Method& method = methods.Find(kGetHead);
  method.CountBegin();
  method.CountEnd(absl::StatusCode::kAborted, absl::ZeroDuration());
  method.CountRefusal(absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(method.path(), "sennight.eventstore.v1.EventStoreService/GetHead");
}

TEST(ExecutorMetersTest, TellWhatWaitsWorksAndIsShed) {
  telemetry::Metrics metrics("test");
  Executor executor(1, 2, ExecutorMeters::Make(metrics, 1, 2));
  std::promise<void> begun;
  std::promise<void> go_on;
  ASSERT_TRUE(executor.Submit([&] {
    begun.set_value();
    go_on.get_future().wait();
  }));
  begun.get_future().wait();
  ASSERT_TRUE(executor.Submit([] {}));
  ASSERT_TRUE(executor.Submit([] {}));
  ASSERT_FALSE(executor.Submit([] {}));

  const std::string full = metrics.Text();
  EXPECT_THAT(full, HasSubstr("sennight_executor_threads 1\n"));
  EXPECT_THAT(full, HasSubstr("sennight_executor_threads_busy 1\n"));
  EXPECT_THAT(full, HasSubstr("sennight_executor_queue_limit 2\n"));
  EXPECT_THAT(full, HasSubstr("sennight_executor_queue_length 2\n"));
  EXPECT_THAT(full, HasSubstr("sennight_executor_shed_total 1\n"));
  EXPECT_THAT(full, HasSubstr("sennight_executor_wait_seconds_count 1\n"));

  std::promise<void> done;
  executor.Continue([&done] { done.set_value(); });
  go_on.set_value();
  done.get_future().wait();
  const std::string empty = metrics.Text();
  EXPECT_THAT(empty, HasSubstr("sennight_executor_queue_length 0\n"));
  EXPECT_THAT(empty, HasSubstr("sennight_executor_wait_seconds_count 4\n"));
}

}  // namespace
}  // namespace sennight::rpc
