#include "common/log/log.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <string>

namespace sennight::log {
namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;
using ::testing::HasSubstr;
using ::testing::internal::CaptureStderr;
using ::testing::internal::GetCapturedStderr;

constexpr system_clock::time_point kTime{milliseconds(1'765'787'400'042)};

// The level is the process's: each test gives it back.
class LogTest : public ::testing::Test {
 protected:
  ~LogTest() override { SetLevel(Level::kInfo); }
};

TEST_F(LogTest, WritesOneLineInLogfmtWithTheTimeInUtc) {
  EXPECT_EQ(FormatLine(kTime, Level::kInfo, "gateway", "listening", {{"address", "[::1]:7100"}}),
            "time=2025-12-15T08:30:00.042Z level=info msg=listening service=gateway "
            "address=[::1]:7100\n");
}

TEST_F(LogTest, WritesTimesOfAnyAge) {
  const auto line = [](int64_t since_epoch) {
    return FormatLine(system_clock::time_point(milliseconds(since_epoch)), Level::kInfo, "", "m",
                      {});
  };
  EXPECT_EQ(line(0), "time=1970-01-01T00:00:00.000Z level=info msg=m\n");
  EXPECT_EQ(line(-1), "time=1969-12-31T23:59:59.999Z level=info msg=m\n");
  EXPECT_EQ(line(951'782'400'999), "time=2000-02-29T00:00:00.999Z level=info msg=m\n");
}

TEST_F(LogTest, LeavesOutFieldsWithoutAValue) {
  EXPECT_EQ(FormatLine(kTime, Level::kError, "", "call", {{"actor", ""}, {"code", "INTERNAL"}}),
            "time=2025-12-15T08:30:00.042Z level=error msg=call code=INTERNAL\n");
}

TEST_F(LogTest, QuotesWhatIsNotPlain) {
  EXPECT_EQ(Quote("plain-1.5_x"), "plain-1.5_x");
  EXPECT_EQ(Quote(""), R"("")");
  EXPECT_EQ(Quote("two words"), R"("two words")");
  EXPECT_EQ(Quote("a=b"), R"("a=b")");
  EXPECT_EQ(Quote(R"(say "x\y")"), R"("say \"x\\y\"")");
  EXPECT_EQ(Quote("a\nlevel=error\t\x01\x7f"), R"("a\nlevel=error\x09\x01\x7f")");
  EXPECT_EQ(Quote("细胞"), "细胞");
}

TEST_F(LogTest, KnowsTheNamesOfTheLevels) {
  EXPECT_EQ(ParseLevel("debug"), Level::kDebug);
  EXPECT_EQ(ParseLevel("info"), Level::kInfo);
  EXPECT_EQ(ParseLevel("warning"), Level::kWarning);
  EXPECT_EQ(ParseLevel("error"), Level::kError);
  for (const char* none : {"", "INFO", "warn", "2"}) {
    EXPECT_EQ(ParseLevel(none), std::nullopt) << none;
  }
}

TEST_F(LogTest, WritesNothingBelowTheLevel) {
  SetLevel(Level::kWarning);
  CaptureStderr();
  Debug("first");
  Info("second");
  Warning("third");
  Error("fourth");
  const std::string written = GetCapturedStderr();

  EXPECT_THAT(written, HasSubstr("level=warning msg=third"));
  EXPECT_THAT(written, HasSubstr("level=error msg=fourth"));
  EXPECT_EQ(std::count(written.begin(), written.end(), '\n'), 2);
  EXPECT_TRUE(IsWritten(Level::kError));
  EXPECT_FALSE(IsWritten(Level::kInfo));
}

TEST_F(LogTest, KeepsDebuggingToItselfAtFirst) {
  EXPECT_TRUE(IsWritten(Level::kInfo));
  EXPECT_FALSE(IsWritten(Level::kDebug));
}

}  // namespace
}  // namespace sennight::log
