#include "common/telemetry/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <system_error>

namespace sennight::telemetry {
namespace {

using prometheus::MetricType;
using Families = std::vector<prometheus::MetricFamily>;

// Of /proc/self/stat, in the units of proc(5).
struct Stat {
  double user_ticks = 0;
  double system_ticks = 0;
  double threads = 0;
  double start_ticks = 0;  // Since the system started.
  double virtual_bytes = 0;
  double resident_pages = 0;
};

std::optional<Stat> ReadStat() {
  std::ifstream file("/proc/self/stat");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  // The second field is the program's name in brackets, which may hold anything.
  const size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream rest(text.substr(name_end + 1));
  std::string unused;
  const auto skip = [&rest, &unused](int fields) {
    while (fields-- > 0) rest >> unused;
  };
  Stat stat;
  skip(11);  // Fields 3 to 13.
  rest >> stat.user_ticks >> stat.system_ticks;
  skip(4);  // 16 to 19.
  rest >> stat.threads;
  skip(1);
  rest >> stat.start_ticks >> stat.virtual_bytes >> stat.resident_pages;
  if (!rest) return std::nullopt;
  return stat;
}

// When the system started, in seconds of Unix time.
std::optional<double> BootTime() {
  std::ifstream file("/proc/stat");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("btime ", 0) == 0) return std::stod(line.substr(6));
  }
  return std::nullopt;
}

std::optional<double> OpenFiles() {
  std::error_code error;
  const std::filesystem::directory_iterator files("/proc/self/fd", error);
  if (error) return std::nullopt;
  // Without the one that this reads by.
  return static_cast<double>(std::distance(begin(files), end(files)) - 1);
}

void Add(const char* name, const char* help, MetricType type, double value, Families& families) {
  prometheus::ClientMetric metric;
  (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  families.push_back({name, help, type, {metric}});
}

}  // namespace

Families ProcessMetrics::Collect() const {
  Families families;
  const double ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  const double page = static_cast<double>(sysconf(_SC_PAGESIZE));
  if (const std::optional<Stat> stat = ReadStat()) {
    Add("process_cpu_seconds_total", "Time that the processors have worked.", MetricType::Counter,
        (stat->user_ticks + stat->system_ticks) / ticks, families);
    Add("process_resident_memory_bytes", "Memory in use.", MetricType::Gauge,
        stat->resident_pages * page, families);
    Add("process_virtual_memory_bytes", "Addresses in use.", MetricType::Gauge, stat->virtual_bytes,
        families);
    Add("process_threads", "Threads.", MetricType::Gauge, stat->threads, families);
    if (const std::optional<double> boot = BootTime()) {
      Add("process_start_time_seconds", "When the process started, in Unix time.",
          MetricType::Gauge, *boot + stat->start_ticks / ticks, families);
    }
  }
  if (const std::optional<double> open = OpenFiles()) {
    Add("process_open_fds", "Open files and sockets.", MetricType::Gauge, *open, families);
  }
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    Add("process_max_fds", "Most files and sockets that may be open.", MetricType::Gauge,
        static_cast<double>(limit.rlim_cur), families);
  }
  return families;
}

}  // namespace sennight::telemetry
