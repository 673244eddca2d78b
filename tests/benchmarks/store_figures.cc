// What the event store does, each figure beside what PostgreSQL does for the same rows on the same
// server in the same run, driven by pgbench or libpq:
//
//   store_figures [GROUP…]      groups: append, week, get, subscribe, million (takes minutes)
//
// Nothing is asserted: the figures are for BENCHMARKS.md. Rates are of three rounds in turn,
// medians.
#include <cstdio>
#include <set>
#include <string>

#include "tests/benchmarks/store_groups.h"

namespace sennight::benchmarks {
namespace {

int Run(const std::set<std::string>& groups) {
  const auto wanted = [&groups](const char* group) {
    return groups.empty() ? std::string(group) != "million" : groups.contains(group);
  };
  Suite suite;
  std::printf("| what | ours | beside | of | ratio | to reach |\n|---|---|---|---|---|---|\n");
  if (wanted("week") || wanted("million")) MeasureWeek(suite, wanted("million"));
  if (wanted("get")) MeasureGets(suite);
  if (wanted("append")) MeasureAppends(suite);
  if (wanted("subscribe")) MeasureSubscriptions(suite);
  return 0;
}

}  // namespace
}  // namespace sennight::benchmarks

int main(int argc, char** argv) {
  return sennight::benchmarks::Run(std::set<std::string>(argv + 1, argv + argc));
}
