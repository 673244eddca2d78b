// What four processes measure while a week is composed is what their READMEs promise.
#include <gmock/gmock.h>
#include <signal.h>

#include <regex>
#include <sstream>

#include "tests/e2e/four_services.h"
#include "tests/support/checkout.h"
#include "tests/support/http_get.h"
#include "tests/support/promised_metrics.h"

namespace sennight::testing {

void PrintTo(const PromisedMetric& metric, std::ostream* out) {
  *out << metric.type;
  for (const std::string& label : metric.labels) *out << " " << label;
}

namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kTopic[] = "--topic=cell-gene-therapy";

// Returns the metrics in Prometheus' text, without the labels that belong to their type.
PromisedMetrics MetricsInText(const std::string& text) {
  static const std::regex type_line(R"(# TYPE (\S+) (\S+))");
  static const std::regex sample(R"(([a-z_]+)(\{.*\})? \S+)");
  static const std::regex label(R"(([a-z_]+)="(?:[^"\\]|\\.)*")");
  PromisedMetrics metrics;
  std::string current;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::smatch parts;
    if (std::regex_match(line, parts, type_line)) {
      current = parts[1];
      metrics[current].type = parts[2];
    } else if (line.rfind('#', 0) != 0) {
      EXPECT_TRUE(std::regex_match(line, parts, sample)) << line;
      EXPECT_EQ(parts[1].str().rfind(current, 0), 0u) << line;
      const std::string labels = parts[2];
      for (std::sregex_iterator it(labels.begin(), labels.end(), label), end; it != end; ++it) {
        const std::string name = (*it)[1];
        if (name != "le" && name != "quantile") metrics[current].labels.insert(name);
      }
    }
  }
  return metrics;
}

class WatchedServices : public ::testing::Test {
 protected:
  Ended Run(const std::vector<std::string>& arguments) { return services_.Run(arguments); }

  std::string MetricsOf(const std::string& name) {
    const HttpAnswer answer = HttpGet(services_.MetricsAddressOf(name), "/metrics");
    EXPECT_EQ(answer.status, 200) << name;
    return answer.body;
  }

  void ComposeTheSampleWeek() {
    const std::string week =
        std::string(SENNIGHT_SOURCE_DIR) + "/deploy/samples/cell-gene-therapy-2025-W50.jsonl";
    ASSERT_EQ(Run({"import", kTopic, week}).status, 0);
    for (int times = 0; times < 2; ++times) {
      ASSERT_EQ(Run({"compose", kTopic, "--week=2025-W50", "--format=web"}).status, 0);
    }
  }

  FourServices services_{{.every = {"--metrics-address=127.0.0.1:0"}}};
};

TEST_F(WatchedServices, MeasureWhatTheirReadmesPromise) {
  ComposeTheSampleWeek();

  const std::map<std::string, std::string> folders = {{kEventStore, "event_store"},
                                                      {kSummarization, "summarization"},
                                                      {kRendering, "rendering"},
                                                      {kGateway, "gateway"}};
  for (const auto& [name, folder] : folders) {
    MetricsOf(name);  // The collector counts itself from the second time on.
    EXPECT_EQ(MetricsInText(MetricsOf(name)), MetricsOfService(folder)) << name;
  }
}

TEST_F(WatchedServices, CountTheWeekThatWasComposed) {
  ComposeTheSampleWeek();

  const std::string store = MetricsOf(kEventStore);
  EXPECT_THAT(store, HasSubstr("sennight_event_store_events_total{outcome=\"stored\"} 36\n"));
  EXPECT_THAT(store, HasSubstr("sennight_event_store_events_total{outcome=\"duplicate\"} 1\n"));
  EXPECT_THAT(store, HasSubstr("sennight_database_ready 1\n"));
  EXPECT_THAT(store, HasSubstr("code=\"OK\",method=\"StreamWindow\""));
  const std::string gateway = MetricsOf(kGateway);
  EXPECT_THAT(gateway, HasSubstr("sennight_gateway_cache_misses_total 1\n"));
  EXPECT_THAT(gateway, HasSubstr("sennight_gateway_cache_hits_total 1\n"));
  EXPECT_THAT(gateway, HasSubstr("sennight_gateway_step_seconds_count{step=\"rendering\"} 2\n"));
  EXPECT_THAT(gateway, ContainsRegex("handled_total\\{code=\"OK\",method=\"ImportEvents\","
                                     "service=\"sennight.eventstore.v1.EventStoreService\"\\} 1"));
  EXPECT_THAT(MetricsOf(kRendering), HasSubstr("code=\"OK\",method=\"RenderDigest\""));
  EXPECT_THAT(MetricsOf(kSummarization), HasSubstr("code=\"OK\",method=\"SummarizeWindow\""));
}

TEST_F(WatchedServices, TellOfAnOutage) {
  services_.StopDatabase();
  services_.End(kSummarization, SIGKILL);
  const Ended listed = Run({"events", kTopic, "--timeout=10s"});

  EXPECT_NE(listed.status, 0);
  EXPECT_TRUE(Eventually([&] {
    return MetricsOf(kEventStore).find("sennight_database_ready 0\n") != std::string::npos;
  }));
  EXPECT_THAT(MetricsOf(kGateway), HasSubstr("code=\"UNAVAILABLE\",method=\"ListEvents\""));
}

TEST(Services, MeasureNothingUnlessTheyAreTold) {
  const FourServices services;

  EXPECT_THAT(ContentOf(services.folder() / "sennight-gateway.address"), Not(HasSubstr("metrics")));
}

TEST(Services, RefuseAnAddressOfMetricsThatIsNoneOfHttp) {
  const TestFolder folder;
  for (const char* name : {kGateway, kSummarization, kRendering, kEventStore}) {
    const Ended ended = RunProgram(
        name, {"--metrics-address=unix:/tmp/metrics.sock", "--check-config"}, folder.path());

    EXPECT_EQ(ended.status, 2) << name;
    EXPECT_THAT(ended.err, HasSubstr("--metrics-address")) << name;
  }
}

}  // namespace
}  // namespace sennight::testing
