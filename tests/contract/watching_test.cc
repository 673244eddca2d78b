// The dashboard, the alerts and the runbook speak of what there is: metrics that the READMEs
// promise (tests/e2e/metrics_test.cc holds them to it), labels that these have, and settings of
// SETTINGS.md.
#include <gmock/gmock.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cctype>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/support/golden.h"
#include "tests/support/promised_metrics.h"

namespace sennight::testing {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kDashboard[] = "deploy/dashboards/sennight.json";
constexpr char kAlerts[] = "deploy/alerts.yaml";
constexpr char kRunbook[] = "deploy/RUNBOOK.md";

const PromisedMetrics& Metrics() {
  static const PromisedMetrics metrics = [] {
    PromisedMetrics all = MetricsOfService("gateway");
    for (const char* folder : {"event_store", "summarization", "rendering"}) {
      all.merge(MetricsOfService(folder));
    }
    return all;
  }();
  return metrics;
}

std::vector<std::smatch> Matches(const std::string& text, const std::regex& pattern) {
  return std::vector<std::smatch>(std::sregex_iterator(text.begin(), text.end(), pattern),
                                  std::sregex_iterator());
}

// Returns the metric that a series is of: histograms have three.
const PromisedMetric* MetricOf(std::string series) {
  if (const auto it = Metrics().find(series); it != Metrics().end()) return &it->second;
  for (const std::string suffix : {"_bucket", "_sum", "_count"}) {
    if (series.size() <= suffix.size() || !series.ends_with(suffix)) continue;
    const auto it = Metrics().find(series.substr(0, series.size() - suffix.size()));
    if (it != Metrics().end() && it->second.type == "histogram") return &it->second;
  }
  return nullptr;
}

const std::regex& Series() {
  static const std::regex series(R"(\b((?:sennight|process|exposer)_[a-z_]+)(\{[^}]*\})?)");
  return series;
}

// Roles of the database are named like metrics.
bool IsRole(const std::string& name) {
  static const auto& roles =
      *new std::set<std::string>{"sennight_migrator", "sennight_writer", "sennight_reader"};
  return roles.contains(name);
}

// What Prometheus itself adds to every series.
const std::set<std::string>& LabelsOfAll() {
  static const auto& labels = *new std::set<std::string>{"job", "instance", "le"};
  return labels;
}

class PageAboutMetrics : public ::testing::TestWithParam<const char*> {};

TEST_P(PageAboutMetrics, NamesOnlyThoseThatThereAre) {
  const std::string text = ReadSourceFile(GetParam());
  static const std::regex label(R"re(([a-z_]+)(?:=~|!~|!=|=))re");
  const auto found = Matches(text, Series());
  EXPECT_THAT(found, Not(IsEmpty()));
  for (const std::smatch& series : found) {
    if (IsRole(series[1])) continue;
    const PromisedMetric* metric = MetricOf(series[1]);
    ASSERT_NE(metric, nullptr) << series[1];
    const std::string selector = series[2];
    for (const std::smatch& named : Matches(selector, label)) {
      const std::string name = named[1];
      EXPECT_TRUE(LabelsOfAll().contains(name) || metric->labels.contains(name))
          << series[1] << " has no label " << name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Pages, PageAboutMetrics, ::testing::Values(kDashboard, kAlerts, kRunbook),
                         [](const auto& page) {
                           std::string name = page.param;
                           name = name.substr(name.rfind('/') + 1);
                           return name.substr(0, name.find('.'));
                         });

class PageAboutLabels : public ::testing::TestWithParam<const char*> {};

TEST_P(PageAboutLabels, SumsByThoseThatSomeMetricHas) {
  std::set<std::string> known = LabelsOfAll();
  for (const auto& [name, metric] : Metrics()) {
    known.insert(metric.labels.begin(), metric.labels.end());
  }
  static const std::regex grouping(R"(by \(([a-z, ]+)\))");
  static const std::regex word("[a-z]+");
  const std::string text = ReadSourceFile(GetParam());
  for (const std::smatch& by : Matches(text, grouping)) {
    const std::string labels = by[1];
    for (const std::smatch& label : Matches(labels, word)) {
      EXPECT_THAT(known, Contains(label[0].str()));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Queries, PageAboutLabels, ::testing::Values(kDashboard, kAlerts),
                         [](const auto& page) {
                           return std::string(page.param == std::string(kAlerts) ? "alerts"
                                                                                 : "dashboard");
                         });

TEST(DashboardTest, HasPanelsThatAskForSomethingAndSayWhat) {
  google::protobuf::Struct dashboard;
  ASSERT_TRUE(
      google::protobuf::util::JsonStringToMessage(ReadSourceFile(kDashboard), &dashboard).ok());
  EXPECT_EQ(dashboard.fields().at("uid").string_value(), "sennight");
  std::set<double> ids;
  int asking = 0;
  for (const auto& value : dashboard.fields().at("panels").list_value().values()) {
    const auto& panel = value.struct_value().fields();
    const std::string title = panel.at("title").string_value();
    EXPECT_TRUE(ids.insert(panel.at("id").number_value()).second) << title;
    if (panel.at("type").string_value() == "row") continue;
    ++asking;
    EXPECT_NE(panel.at("description").string_value(), "") << title;
    const auto& targets = panel.at("targets").list_value().values();
    EXPECT_FALSE(targets.empty()) << title;
    for (const auto& target : targets) {
      const std::string query = target.struct_value().fields().at("expr").string_value();
      EXPECT_EQ(std::count(query.begin(), query.end(), '('),
                std::count(query.begin(), query.end(), ')'))
          << query;
      EXPECT_THAT(Matches(query, Series()), Not(IsEmpty())) << query;
    }
  }
  EXPECT_GE(asking, 10);
}

TEST(DashboardTest, ShowsEveryMetricThatIsOurs) {
  const std::string text = ReadSourceFile(kDashboard);
  for (const auto& [name, metric] : Metrics()) {
    if (name.rfind("sennight_", 0) != 0) continue;
    EXPECT_NE(text.find(name), std::string::npos) << name;
  }
}

std::set<std::string> Firsts(const std::string& text, const std::regex& pattern) {
  std::set<std::string> firsts;
  for (const std::smatch& match : Matches(text, pattern)) firsts.insert(match[1]);
  return firsts;
}

TEST(RunbookTest, HasAChapterForEachAlertAndForNoOther) {
  const std::string alerts = ReadSourceFile(kAlerts);
  const std::string runbook = ReadSourceFile(kRunbook);
  const auto named = Firsts(alerts, std::regex("- alert: (\\w+)"));
  EXPECT_THAT(named, SizeIs(::testing::Ge(8u)));
  EXPECT_EQ(Firsts(runbook, std::regex("### (Sennight\\w+)")), named);
  std::set<std::string> anchors;
  for (std::string name : named) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    anchors.insert(name);
  }
  EXPECT_EQ(Firsts(alerts, std::regex("runbook: \"deploy/RUNBOOK\\.md#(\\w+)\"")), anchors);
}

TEST(RunbookTest, NamesOnlySettingsThatThereAre) {
  static const std::regex flag(R"((?:`|sennight[a-z-]* )(--[a-z-]+))");
  const std::string settings = ReadSourceFile("deploy/SETTINGS.md");
  // Of the program `sennight` in the runbook's commands.
  const std::set<std::string> of_clients = {"--endpoint", "--topic", "--week", "--json",
                                            "--rewrite"};
  const auto named = Firsts(ReadSourceFile(kRunbook), flag);
  EXPECT_THAT(named, SizeIs(::testing::Ge(10u)));
  for (const std::string& name : named) {
    EXPECT_TRUE(of_clients.contains(name) ||
                settings.find("| `" + name + "` |") != std::string::npos)
        << name;
  }
}

}  // namespace
}  // namespace sennight::testing
