// How a single report is read: title, boilerplate, sentences, concepts, relevance, fitness.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/summarization/domain/figures.h"
#include "services/summarization/domain/quality.h"
#include "services/summarization/domain/relevance.h"
#include "services/summarization/domain/report.h"
#include "tests/unit/summarization/reports.h"
#include "tests/unit/summarization/sample_week.h"

namespace sennight::summarization {
namespace {

using testing::AnEvent;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

class ReadingTest : public ::testing::Test {
 protected:
  ReadingTest() : topic_(testing::ReadTopic("cell-gene-therapy")), lexicon_(topic_) {}

  Report Read(const std::string& title, const std::string& body) {
    events_.push_back(std::make_unique<event::v1::Event>(AnEvent("a", title, body, "2025-12-10")));
    return Analyze(*events_.back(), &lexicon_);
  }

  std::vector<std::string> Sentences(const Report& report) {
    std::vector<std::string> texts;
    for (const Sentence& sentence : report.sentences) texts.push_back(TextOf(report, sentence));
    return texts;
  }

  std::vector<std::string> Concepts(const std::string& text) {
    std::vector<std::string> ids;
    for (const ConceptHit& hit : lexicon_.concepts.Find(ShadowText(text))) {
      ids.push_back(lexicon_.concepts.at(hit.concept_index).id);
    }
    return ids;
  }

