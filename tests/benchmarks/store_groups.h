// What the groups of store_figures share: rows of the table, and pgbench.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "sennight/event/v1/event.pb.h"
#include "tests/benchmarks/suite.h"

namespace sennight::benchmarks {

inline constexpr int kRateRounds = 3;
inline constexpr absl::Duration kCallTimeout = absl::Minutes(2);

// Prints a row of the table. Of rates the ratio is ours by theirs, of times theirs is the limit.
void Row(const std::string& what, const std::string& ours, const std::string& beside,
         const std::string& theirs, double ratio, const std::string& to_reach);

std::string Rate(double per_second);
std::string Milliseconds(absl::Duration time);
double Median(std::vector<double> values);

// The values of a row, which pgbench sends with each statement as any client would have to.
using Variables = std::vector<std::pair<std::string, std::string>>;

// Returns how many times a second `clients` of pgbench run `script`.
double Pgbench(Suite& suite, const std::string& script, int clients,
               const Variables& variables = {});

// Groups of figures. What is measured is in the store afterwards.
void MeasureAppends(Suite& suite);
void MeasureWeek(Suite& suite, bool among_a_million);
void MeasureGets(Suite& suite);
void MeasureSubscriptions(Suite& suite);

}  // namespace sennight::benchmarks
