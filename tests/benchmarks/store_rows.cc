#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "tests/benchmarks/store_groups.h"

namespace sennight::benchmarks {
namespace {

constexpr int kSeconds = 4;  // Of pgbench.

std::string Quoted(const std::string& text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"'", "'\\''"}}), "'");
}

}  // namespace

void Row(const std::string& what, const std::string& ours, const std::string& beside,
         const std::string& theirs, double ratio, const std::string& to_reach) {
  std::printf("| %s | %s | %s | %s | %.2f | %s |\n", what.c_str(), ours.c_str(), beside.c_str(),
              theirs.c_str(), ratio, to_reach.c_str());
  std::fflush(stdout);
}

std::string Rate(double per_second) { return absl::StrCat(static_cast<int64_t>(per_second), "/s"); }

std::string Milliseconds(absl::Duration time) {
  return absl::StrFormat("%.1f ms", absl::ToDoubleMilliseconds(time));
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

double Pgbench(Suite& suite, const std::string& script, int clients, const Variables& variables) {
  const std::string file = (suite.folder() / "script.sql").string();
  const std::string out = (suite.folder() / "pgbench.out").string();
  std::ofstream(file) << script << "\n";
  std::string command = absl::StrCat("pgbench -n -M prepared -c ", clients, " -j 2 -T ", kSeconds);
  for (const auto& [name, value] : variables) {
    absl::StrAppend(&command, " -D ", Quoted(name + "=" + value));
  }
  absl::StrAppend(&command, " -f ", file, " \"", suite.database(), "\" > ", out, " 2>&1");
  if (std::system(command.c_str()) != 0) {
    Require(absl::InternalError("see pgbench.out"), "pgbench");
  }
  std::ifstream lines(out);
  for (std::string line; std::getline(lines, line);) {
    double rate = 0;
    if (line.rfind("tps = ", 0) == 0 &&
        absl::SimpleAtod(line.substr(6, line.find(' ', 6) - 6), &rate)) {
      return rate;
    }
  }
  Require(absl::InternalError("says no rate"), "pgbench");
  return 0;
}

}  // namespace sennight::benchmarks
