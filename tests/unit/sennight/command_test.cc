#include "services/sennight/cli/command.h"

#include <gmock/gmock.h>

#include <sstream>

#include "common/status/status.h"

namespace sennight::cli {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<int> Greet(const Arguments& arguments, Console& console) {
  if (arguments.Has("fail")) {
    FieldViolations violations;
    violations.Add("week", "want an ISO week");
    violations.Add("language", "want one of zh-CN, en");
    return violations.ToStatus();
  }
  if (arguments.Has("absent")) return absl::NotFoundError("there is nobody");
  if (arguments.Has("slow")) return absl::DeadlineExceededError("Deadline Exceeded");
  if (arguments.Has("late")) return absl::AbortedError("somebody was here before");
  console.out << "hello\n";
  return 0;
}

class CommandTest : public ::testing::Test {
 protected:
  int RunWords(const std::vector<std::string>& words) {
    Console console{.out = out_, .err = err_};
    return cli::Run(
        {{.usage = {.name = "greet",
                    .summary = "Greets.",
                    .options = {{.name = "fail", .purpose = "Fails."},
                                {.name = "absent", .purpose = "Finds nobody."},
                                {.name = "slow", .purpose = "Takes long."},
                                {.name = "timeout", .value = "T", .purpose = "How long."},
                                {.name = "late", .purpose = "Comes late."}}},
          .run = Greet},
         {.usage = {.name = "store greet",
                    .summary = "Greets a store.",
                    .options = {{.name = "slow", .purpose = "Takes long."}}},
          .run = Greet}},
        words, console);
  }

  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(CommandTest, RunsTheCommandNamed) {
  EXPECT_EQ(RunWords({"greet"}), 0);
  EXPECT_EQ(out_.str(), "hello\n");
  EXPECT_EQ(err_.str(), "");
}

TEST_F(CommandTest, RunsACommandOfTwoWords) {
  EXPECT_EQ(RunWords({"store", "greet"}), 0);
  EXPECT_EQ(out_.str(), "hello\n");
  EXPECT_EQ(RunWords({"help", "store", "greet"}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("sennight store greet"));

  EXPECT_EQ(RunWords({"store"}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("no command \"store\""));
}

TEST_F(CommandTest, TellsOfACommandThatIsMisspelt) {
  EXPECT_EQ(RunWords({"gret"}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("no command \"gret\"; did you mean greet?"));
}

TEST_F(CommandTest, WritesTheFieldsThatAreWrongOneALine) {
  EXPECT_EQ(RunWords({"greet", "--fail"}), 2);
  EXPECT_EQ(err_.str(),
            "sennight: week: want an ISO week\nsennight: language: want one of zh-CN, en\n");
}

TEST_F(CommandTest, NamesTheOptionThatSaysHowLongACallMayTake) {
  EXPECT_EQ(RunWords({"greet", "--slow"}), 3);
  EXPECT_EQ(err_.str(),
            "sennight: Deadline Exceeded\nhow long a call may take is what --timeout says, or "
            "30s\n");
  err_.str("");
  EXPECT_EQ(RunWords({"store", "greet", "--slow"}), 3);
  EXPECT_EQ(err_.str(), "sennight: Deadline Exceeded\n");
}

TEST_F(CommandTest, ExitsWith1IfNothingWasFound) {
  EXPECT_EQ(RunWords({"greet", "--absent"}), 1);
  EXPECT_EQ(err_.str(), "sennight: there is nobody\n");
}

TEST_F(CommandTest, ExitsWith1IfSomethingWasInConflict) {
  EXPECT_EQ(RunWords({"greet", "--late"}), 1);
  EXPECT_EQ(err_.str(), "sennight: somebody was here before\n");
}

TEST_F(CommandTest, ShowsHelpOfAllAndOfOne) {
  EXPECT_EQ(RunWords({"help"}), 0);
  EXPECT_THAT(out_.str(), HasSubstr("\n  greet           Greets.\n"));
  EXPECT_THAT(out_.str(), HasSubstr("Exit status: 0 done; 1"));
  out_.str("");
  EXPECT_EQ(RunWords({"help", "greet"}), 0);
  const std::string help = out_.str();
  out_.str("");
  EXPECT_EQ(RunWords({"greet", "--help"}), 0);
  EXPECT_EQ(out_.str(), help);
}

TEST_F(CommandTest, ShowsHelpAsAnErrorWithoutACommand) {
  EXPECT_EQ(RunWords({}), 2);
  EXPECT_EQ(out_.str(), "");
  EXPECT_THAT(err_.str(), HasSubstr("greet"));
}

TEST_F(CommandTest, SaysThatStandardOutputCannotBeWritten) {
  out_.setstate(std::ios::badbit);

  EXPECT_EQ(RunWords({"greet"}), 4);
  EXPECT_THAT(err_.str(), HasSubstr("cannot write to standard output"));
}

}  // namespace
}  // namespace sennight::cli
