#include <gmock/gmock.h>

#include <string>
#include <thread>
#include <vector>

#include "common/telemetry/endpoint.h"
#include "common/telemetry/metrics.h"
#include "tests/support/http_get.h"
#include "tests/support/status_matchers.h"

namespace sennight::telemetry {
namespace {

using sennight::testing::HttpAnswer;
using sennight::testing::HttpGet;
using sennight::testing::IsOk;
using sennight::testing::StatusIs;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(MetricsTest, CountAndAreWrittenForPrometheus) {
  Metrics metrics("gateway");
  const Counter ok = metrics.AddCounter("sennight_calls_total", "Calls.", {{"code", "OK"}});
  const Gauge waiting = metrics.AddGauge("sennight_waiting", "Who waits.");
  const Histogram seconds = metrics.AddHistogram("sennight_seconds", "How long.", {0.5, 1});

  ok.Add();
  ok.Add(2);
  waiting.Set(5);
  waiting.Add(-3);
  seconds.Observe(0.25);
  seconds.Observe(0.75);
  seconds.Observe(3);

  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("# HELP sennight_calls_total Calls.\n"
                              "# TYPE sennight_calls_total counter\n"
                              "sennight_calls_total{code=\"OK\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE sennight_waiting gauge\nsennight_waiting 2\n"));
  EXPECT_THAT(text, HasSubstr("sennight_seconds_count 3\nsennight_seconds_sum 4\n"
                              "sennight_seconds_bucket{le=\"0.5\"} 1\n"
                              "sennight_seconds_bucket{le=\"1\"} 2\n"
                              "sennight_seconds_bucket{le=\"+Inf\"} 3\n"));
}

TEST(MetricsTest, AreTheSameWhenTheyAreAskedForAgain) {
  Metrics metrics("gateway");
  metrics.AddCounter("sennight_calls_total", "Calls.", {{"code", "OK"}}).Add();
  metrics.AddCounter("sennight_calls_total", "Calls.", {{"code", "OK"}}).Add();
  metrics.AddCounter("sennight_calls_total", "Calls.", {{"code", "ABORTED"}}).Add();

  EXPECT_THAT(metrics.Text(), HasSubstr("sennight_calls_total{code=\"OK\"} 2\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("sennight_calls_total{code=\"ABORTED\"} 1\n"));
}

TEST(MetricsTest, ThatNobodyMadeCountNothing) {
  Counter().Add();
  Gauge().Set(1);
  Gauge().Add(1);
  Histogram().Observe(1);
}

TEST(MetricsTest, LoseNothingWhenThreadsCountAtOnce) {
  Metrics metrics("gateway");
  const Counter calls = metrics.AddCounter("sennight_calls_total", "Calls.");
  const Gauge running = metrics.AddGauge("sennight_running", "Calls that run.");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 10'000; ++n) {
        running.Add(1);
        calls.Add();
        running.Add(-1);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_THAT(metrics.Text(), HasSubstr("sennight_calls_total 40000\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("sennight_running 0\n"));
}

TEST(MetricsTest, TellOfTheProcessAndTheProgram) {
  const std::string text = Metrics("event-store").Text();

  EXPECT_THAT(text, ContainsRegex("sennight_build_info\\{compiler=\"[^\"]+\","
                                  "component=\"event-store\",version=\"[0-9.]+\"\\} 1\n"));
  EXPECT_THAT(text, ContainsRegex("\nprocess_cpu_seconds_total [0-9.]+\n"));
  EXPECT_THAT(text, ContainsRegex("\nprocess_resident_memory_bytes [1-9][0-9.e+]+\n"));
  EXPECT_THAT(text, ContainsRegex("\nprocess_virtual_memory_bytes [1-9][0-9.e+]+\n"));
  EXPECT_THAT(text, ContainsRegex("\nprocess_open_fds [1-9][0-9]*\n"));
  EXPECT_THAT(text, ContainsRegex("\nprocess_max_fds [1-9][0-9.e+]*\n"));
  EXPECT_THAT(text, ContainsRegex("\nprocess_threads [1-9][0-9]*\n"));
  EXPECT_THAT(text, ContainsRegex("\nprocess_start_time_seconds [1-9][0-9.e+]+\n"));
}

TEST(EndpointTest, AnswersWithTheMetricsAndNothingElse) {
  Metrics metrics("gateway");
  metrics.AddCounter("sennight_calls_total", "Calls.").Add(7);
  const auto endpoint = Endpoint::Start(metrics, "127.0.0.1:0");
  ASSERT_THAT(endpoint, IsOk());
  const std::string& address = (*endpoint)->address();
  ASSERT_THAT(address, ContainsRegex("^127\\.0\\.0\\.1:[1-9][0-9]+$"));

  const HttpAnswer answer = HttpGet(address, "/metrics");

  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.headers, HasSubstr("Content-Type: text/plain"));
  EXPECT_THAT(answer.body, HasSubstr("sennight_calls_total 7\n"));
  EXPECT_THAT(answer.body, HasSubstr("process_cpu_seconds_total"));
  for (const char* path : {"/", "/etc/passwd", "/metrics/../../etc/passwd", "/metric"}) {
    EXPECT_EQ(HttpGet(address, path).status, 404) << path;
  }
  const HttpAnswer posted = HttpGet(address, "/metrics", "POST");
  EXPECT_NE(posted.status, 200);
  EXPECT_THAT(posted.body, Not(HasSubstr("sennight_build_info")));
}

TEST(EndpointTest, RefusesWhatIsNoAddress) {
  const Metrics metrics("gateway");
  for (const char* address : {"", "nowhere", "127.0.0.1", ":9100", "127.0.0.1:", "127.0.0.1:x",
                              "127.0.0.1:0s", "127.0.0.1:0,0.0.0.0:0", "unix:/tmp/metrics"}) {
    EXPECT_THAT(Endpoint::Start(metrics, address),
                StatusIs(absl::StatusCode::kInvalidArgument, "want host:port"))
        << address;
  }
}

TEST(EndpointTest, SaysThatAnAddressIsTaken) {
  const Metrics metrics("gateway");
  const auto first = Endpoint::Start(metrics, "127.0.0.1:0");
  ASSERT_THAT(first, IsOk());

  EXPECT_THAT(Endpoint::Start(metrics, (*first)->address()),
              StatusIs(absl::StatusCode::kUnavailable, (*first)->address()));
}

}  // namespace
}  // namespace sennight::telemetry
