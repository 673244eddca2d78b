#include "common/text/fill.h"

#include <gtest/gtest.h>

#include <string>

namespace sennight::text {
namespace {

TEST(FillTest, PutsEachArgumentWhereItBelongs) {
  EXPECT_EQ(Fill("{0} of {1}", "7", std::string("9")), "7 of 9");
  EXPECT_EQ(Fill("{1}中的{0}", {"七", "九"}), "九中的七");
  EXPECT_EQ(Fill("{0}{0}", "ab"), "abab");
  EXPECT_EQ(Fill("nothing", "x"), "nothing");
  EXPECT_EQ(Fill("", "x"), "");
}

TEST(FillTest, LeavesWhatIsNoPlaceAsItIs) {
  for (const char* pattern : {"{1}", "{9}", "{", "{0", "{}", "{x}", "{00}", "{ 0}", "}{", "{{"}) {
    EXPECT_EQ(Fill(pattern, "x"), pattern) << pattern;
  }
  EXPECT_EQ(Fill("{{0}}", "x"), "{x}");
}

TEST(FillTest, FillsNoPlaceOfAnArgument) { EXPECT_EQ(Fill("{0}{1}", "{1}", "{0}"), "{1}{0}"); }

}  // namespace
}  // namespace sennight::text
