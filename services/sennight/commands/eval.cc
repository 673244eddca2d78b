#include <google/protobuf/text_format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/process/termination.h"
#include "services/sennight/cli/files.h"
#include "services/sennight/commands/commands.h"
#include "services/sennight/suite/installation.h"
#include "services/summarization/wiring.h"

namespace sennight::commands {
namespace {

using summarization::EvaluationTask;

constexpr size_t kMostBytes = size_t{1} << 30;
constexpr size_t kMostTopicBytes = size_t{1} << 24;
constexpr int kDefaultBudget = 250;
constexpr int kMostBudget = 1'000'000;

const std::map<std::string, EvaluationTask>& Tasks() {
  static const std::map<std::string, EvaluationTask>& tasks =
      *new std::map<std::string, EvaluationTask>{{"summarize", EvaluationTask::kSummarize},
                                                 {"cluster", EvaluationTask::kCluster},
                                                 {"tell", EvaluationTask::kTell},
                                                 {"verify", EvaluationTask::kVerify},
                                                 {"rank", EvaluationTask::kRank}};
  return tasks;
}

// Reads the topic of the installation that is named, or all of them.
absl::StatusOr<std::vector<topic::v1::Topic>> ReadTopics(const std::string& id) {
  const absl::StatusOr<std::filesystem::path> folder = suite::FindDeployFolder();
  if (!folder.ok()) return folder.status();
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(*folder / "topics")) {
    if (entry.path().extension() == ".textproto") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<topic::v1::Topic> topics;
  for (const std::filesystem::path& file : files) {
    const absl::StatusOr<std::string> text = cli::ReadFile(file.string(), kMostTopicBytes);
    if (!text.ok()) return text.status();
    topic::v1::Topic topic;
    if (!google::protobuf::TextFormat::ParseFromString(*text, &topic)) {
      return absl::InvalidArgumentError(absl::StrCat(file.string(), ": is no topic"));
    }
    if (id.empty() || topic.topic_id() == id) topics.push_back(std::move(topic));
  }
  if (topics.empty())
    return absl::NotFoundError(absl::StrCat("--topic: there is none \"", id, "\""));
  return topics;
}

absl::StatusOr<std::string> ReadRecords(const std::string& path) {
  // A file tells its size; what comes through a pipe may have any.
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  return cli::ReadFile(path, error ? kMostBytes : std::min<size_t>(size, kMostBytes));
}

absl::StatusOr<int> Run(const cli::Arguments& arguments, cli::Console& console) {
  const auto task = Tasks().find(arguments.operands().front());
  if (task == Tasks().end()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "want summarize, cluster, rank, tell or verify, got \"", arguments.operands().front(), "\""));
  }
  const absl::StatusOr<int64_t> budget = arguments.Number("budget", kDefaultBudget, 1, kMostBudget);
  if (!budget.ok()) return budget.status();
  const std::string unit = arguments.Text("unit", "words");
  if (unit != "words" && unit != "characters") {
    return absl::InvalidArgumentError(
        absl::StrCat("--unit: want words or characters, got \"", unit, "\""));
  }
  absl::StatusOr<std::vector<topic::v1::Topic>> topics = ReadTopics(arguments.Text("topic"));
  if (!topics.ok()) return topics.status();
  const absl::StatusOr<std::string> records = ReadRecords(arguments.Text("input"));
  if (!records.ok()) return records.status();
  summarization::EvaluationOptions options;
  options.topics = *std::move(topics);
  options.budget = static_cast<int>(*budget);
  const absl::StatusOr<std::string> answers =
      summarization::Evaluate(task->second, *records, options);
  if (!answers.ok()) return answers.status();
  const std::string output = arguments.Text("output", "-");
  if (output == "-") {
    console.out << *answers;
    return process::kExitOk;
  }
  if (absl::Status written = cli::WriteFile(output, *answers); !written.ok()) return written;
  console.err << std::count(answers->begin(), answers->end(), '\n') << " answers in " << output
              << "\n";
  return process::kExitOk;
}

}  // namespace

cli::Command Eval() {
  return {
      .usage = {.name = "eval",
                .summary = "Runs the summarization engine on records for measuring it.",
                .options = {{.name = "input",
                             .value = "FILE",
                             .purpose = "The records as JSON Lines, - for standard input.",
                             .is_required = true},
                            {.name = "output",
                             .value = "FILE",
                             .purpose = "Where the answers go; standard output by default."},
                            {.name = "budget",
                             .value = "COUNT",
                             .purpose = "A summary grows until it has so many words: 250."},
                            {.name = "unit",
                             .value = "UNIT",
                             .purpose = "words (default) or characters: of Chinese the same, for "
                                        "a Han character counts as a word."},
                            {.name = "topic",
                             .value = "TOPIC",
                             .purpose = "Knows the concepts of this topic only, not of all that "
                                        "are installed."}},
                .operand = "TASK",
                .least_operands = 1,
                .most_operands = 1,
                .description =
                    "Tasks, and the fields of a record and its answer:\n"
                    "  summarize  id, lang, docs (id, title, text)  ->  id, summary\n"
                    "  cluster    id, lang, title, text, date       ->  id, story, group\n"
                    "  verify     id, doc, summary                  ->  id, supported, reasons\n"
                    "  rank       id, date, items (headline, body)  ->  id, scores, reasons\n"
                    "  tell       id, lang, docs (title, text)  ->  id, sentences, figures, told\n"
                    "The records of a file to cluster are taken together. What else a record "
                    "holds, such as\nreferences, is passed over. The last sentence of a summary "
                    "is whole: it may go beyond the budget."},
      .run = Run};
}

}  // namespace sennight::commands
