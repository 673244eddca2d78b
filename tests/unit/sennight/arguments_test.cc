#include "services/sennight/cli/arguments.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "tests/support/status_matchers.h"

namespace sennight::cli {
namespace {

using ::sennight::testing::IsOk;
using ::sennight::testing::IsOkAndHolds;
using ::sennight::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Usage ImportUsage() {
  return {
      .name = "import",
      .summary = "Stores events.",
      .options = {{.name = "topic", .value = "TOPIC", .purpose = "The topic.", .is_required = true},
                  {.name = "endpoint",
                   .value = "ADDRESS",
                   .purpose = "The gateway.",
                   .variable = "SENNIGHT_ARGUMENTS_TEST"},
                  {.name = "as-of", .value = "POSITION", .purpose = "A position."},
                  {.name = "json", .purpose = "Writes JSON."}},
      .operand = "FILE",
      .least_operands = 1,
      .most_operands = 3};
}

TEST(Arguments, AreReadInEitherForm) {
  const auto arguments =
      Arguments::Parse(ImportUsage(), {"a.jsonl", "--topic", "t", "--as-of=7", "--json", "-"});

  ASSERT_THAT(arguments, IsOk());
  EXPECT_EQ(arguments->Text("topic"), "t");
  EXPECT_THAT(arguments->Number("as-of", 0, 1, 100), IsOkAndHolds(7));
  EXPECT_TRUE(arguments->Has("json"));
  EXPECT_FALSE(arguments->Has("endpoint"));
  EXPECT_THAT(arguments->operands(), ElementsAre("a.jsonl", "-"));
}

TEST(Arguments, EndTheirOptionsAtTwoDashes) {
  const auto arguments = Arguments::Parse(ImportUsage(), {"--topic=t", "--", "--json"});

  ASSERT_THAT(arguments, IsOk());
  EXPECT_FALSE(arguments->Has("json"));
  EXPECT_THAT(arguments->operands(), ElementsAre("--json"));
}

TEST(Arguments, AreNotGivenTwice) {
  EXPECT_THAT(
      Arguments::Parse(ImportUsage(), {"a", "--topic=t", "--json", "--topic", "u", "--json"}),
      StatusIs(absl::StatusCode::kInvalidArgument,
               "--topic: given more than once\n--json: given more than once\n"));
}

TEST(Arguments, NameEveryMistakeAtOnce) {
  const auto arguments =
      Arguments::Parse(ImportUsage(), {"--topc=t", "--json=yes", "a", "b", "c", "d", "--as-of"});

  EXPECT_THAT(arguments,
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "--topc: no such option of `sennight import`; did you mean --topic?\n"
                       "--json: takes no value\n"
                       "--as-of: want a value (POSITION)\n"
                       "--topic: missing; The topic.\n"
                       "\"d\": not expected here\n"
                       "see `sennight import --help`"));
}

TEST(Arguments, DoNotGuessAnOptionThatIsFarOff) {
  const auto arguments = Arguments::Parse(ImportUsage(), {"--topic=t", "--wholly-other", "a"});

  ASSERT_FALSE(arguments.ok());
  EXPECT_THAT(std::string(arguments.status().message()), Not(HasSubstr("did you mean")));
}

TEST(Arguments, SayThatAnOperandIsMissing) {
  EXPECT_THAT(Arguments::Parse(ImportUsage(), {"--topic=t"}),
              StatusIs(absl::StatusCode::kInvalidArgument, "missing: FILE"));
}

TEST(Arguments, FallBackToTheVariable) {
  setenv("SENNIGHT_ARGUMENTS_TEST", "127.0.0.1:1", 1);
  const auto from_variable = Arguments::Parse(ImportUsage(), {"--topic=t", "a"});
  const auto from_flag =
      Arguments::Parse(ImportUsage(), {"--topic=t", "a", "--endpoint=127.0.0.1:2"});
  unsetenv("SENNIGHT_ARGUMENTS_TEST");

  ASSERT_THAT(from_variable, IsOk());
  ASSERT_THAT(from_flag, IsOk());
  EXPECT_EQ(from_variable->Text("endpoint"), "127.0.0.1:1");
  EXPECT_EQ(from_flag->Text("endpoint"), "127.0.0.1:2");
}

TEST(Arguments, RefuseANumberOutOfRange) {
  const char* const wrong[] = {"0", "-1", "eleven", "101", "99999999999999999999", ""};
  for (const char* text : wrong) {
    const auto arguments =
        Arguments::Parse(ImportUsage(), {"--topic=t", "a", std::string("--as-of=") + text});
    ASSERT_THAT(arguments, IsOk());
    EXPECT_THAT(
        arguments->Number("as-of", 0, 1, 100),
        StatusIs(absl::StatusCode::kInvalidArgument, "--as-of: want a number from 1 to 100"))
        << text;
  }
}

TEST(Arguments, AskForHelpWithoutComplaint) {
  const auto arguments = Arguments::Parse(ImportUsage(), {"--help"});

  ASSERT_THAT(arguments, IsOk());
  EXPECT_TRUE(arguments->wants_help());
}

TEST(HelpOf, ShowsWhatIsRequiredAndWhatIsNot) {
  const std::string help = HelpOf(ImportUsage());

  EXPECT_THAT(help, HasSubstr("sennight import --topic TOPIC [OPTION…] FILE…\n"));
  EXPECT_THAT(help, HasSubstr("  --endpoint ADDRESS\n      The gateway. Variable: "
                              "SENNIGHT_ARGUMENTS_TEST.\n"));
}

}  // namespace
}  // namespace sennight::cli
