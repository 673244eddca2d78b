#include "tests/faults/load.h"

#include <algorithm>
#include <condition_variable>
#include <fstream>
#include <memory>
#include <mutex>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "common/status/status.h"

namespace sennight::testing {
namespace {

bool HasRetryInfo(const absl::Status& status) {
  return status.GetPayload({kRetryInfoType.data(), kRetryInfoType.size()}).has_value();
}

// Calls under way, and what became of those that ended.
class Load {
 public:
  Load(const BeginCall& begin, absl::Duration timeout) : begin_(begin), timeout_(timeout) {}

  void Begin() {
    {
      const std::lock_guard lock(mutex_);
      ++under_way_;
      ++result_.begun;
    }
    Start();
  }

  // Begins `chains` calls, and one more as each ends, until `calls` have been begun.
  void BeginChains(int chains, int calls) {
    const int first = std::min(chains, calls);
    {
      const std::lock_guard lock(mutex_);
      to_follow_ = calls - first;
    }
    for (int i = 0; i < first; ++i) Begin();
  }

  // Waits until none is under way.
  void AwaitEnd() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return under_way_ == 0; });
  }

  void AwaitTime(absl::Time time) {
    std::unique_lock lock(mutex_);
    while (absl::Now() < time) changed_.wait_until(lock, absl::ToChronoTime(time));
  }

  LoadResult Result() {
    AwaitEnd();
    const std::lock_guard lock(mutex_);
    result_.taken = absl::Now() - begun_at_;
    std::sort(result_.accepted.begin(), result_.accepted.end());
    return result_;
  }

 private:
  void Start() {
    const absl::Time now = absl::Now();
    auto context = std::make_unique<grpc::ClientContext>();
    rpc::PrepareContext(*context, now + timeout_, "");
    grpc::ClientContext& borrowed = *context;
    begin_(borrowed, [this, now, owned = context.release()](const grpc::Status& status) {
      // The context keeps the channel, which must not end on a thread of its own: so it goes before
      // whoever waits for the call may let go of the channel.
      delete owned;
      End(absl::Now() - now, status);
    });
  }

  void End(absl::Duration taken, const grpc::Status& status) {
    const absl::Status answer = rpc::FromGrpcStatus(status);
    {
      const std::lock_guard lock(mutex_);
      if (answer.ok()) {
        result_.accepted.push_back(taken);
      } else if (absl::IsResourceExhausted(answer)) {
        ++result_.shed;
        if (!HasRetryInfo(answer)) ++result_.shed_without_retry_info;
      } else {
        ++result_.others[answer.code()];
      }
      if (to_follow_ == 0) {
        --under_way_;
        changed_.notify_all();
        return;
      }
      --to_follow_;
      ++result_.begun;
    }
    Start();
  }

  const BeginCall& begin_;
  const absl::Duration timeout_;
  const absl::Time begun_at_ = absl::Now();
  std::mutex mutex_;
  std::condition_variable changed_;
  int under_way_ = 0;
  int to_follow_ = 0;  // Calls that are begun when others end.
  LoadResult result_;
};

}  // namespace

absl::Duration LoadResult::Percentile(double share) const {
  if (accepted.empty()) return absl::ZeroDuration();
  const auto last = static_cast<double>(accepted.size() - 1);
  return accepted[static_cast<size_t>(share * last)];
}

double LoadResult::Rate() const {
  return static_cast<double>(accepted.size()) / absl::ToDoubleSeconds(taken);
}

std::string LoadResult::ToString() const {
  std::string text = absl::StrFormat(
      "%d calls in %.2f s: %d accepted (p50 %.1f ms, p99 %.1f ms), %d shed", begun,
      absl::ToDoubleSeconds(taken), accepted.size(), absl::ToDoubleMilliseconds(Percentile(0.5)),
      absl::ToDoubleMilliseconds(Percentile(0.99)), shed);
  for (const auto& [code, count] : others) {
    absl::StrAppend(&text, ", ", count, " ", absl::StatusCodeToString(code));
  }
  return text;
}

LoadResult KeepBusy(const BeginCall& begin, int callers, int calls, absl::Duration timeout) {
  Load load(begin, timeout);
  load.BeginChains(callers, calls);
  return load.Result();
}

LoadResult Bombard(const BeginCall& begin, double rate, int calls, absl::Duration timeout) {
  Load load(begin, timeout);
  const absl::Time start = absl::Now();
  for (int i = 0; i < calls; ++i) {
    load.AwaitTime(start + absl::Seconds(i / rate));
    load.Begin();
  }
  return load.Result();
}

ProcessFigures FiguresOf(pid_t pid) {
  ProcessFigures figures;
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string name;
    words >> name;
    if (name == "Threads:") words >> figures.threads;
    if (name == "VmRSS:") words >> figures.resident_kilobytes;
    if (name == "VmHWM:") words >> figures.most_resident_kilobytes;
  }
  return figures;
}

}  // namespace sennight::testing
