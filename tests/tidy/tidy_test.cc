// The house style as data: each rule is a pattern that must not be found in some of the files.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/checkout.h"

namespace sennight {
namespace {

namespace fs = std::filesystem;

struct Rule {
  const char* name;
  const char* files;    // Paths, relative to the checkout, that the rule is for.
  const char* except;   // Paths that it is not for.
  const char* pattern;  // What no line may contain.
  const char* reason;
};

void PrintTo(const Rule& rule, std::ostream* out) { *out << rule.name; }

const Rule kRules[] = {
    {"DomainKnowsNoTransport", R"(services/\w+/domain/.*)", "",
     R"(#include [<"](grpc|pqxx|.*\.grpc\.pb\.h|common/(rpc|config|log|process|telemetry)))",
     "domain code sees messages, text, windows, hashes and errors only"},
    {"EventStoreKnowsNoOtherService", R"(services/event_store/.*)", "",
     R"(#include "services/(?!event_store/))", "services share contracts, not code"},
    {"SummarizationKnowsNoOtherService", R"(services/summarization/.*)", "",
     R"(#include "services/(?!summarization/))", "services share contracts, not code"},
    {"RenderingKnowsNoOtherService", R"(services/rendering/.*)", "",
     R"(#include "services/(?!rendering/))", "services share contracts, not code"},
    {"GatewayKnowsNoOtherService", R"(services/gateway/.*)", "",
     R"(#include "services/(?!gateway/))", "services share contracts, not code"},
    {"TheSuiteUsesPublicWiringOnly", R"(services/sennight/.*)", "",
     R"(#include "services/(?!sennight/)\w+/(?!wiring\.h"))",
     "the all-in-one process wires services through their wiring.h"},
    {"InstalledHeadersIncludeInstalledOnesOnly", R"(services/sennight/package/sennight/.*)", "",
     R"(#include "(common|services|tests)/)", "other projects have nothing else"},
    {"CommonKnowsNoService", R"(common/.*)", "", R"(#include "(services|tests)/)",
     "arrows point from services to common"},
    {"NothingIncludesTests", R"(services/.*)", "", R"(#include "tests/)",
     "tests use the product, never the reverse"},
    {"PqxxStaysInItsAdapter", R"((services|common)/.*)",
     R"(services/event_store/adapters/postgres/.*)", R"(#include <pqxx)",
     "exceptions and SQL stop at the PostgreSQL adapter"},
    {"ServiceTypesStayInAdapters", R"((services|common)/.*)",
     R"(services/\w+/(adapters/.*|wiring\.\w+|main\.cc|client/.*|suite/.*|commands/.*))",
     R"(#include ".*\.grpc\.pb\.h")", "generated service types are for adapters and wiring"},
    {"OneOwner", R"((services|common)/.*)", "",
     R"(std::(shared|weak)_ptr<(?!(const )?(grpc|prometheus)::|const std::atomic))",
     "one owner: a value, a reference or a unique_ptr; except for channels of gRPC and what is "
     "lent "
     "to prometheus-cpp"},
    {"StandardMutexes", R"((services|common|tests)/.*\.(h|cc))",
     R"(tests/tidy/.*|common/rpc/lock_checks\.(h|cc))",
     R"(absl::Mutex|absl/synchronization)", "std::mutex: ThreadSanitizer knows it"},
    {"NoSleepsInTests", R"(tests/.*\.(h|cc))", R"(tests/tidy/.*)",
     R"(sleep_for|sleep_until|SleepFor|usleep\(|GTEST_SKIP|DISABLED_)",
     "a test waits for a condition, not for a while, and is never skipped"},
    {"NamesSayWhatThingsAre", R"((services|common|protos)/.*)", "",
     R"(\b\w*(Manager|Helper|Utils?)\b)", "name the noun"},
    {"OneVocabulary", R"((services|common|protos)/.*\.(h|cc|proto|sql))",
     R"(services/(rendering|sennight|summarization)/.*|common/text/html\.cc)",
     R"(\b(newsletter|news item|article)s?\b)", "events, stories, digests: DESIGN's words"},
    {"NothingLeftToDo", R"((services|common|protos|tests|deploy)/.*\.(h|cc|proto|sql|sh))",
     R"(tests/tidy/.*)", R"(\b(TODO|FIXME|XXX)\b)", "do it, or file an issue"},
    {"NoUsingDirectives", R"((services|common)/.*\.(h|cc))", "", R"(using namespace )",
     "names say where they come from"},
    {"NoTabsAndNoTrailingSpace", R"((services|common|protos|tests)/.*\.(h|cc|proto|sql))", "",
     "\t|[ ]+$", "clang-format knows better"},
};