  topic::v1::Topic topic_;
  Lexicon lexicon_;
  std::vector<std::unique_ptr<event::v1::Event>> events_;
};

TEST_F(ReadingTest, BoilerplateAndItsTailAreNotRead) {
  const Report report = Read("Title here",
                             "First sentence of the report.\nAbout Gamida Cell\nA company. It says "
                             "much about itself.\nMore of it.");
  EXPECT_THAT(Sentences(report), ElementsAre("Title here", "First sentence of the report."));
  const Report chinese =
      Read("标题在此", "第一句话在这里。\n责任编辑：某某\n第二段也要读。\n前瞻性声明\n此后不读。");
  EXPECT_THAT(Sentences(chinese), ElementsAre("标题在此", "第一句话在这里。", "第二段也要读。"));
}

TEST_F(ReadingTest, ASentenceAboutPatientsIsNoCompanyDescription) {
  const Report report = Read("Title here", "About 37 patients were enrolled.\nThe end came later.");
  EXPECT_THAT(Sentences(report), Contains("About 37 patients were enrolled."));
}

TEST_F(ReadingTest, ThePublisherInATitleIsCut) {
  for (const char* title :
       {"首款干细胞药品获批上市_新浪新闻", "首款干细胞药品获批上市 - MedSci.cn",
        "首款干细胞药品获批上市｜深度", "首款干细胞药品获批上市 - Publisher a",
        "首款干细胞药品获批上市 提供者 Example.com", "首款干细胞药品获批上市 提供者 某某财经"}) {
    EXPECT_EQ(Sentences(Read(title, ""))[0], "首款干细胞药品获批上市") << title;
  }
  EXPECT_EQ(Sentences(Read("CAR-T - the next decade of cell therapy", ""))[0],
            "CAR-T - the next decade of cell therapy");
}

TEST_F(ReadingTest, TheColumnBeforeATitleIsCutUnlessItSaysSomething) {
  for (const auto& [title, read] : std::vector<std::pair<std::string, std::string>>{
           {"研发进展 | 某某生物启动细胞疗法临床研究", "某某生物启动细胞疗法临床研究"},
           {"总编辑圈点丨一次治疗三种顽疾的细胞疗法", "一次治疗三种顽疾的细胞疗法"},
           {"【首发】某某生物完成1.1亿美元融资", "某某生物完成1.1亿美元融资"},
           {"FDA批准 | 某某细胞疗法用于儿童患者", "FDA批准 | 某某细胞疗法用于儿童患者"},
           {"铂生卓越丨干细胞药品惠及更多患者了", "铂生卓越丨干细胞药品惠及更多患者了"},
           {"一个很长很长的标题在这里说了许多话 | 短", "一个很长很长的标题在这里说了许多话"}}) {
    EXPECT_THAT(Sentences(Read(title, "")), ElementsAre(read));
  }
}

TEST_F(ReadingTest, CriesPicturesAndWireServicesBeforeATitleAreCut) {
  for (const auto& [title, read] : std::vector<std::pair<std::string, std::string>>{
           {"刚刚！首款干细胞药品获批上市", "首款干细胞药品获批上市"},
           {"重磅！首款干细胞药品获批上市", "首款干细胞药品获批上市"},
           {"🔥首款干细胞药品获批上市", "首款干细胞药品获批上市"},
           {"🔥 刚刚！首款干细胞药品获批上市", "首款干细胞药品获批上市"},
           {"FinancialContent - Example Bio reports", "Example Bio reports"},
           {"每日消息（某社） - 首款干细胞药品获批", "首款干细胞药品获批"},
           {"科学研究 - 某大学提出细胞疗法新策略", "某大学提出细胞疗法新策略"},
           {"细胞疗法 - 某大学提出治疗新策略", "细胞疗法 - 某大学提出治疗新策略"},
           {"远山基因 - 首款细胞药物获批上市", "远山基因 - 首款细胞药物获批上市"},
           {"(Updated) Farhill ends its cell therapy work",
            "(Updated) Farhill ends its cell therapy work"},
           {"（快讯）某公司疗法获批 - 缓解率达到百分之九十",
            "（快讯）某公司疗法获批 - 缓解率达到百分之九十"},
           {"远山基因（Farhill）公布数据 - 缓解率达到百分之九十",
            "远山基因（Farhill）公布数据 - 缓解率达到百分之九十"},
           // What says something stays, and what leaves too little.
           {"重磅获批！首款干细胞药品上市", "重磅获批！首款干细胞药品上市"},
           {"5亿元！首款干细胞药品获投资", "5亿元！首款干细胞药品获投资"},
           {"“首款”干细胞药品获批上市", "“首款”干细胞药品获批上市"},
           {"$2.6M raised by Example Bio", "$2.6M raised by Example Bio"},
           {"刚刚！获批了", "刚刚！获批了"}}) {
    EXPECT_EQ(Sentences(Read(title, ""))[0], read) << title;
  }
}

TEST_F(ReadingTest, ALopsidedDashInChineseParts) {
  EXPECT_THAT(Sentences(Read("首款细胞疗法启动纳入医保进程- 某某经济", "")),
              ElementsAre("首款细胞疗法启动纳入医保进程"));
  EXPECT_THAT(Sentences(Read("细胞疗法改写生存格局-Example.cn", "")),
              ElementsAre("细胞疗法改写生存格局"));
  EXPECT_THAT(Sentences(Read("细胞疗法改写生存格局-某某新闻", "")),
              ElementsAre("细胞疗法改写生存格局"));
  EXPECT_THAT(Sentences(Read("细胞疗法改写生存格局-某某新闻 提供者 Example.com", "")),
              ElementsAre("细胞疗法改写生存格局"));
  EXPECT_THAT(Sentences(Read("首款细胞疗法获批上市_中国-东盟某某", "")),
              ElementsAre("首款细胞疗法获批上市"));
  EXPECT_THAT(Sentences(Read("七国将建欧洲-北海海上电网", "")),
              ElementsAre("七国将建欧洲-北海海上电网"));
  EXPECT_THAT(Sentences(Read("细胞疗法改写生存格局-某某团队", "")),
              ElementsAre("细胞疗法改写生存格局-某某团队"));
  EXPECT_THAT(Sentences(Read("某某公布细胞疗法-CAR联合方案", "")),
              ElementsAre("某某公布细胞疗法-CAR联合方案"));
}

TEST_F(ReadingTest, NamesAreFoundInBothLanguagesAtWordBoundaries) {
  EXPECT_THAT(Concepts("FDA批准Waskyra"), ElementsAre("fda", "approve", "waskyra"));
  EXPECT_THAT(Concepts("Zhongnan Hospital opens a clinic"), Contains("open"));
  EXPECT_THAT(Concepts("CAR‑T and CAR T cells"), Not(Contains("nda")));
  EXPECT_THAT(Concepts("an agenda for candidates"), Not(Contains("file")));
  EXPECT_THAT(Concepts("declined to approve it"), ElementsAre("reject"));
  EXPECT_THAT(Concepts("未获批准"), ElementsAre("reject"));
  EXPECT_THAT(Concepts("递交上市申请"), ElementsAre("file"));
}

TEST_F(ReadingTest, EntitiesOfTheEventAreConcepts) {
  EXPECT_EQ(lexicon_.concepts.Intern("waskyra", "anything", ""),
            lexicon_.concepts.IndexOf("waskyra"));
  const int unknown = lexicon_.concepts.Intern("", "Unheard Biotech", "organization");
  EXPECT_GE(unknown, 0);
  EXPECT_EQ(lexicon_.concepts.Intern("", "unheard biotech", "organization"), unknown);
  EXPECT_EQ(lexicon_.concepts.Intern("", "Something", "colour"), -1);
}

TEST_F(ReadingTest, RelevanceAddsUpTheTopicsWords) {
  const RelevanceJudge judge(topic_);
  EXPECT_TRUE(judge.Judge(Read("首款干细胞药品获批", "干细胞治疗。")).relevant);
  EXPECT_FALSE(judge.Judge(Read("新能源车销量上升", "与本领域无关。")).relevant);
  const Relevance advert = judge.Judge(Read("干细胞抗衰美容限时优惠", "立即预约。"));
  EXPECT_FALSE(advert.relevant);
  EXPECT_THAT(advert.evidence, ::testing::HasSubstr("美容"));
}

TEST_F(ReadingTest, OpeningsThatNeedAnotherSentenceAreKnown) {
  const std::vector<std::pair<std::string, Opening>> cases = {
      {"此外，该公司计划扩产。", Opening::kDependent},
      {"其中55.6%实现完全缓解。", Opening::kDependent},
      {"It was approved in March by the agency.", Opening::kDependent},
      {"However, the trial was stopped early.", Opening::kDependent},
      {"该药单剂价格约1.98万元。", Opening::kNounPhrase},
      {"这项研究纳入了54名患者。", Opening::kNounPhrase},
      {"The 396 MW wind farm has been offline since then.", Opening::kNounPhrase},
      {"The FDA approved Waskyra on Tuesday evening.", Opening::kPlain},
      {"Italian researchers reported the result today.", Opening::kPlain},
      {"研究纳入了54名患者。", Opening::kPlain},
  };
  for (const auto& [text, opening] : cases) {
    const Report report = Read("Title", text);
    ASSERT_EQ(report.sentences.size(), 2u) << text;
    EXPECT_EQ(OpeningOf(report, report.sentences[1]), opening) << text;
  }
}

TEST_F(ReadingTest, SentencesThatCannotStandAloneAreNotPrinted) {
  for (const char* text :
       {"患者能停药吗？", "点击阅读原文了解更多内容。", "我们为此感到非常自豪。",
        "他表示“这是一个重要的突破。", "We are proud of what our team has done here.",
        "Some <b>bold</b> text stands in here.", "An opening bracket (is never closed in here.",
        "没有句号的一行文字到此"}) {
    const Report report = Read("Title", text);
    for (size_t i = 1; i < report.sentences.size(); ++i) {
      EXPECT_FALSE(IsPrintable(report, report.sentences[i])) << text;
    }
  }
}

TEST_F(ReadingTest, CountryAndPhaseAreNoFirstPerson) {
  for (const char* text : {"The US Food and Drug Administration approved the therapy today.",
                           "The price is reported at US$400,000 for each patient.",
                           "A phase I trial of the product will begin soon.",
                           "募集资金将用于通用型CAR-T项目的Ⅰ期临床试验。"}) {
    const Report report = Read("Title", text);
    ASSERT_EQ(report.sentences.size(), 2u) << text;
    EXPECT_TRUE(IsPrintable(report, report.sentences[1])) << text;
  }
}

TEST_F(ReadingTest, LabelsOfFiguresAreTheWordsBesideThem) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"治疗后第28天，54名患者的客观缓解率为63.0%。", "客观缓解率"},
      {"艾米迈托赛注射液单剂价格约1.98万元。", "单剂价格"},
      {"接受治疗后，患者重度感染减少约93%。", "患者重度感染减少"},
      {"公司宣布完成3.2亿元人民币B轮融资。", "B轮融资"},
      {"On day 28 the objective response rate was 63.0%.", "objective response rate"},
      {"The price of amimestrocel is about 19,800 yuan.", "price of amimestrocel"},
      {"The price is reported at a little over 200,000 yuan.", "price"},
      {"Data showed that moderate to severe bleeding events fell by about 60%.",
       "moderate to severe bleeding events fell"},
      {"It raised 320 million yuan.", ""},
      {"套餐分为体验月卡（39元）。", "套餐分为体验月卡"},
      {"官方定价为每百万输出token 1.50美元。", "每百万输出token"},
      {"研究发现，45.83%的端点存在欺诈。", "端点存在欺诈"},
      {"Marrow Bank疗法项目 320万元。", ""},
      {"It won 62 percent of the vote.", "vote"},
      {"It raised $40 million in new funding from investors.", "new funding"},
      {"It raised $40 million in Paris.", ""},
  };
  for (const auto& [text, expected] : cases) {
    const bool chinese = static_cast<unsigned char>(text[0]) > 127;
    const Report read = Read(chinese ? "标题文字" : "Title", text);
    std::string label;
    for (const Number& number : read.sentences.at(1).numbers) {
      if (number.kind != NumberKind::kMoney && number.kind != NumberKind::kPercent) continue;
      const auto range = LabelOf(read, read.sentences[1], number, lexicon_.concepts);
      if (range) label = TextOf(read, Field::kBody, *range);
    }
    EXPECT_EQ(label, expected) << text;
  }
}

TEST_F(ReadingTest, WhatIsCountedIsNotMeasured) {
  const Report report =
      Read("Title", "It will have a capacity of 720 MW and 48 turbines of 15 MW each.");
  std::vector<std::string> labels;
  for (const Number& number : report.sentences.at(1).numbers) {
    if (number.kind != NumberKind::kMeasure) continue;
    const auto range = LabelOf(report, report.sentences[1], number, lexicon_.concepts);
    labels.push_back(range ? TextOf(report, Field::kBody, *range) : "");
  }
  EXPECT_THAT(labels, ElementsAre("capacity", ""));
}

}  // namespace
}  // namespace sennight::summarization
