#include "common/text/ids.h"

#include <string>

#include <gtest/gtest.h>

namespace sennight::text {
namespace {

struct Case {
  std::string text;
  bool is_id;
  bool is_topic_id;
};

TEST(IdsTest, AreSmallLettersDigitsAndHyphensATopicsFirstALetter) {
  for (const Case& c :
       {Case{"a", true, true}, Case{"cell-gene-therapy", true, true}, Case{"9-lives", true, false},
        Case{"-", true, false}, Case{std::string(63, 'a'), true, true},
        Case{std::string(64, 'a'), false, false}, Case{"", false, false},
        Case{"Cell", false, false}, Case{"a_b", false, false}, Case{"a b", false, false},
        Case{"细胞", false, false}}) {
    EXPECT_EQ(IsId(c.text), c.is_id) << c.text;
    EXPECT_EQ(IsTopicId(c.text), c.is_topic_id) << c.text;
  }
}

}  // namespace
}  // namespace sennight::text
