#include "services/sennight/cli/digest_text.h"

#include <algorithm>
#include <map>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace sennight::cli {
namespace {

using digest::v1::Finding;
using digest::v1::Severity;
using gateway::v1::ComposeDigestResponse;

constexpr size_t kReasonPrefix = sizeof("LEFT_OUT_REASON_") - 1;

int64_t CountOf(const Findings& findings, Severity severity) {
  return std::count_if(findings.begin(), findings.end(),
                       [=](const Finding& finding) { return finding.severity() == severity; });
}

}  // namespace

std::string Counted(int64_t count, const std::string& noun) {
  if (count == 1) return absl::StrCat("1 ", noun);
  if (noun.back() == 'y') return absl::StrCat(count, " ", noun.substr(0, noun.size() - 1), "ies");
  return absl::StrCat(count, " ", noun, "s");
}

std::string CountsOf(const digest::v1::Digest& digest) {
  const digest::v1::Stats& stats = digest.stats();
  return absl::StrCat(Counted(stats.events_read(), "event"), " read, ", stats.events_used(),
                      " used, ", Counted(stats.stories(), "story"), " in ",
                      Counted(stats.sections(), "section"), ", ",
                      Counted(stats.references(), "reference"));
}

std::string FindingCountsOf(const Findings& findings) {
  return absl::StrCat(Counted(CountOf(findings, digest::v1::SEVERITY_ERROR), "error"), ", ",
                      Counted(CountOf(findings, digest::v1::SEVERITY_WARNING), "warning"), ", ",
                      Counted(CountOf(findings, digest::v1::SEVERITY_INFO), "remark"));
}

std::string GraveFindingsOf(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    if (finding.severity() == digest::v1::SEVERITY_INFO) continue;
    absl::StrAppend(&text, finding.severity() == digest::v1::SEVERITY_ERROR ? "error" : "warning",
                    " ", finding.rule_id(), " ", finding.path(), ": ", finding.message(), "\n");
  }
  return text;
}

std::string GraveRulesOf(const Findings& findings) {
  std::map<std::string, int> counts;
  for (const Finding& finding : findings) {
    if (finding.severity() != digest::v1::SEVERITY_INFO) ++counts[finding.rule_id()];
  }
  std::vector<std::string> rules;
  for (const auto& [rule, count] : counts) {
    rules.push_back(count == 1 ? rule : absl::StrCat(rule, " (", count, ")"));
  }
  return absl::StrJoin(rules, ", ");
}

std::string LeftOutCountsOf(const ComposeDigestResponse& composed) {
  std::map<int, int> counts;
  for (const auto& event : composed.left_out()) ++counts[event.reason()];
  std::vector<std::string> parts;
  for (const auto& [reason, count] : counts) {
    const std::string name =
        LeftOutReason_Name(static_cast<summarization::v1::LeftOutReason>(reason));
    parts.push_back(absl::StrCat(count, " ",
                                 absl::StrReplaceAll(absl::AsciiStrToLower(name.substr(
                                                         std::min(kReasonPrefix, name.size()))),
                                                     {{"_", " "}})));
  }
  return parts.empty() ? "none" : absl::StrJoin(parts, ", ");
}

std::string StepTimesOf(const ComposeDigestResponse& composed) {
  std::vector<std::string> parts;
  for (const auto& step : composed.steps()) {
    const double milliseconds = static_cast<double>(step.elapsed().seconds()) * 1e3 +
                                static_cast<double>(step.elapsed().nanos()) / 1e6;
    parts.push_back(absl::StrFormat("%s %.1f", step.step(), milliseconds));
  }
  return absl::StrJoin(parts, ", ");
}

}  // namespace sennight::cli
