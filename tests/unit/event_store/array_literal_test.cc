#include "services/event_store/adapters/postgres/array_literal.h"

#include <gmock/gmock.h>

#include "services/event_store/adapters/postgres/connect.h"

namespace sennight::event_store {
namespace {

TEST(ArrayLiteralTest, IsEmptyWithoutElements) { EXPECT_EQ(ArrayLiteral().text(), "{}"); }

TEST(ArrayLiteralTest, QuotesEveryText) {
  ArrayLiteral array;
  array.Add("plain");
  array.Add("");
  array.Add("NULL");
  array.Add(R"(a "quoted" \ backslash, {brace})");
  array.Add("line\nbreak 基因");

  EXPECT_EQ(array.text(),
            "{\"plain\",\"\",\"NULL\",\"a \\\"quoted\\\" \\\\ backslash, {brace}\","
            "\"line\nbreak 基因\"}");
}

TEST(ArrayLiteralTest, WritesNumbersBytesAndNulls) {
  ArrayLiteral array;
  array.AddNull();
  array.AddNumber(-7);
  array.AddHex("00ff");
  array.AddBytes(std::string("\x01\xab\0", 3));
  array.AddOrNull("");
  array.AddOrNull("x");

  EXPECT_EQ(array.text(), R"({NULL,-7,"\\x00ff","\\x01ab00",NULL,"x"})");
}

TEST(ConnectTest, BoundsHowLongADeadServerIsWaitedForUnlessTheUserHasSaid) {
  EXPECT_THAT(WithDefaults("host=db connect_timeout=9", absl::Seconds(3)),
              ::testing::AllOf(::testing::StartsWith("connect_timeout=3 "),
                               ::testing::HasSubstr("tcp_user_timeout="),
                               ::testing::EndsWith(" host=db connect_timeout=9")));
  EXPECT_THAT(WithDefaults("postgresql://db/events", absl::Milliseconds(100)),
              ::testing::StartsWith("postgresql://db/events?connect_timeout=2&"));
  EXPECT_THAT(WithDefaults("postgres://db/events?connect_timeout=9", absl::Seconds(3)),
              ::testing::AllOf(::testing::HasSubstr("?connect_timeout=9&"),
                               ::testing::Not(::testing::HasSubstr("connect_timeout=3"))));
}

}  // namespace
}  // namespace sennight::event_store