// Returns the paths of our own text files, relative to the checkout, in order.
std::vector<std::string> Files() {
  static const std::vector<std::string> files = [] {
    const std::regex ours(R"(.*\.(h|cc|proto|sql|sh|cmake|txt|md))");
    std::vector<std::string> found;
    for (const char* top : {"common", "services", "protos", "tests", "deploy"}) {
      for (const auto& entry :
           fs::recursive_directory_iterator(fs::path(SENNIGHT_SOURCE_DIR) / top)) {
        const std::string path = fs::relative(entry.path(), SENNIGHT_SOURCE_DIR).generic_string();
        if (entry.is_regular_file() && std::regex_match(path, ours)) found.push_back(path);
      }
    }
    std::sort(found.begin(), found.end());
    return found;
  }();
  return files;
}

std::vector<std::string> Lines(const std::string& path) {
  std::ifstream file(fs::path(SENNIGHT_SOURCE_DIR) / path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

int CodePoints(const std::string& line) {
  return static_cast<int>(
      std::count_if(line.begin(), line.end(), [](unsigned char c) { return (c & 0xc0) != 0x80; }));
}

class TidyRule : public ::testing::TestWithParam<Rule> {};

TEST_P(TidyRule, IsKept) {
  const Rule& rule = GetParam();
  const std::regex files(rule.files);
  const std::regex except(rule.except);
  const std::regex pattern(rule.pattern, std::regex::optimize);
  int looked_at = 0;
  for (const std::string& path : Files()) {
    if (!std::regex_match(path, files) || std::regex_match(path, except)) continue;
    ++looked_at;
    const std::vector<std::string> lines = Lines(path);
    for (size_t i = 0; i < lines.size(); ++i) {
      EXPECT_FALSE(std::regex_search(lines[i], pattern))
          << path << ":" << i + 1 << ": " << rule.reason << "\n  " << lines[i];
    }
  }
  EXPECT_GT(looked_at, 0) << "the rule looks at no file";
}

INSTANTIATE_TEST_SUITE_P(HouseStyle, TidyRule, ::testing::ValuesIn(kRules),
                         [](const auto& test) { return test.param.name; });

TEST(TidyTest, SourcesFitOnAScreenAndAFewPages) {
  constexpr size_t kMostLines = 400;
  constexpr int kMostColumns = 100;
  for (const std::string& path : Files()) {
    if (!std::regex_match(path, std::regex(R"((services|common|tests)/.*\.(h|cc))"))) continue;
    const std::vector<std::string> lines = Lines(path);
    const bool is_test = path.rfind("tests/", 0) == 0;
    EXPECT_LE(lines.size(), is_test ? kMostLines * 2 : kMostLines) << path << " has several ideas";
    for (size_t i = 0; i < lines.size(); ++i) {
      const bool is_literal = lines[i].find('"') != std::string::npos;
      EXPECT_LE(CodePoints(lines[i]), is_literal ? 3 * kMostColumns : kMostColumns)
          << path << ":" << i + 1;
    }
  }
}

TEST(TidyTest, HeadersBeginWithWhatTheyAreFor) {
  for (const std::string& path : Files()) {
    if (!std::regex_match(path, std::regex(R"((services|common)/.*\.h)"))) continue;
    const std::vector<std::string> lines = Lines(path);
    ASSERT_FALSE(lines.empty()) << path;
    EXPECT_EQ(lines[0].rfind("//", 0), 0u) << path << ": the first line says what the file is for";
    EXPECT_NE(std::find(lines.begin(), lines.end(), "#pragma once"), lines.end()) << path;
  }
}

TEST(TidyTest, MainIsOnlyWiring) {
  for (const std::string& path : Files()) {
    if (!std::regex_match(path, std::regex(R"(services/\w+/main\.cc)"))) continue;
    EXPECT_LE(Lines(path).size(), 80u) << path;
  }
}

TEST(TidyTest, EveryServiceExplainsItself) {
  for (const char* service : {"event_store", "summarization", "rendering", "gateway", "sennight"}) {
    const fs::path readme = fs::path(SENNIGHT_SOURCE_DIR) / "services" / service / "README.md";
    EXPECT_TRUE(fs::exists(readme)) << readme;
  }
}

}  // namespace
}  // namespace sennight
