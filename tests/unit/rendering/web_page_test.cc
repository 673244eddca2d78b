#include "services/rendering/domain/web_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/rendering/sample_digest.h"
#include "tests/unit/rendering/xml_outline.h"

namespace sennight::rendering {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class WebPageTest : public ::testing::TestWithParam<const char*> {
 protected:
  const std::string page_ = RenderWebPage(SampleDigest(GetParam())).content;
  const Outline outline_ = OutlineOf(page_);
};

TEST_P(WebPageTest, IsWellFormed) { EXPECT_EQ(outline_.error, ""); }

TEST_P(WebPageTest, LinksOnlyToPlacesItHas) {
  const std::multiset<std::string> ids = outline_.Values("id");
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size()) << "an id twice";
  for (const std::string& href : outline_.Values("href")) {
    if (!href.starts_with("#")) continue;
    EXPECT_THAT(ids, Contains(href.substr(1)));
  }
}

TEST_P(WebPageTest, LinksEachCitationToItsReferenceAndBack) {
  const std::multiset<std::string> targets = outline_.Values("href");
  int places = 0;
  for (const FoundElement& element : outline_.elements) {
    const auto id = element.attributes.find("id");
    if (id == element.attributes.end() || !id->second.starts_with("c") ||
        id->second.find('-') == std::string::npos) {
      continue;
    }
    ++places;
    const std::string number = id->second.substr(1, id->second.find('-') - 1);
    EXPECT_EQ(element.attributes.at("href"), "#r" + number);
    EXPECT_THAT(targets, Contains("#" + id->second));
  }
  EXPECT_GT(places, 10);
}

TEST_P(WebPageTest, FetchesAndRunsNothing) {
  for (const FoundElement& element : outline_.elements) {
    EXPECT_EQ(element.attributes.count("src"), 0U) << element.tag;
    EXPECT_EQ(element.attributes.count("srcset"), 0U) << element.tag;
    if (element.tag == "script") {
      EXPECT_EQ(element.attributes.at("type"), "application/ld+json");
    }
    if (element.tag == "link") {
      EXPECT_TRUE(element.attributes.at("href").starts_with("data:"));
    }
  }
  EXPECT_THAT(page_, Not(HasSubstr("@import")));
  EXPECT_THAT(page_, Not(HasSubstr("url(")));
}

TEST_P(WebPageTest, HasOneTitleAndSkipsNoLevel) {
  int before = 0;
  int titles = 0;
  for (const FoundElement& element : outline_.elements) {
    if (element.tag.size() != 2 || element.tag[0] != 'h' || element.tag[1] == 'r') continue;
    const int level = element.tag[1] - '0';
    titles += level == 1;
    EXPECT_LE(level, before + 1);
    before = level;
  }
  EXPECT_EQ(titles, 1);
}

INSTANTIATE_TEST_SUITE_P(Languages, WebPageTest, ::testing::Values("zh-CN", "en"),
                         [](const auto& param) { return std::string(param.param, 2); });

TEST(WebPageOfTest, ShowsInWhichLanguageATextStands) {
  const std::string page = RenderWebPage(SampleDigest("en")).content;
  EXPECT_THAT(page, HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(page, HasSubstr("<span lang=\"zh-CN\">生产采用全自动、全封闭系统。"));
}

TEST(WebPageOfTest, KeepsACitationOnTheLineOfItsWord) {
  EXPECT_THAT(RenderWebPage(SampleDigest("en")).content,
              HasSubstr("syndrome.\u2060<sup class=\"c\">"));
}

TEST(WebPageOfTest, MarksStoriesOutsideTheWindowNotByColourAlone) {
  const std::string page = RenderWebPage(SampleDigest("zh-CN")).content;
  EXPECT_THAT(page, HasSubstr("class=\"mark late\""));
  EXPECT_THAT(page, HasSubstr("（窗口之外）"));
}

TEST(WebPageOfTest, TakesTheColoursOfThePublication) {
  const std::string page = RenderWebPage(SampleDigest("en")).content;
  EXPECT_THAT(page, HasSubstr(":root{--accent:#1f4e8c;"));
  EXPECT_THAT(page, HasSubstr(";--accent:#8db8f0;"));
}

}  // namespace
}  // namespace sennight::rendering
