// PDF and pictures. What they look like has to be looked at: `SENNIGHT_RENDITIONS=FOLDER` makes
// these tests write what they render.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "absl/strings/str_cat.h"
#include "services/rendering/domain/print/fonts.h"
#include "services/rendering/domain/print/paragraph.h"
#include "services/rendering/domain/print/pdf_file.h"
#include "services/rendering/domain/print/qr_code.h"
#include "services/rendering/domain/render.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/rendering/sample_digest.h"

namespace sennight::rendering {
namespace {

using absl::StatusCode;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using ::testing::Not;
using ::testing::StartsWith;
using testing::StatusIs;

constexpr v1::Format kDrawn[] = {v1::FORMAT_PDF, v1::FORMAT_COVER, v1::FORMAT_SQUARE_COVER,
                                 v1::FORMAT_SHARE_CARD};

absl::StatusOr<v1::Rendition> Draw(const digest::v1::Digest& digest, v1::Format format) {
  return RenderDigest(digest, format, SampleOptions(), FontFolder());
}

std::size_t Count(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++count;
  return count;
}

// Returns a PDF with its packed streams unpacked.
std::string Unpacked(const std::string& pdf) {
  std::string text = pdf;
  const std::string mark = "/FlateDecode";
  for (std::size_t at = pdf.find(mark); at != pdf.npos; at = pdf.find(mark, at + 1)) {
    const std::size_t begin = pdf.find("stream\n", at) + 7;
    const std::size_t end = pdf.find("\nendstream", begin);
    std::string bytes(4'000'000, '\0');
    uLongf size = bytes.size();
    if (uncompress(reinterpret_cast<Bytef*>(bytes.data()), &size,
                   reinterpret_cast<const Bytef*>(pdf.data() + begin), end - begin) == Z_OK) {
      text.append(bytes, 0, size);
    }
  }
  return text;
}

TEST(DrawnTest, IsTheSameBytesAgain) {
  for (const v1::Format format : kDrawn) {
    const auto first = Draw(SampleDigest("zh-CN"), format);
    const auto second = Draw(SampleDigest("zh-CN"), format);
    ASSERT_THAT(first, IsOk());
    EXPECT_EQ(first->content(), second->content());
    EXPECT_THAT(first->findings(), IsEmpty());
  }
}

TEST(DrawnTest, CanBeLookedAt) {
  for (const char* language : {"zh-CN", "en"}) {
    for (const v1::Format format : kDrawn) {
      const auto rendition = Draw(SampleDigest(language), format);
      ASSERT_THAT(rendition, IsOk());
      EXPECT_LT(rendition->content().size(), 400'000U);
      if (const char* folder = std::getenv("SENNIGHT_RENDITIONS"); folder != nullptr) {
        std::ofstream(absl::StrCat(folder, "/", rendition->file_name()), std::ios::binary)
            << rendition->content();
      }
    }
  }
}

TEST(DrawnTest, WantsItsFonts) {
  for (const v1::Format format : kDrawn) {
    EXPECT_THAT(RenderDigest(SampleDigest("en"), format, {}, "/nowhere"),
                StatusIs(StatusCode::kFailedPrecondition, "/nowhere/sans.otf"));
  }
}

TEST(DrawnTest, SaysHowManyCharactersTheFontsLack) {
  digest::v1::Digest digest = SampleDigest("en");
  SetText("Professor חנה and 👩🏽‍🔬", digest.mutable_title());
  const auto pdf = Draw(digest, v1::FORMAT_PDF);
  ASSERT_EQ(pdf->findings_size(), 1);
  EXPECT_EQ(pdf->findings(0).rule_id(), "PDF-FONT");
  const auto cover = Draw(digest, v1::FORMAT_COVER);
  ASSERT_EQ(cover->findings_size(), 1);
  EXPECT_EQ(cover->findings(0).rule_id(), "PNG-FONT");
}

TEST(DrawnTest, HasRareIdeographsOfNames) {
  digest::v1::Digest digest = SampleDigest("zh-CN");
  SetText("镕 䶮 喆 堃", digest.mutable_title());
  SetText("镕 䶮 喆 堃", digest.mutable_sections(0)->mutable_stories(0)->mutable_lead());
  for (const v1::Format format : kDrawn) {
    const auto drawn = Draw(digest, format);
    ASSERT_THAT(drawn, IsOk());
    for (const digest::v1::Finding& finding : drawn->findings()) {
      EXPECT_THAT(finding.rule_id(), Not(HasSubstr("-FONT"))) << finding.message();
    }
  }
}

TEST(PdfTest, SaysWhatItIs) {
  const std::string file = Draw(SampleDigest("zh-CN"), v1::FORMAT_PDF)->content();
  EXPECT_THAT(file, StartsWith("%PDF-1.5"));
  EXPECT_LT(file.size(), 150'000U);
  const std::string pdf = Unpacked(file);
  EXPECT_THAT(pdf, HasSubstr("/Lang (zh-CN)"));
  EXPECT_THAT(pdf, HasSubstr("/DisplayDocTitle true"));
  EXPECT_THAT(pdf, HasSubstr("/Marked true"));
  EXPECT_THAT(pdf, HasSubstr("/StructTreeRoot"));
  EXPECT_THAT(pdf,
              HasSubstr("未使用生成式人工智能"));  // In the metadata, for those who must be told.
  EXPECT_THAT(pdf, HasSubstr("<xmp:CreateDate>2025-12-16T00:00:00+08:00"));
}

TEST(PdfTest, HasAnOutlineAndLinks) {
  const std::string pdf = Unpacked(Draw(SampleDigest("zh-CN"), v1::FORMAT_PDF)->content());
  // The title, five sections, in brief, closing, references.
  EXPECT_EQ(Count(pdf, "/Title <"), 9U + 1U) << "and the title of the document";
  EXPECT_GT(Count(pdf, "/Subtype /Link"), 40U);
  EXPECT_THAT(pdf, HasSubstr("https://www.fda.gov/"));
}

TEST(PdfTest, ShowsTheWeekAsAListThatLinksToSections) {
  digest::v1::Digest digest = SampleDigest("zh-CN");
  const std::string week = Unpacked(Draw(digest, v1::FORMAT_PDF)->content());
  EXPECT_EQ(Count(week, "/S /L\n"), 1U);
  EXPECT_EQ(Count(week, "/S /LI\n"), 10U) << "a day each, from the first story on";
  for (digest::v1::Section& section : *digest.mutable_sections()) {
    for (digest::v1::Story& story : *section.mutable_stories()) story.clear_occurred();
  }
  const std::string bare = Unpacked(Draw(digest, v1::FORMAT_PDF)->content());
  EXPECT_EQ(Count(bare, "/S /LI\n"), 7U) << "the days of the window";
  EXPECT_EQ(Count(week, "/Subtype /Link"), Count(bare, "/Subtype /Link") + 6U);
}

TEST(PdfTest, ShowsWindowsAndDaysOfAnySize) {
  digest::v1::Digest digest = SampleDigest("en");
  const auto story = digest.sections(0).stories(0);
  for (int i = 0; i < 300; ++i) *digest.mutable_sections(0)->add_stories() = story;
  SetText(std::string(20'000, 'x'),
          digest.mutable_sections(0)->mutable_stories(0)->mutable_subject());
  for (const char* end : {"2025-12-10", "2025-12-16", "2026-02-09"}) {
    digest.clear_week();
    digest.mutable_window()->set_end(end);
    EXPECT_THAT(Draw(digest, v1::FORMAT_PDF), IsOk()) << end;
  }
}

TEST(PdfTest, HasAMastheadOnItsFirstPage) {
  v1::RenderOptions options = SampleOptions();
  const auto without = RenderDigest(SampleDigest("en"), v1::FORMAT_PDF, options, FontFolder());
  options.mutable_publication()->set_masthead_note("Issue for members");
  const auto with = RenderDigest(SampleDigest("en"), v1::FORMAT_PDF, options, FontFolder());
  ASSERT_THAT(with, IsOk());
  EXPECT_NE(with->content(), without->content());
  // A note that has no room there stands below.
  options.mutable_publication()->set_masthead_note(std::string(120, 'm'));
  const auto wide = RenderDigest(SampleDigest("en"), v1::FORMAT_PDF, options, FontFolder());
  ASSERT_THAT(wide, IsOk());
  EXPECT_NE(wide->content(), without->content());
}

TEST(PdfTest, FindsLinesThatBeginOrEndWithWhatMayNotStandThere) {
  const auto rules_of = [](const char* language, const std::string& text) {
    digest::v1::Digest digest = SampleDigest(language);
    digest::v1::InlineText& lead = *digest.mutable_sections(0)->mutable_stories(0)->mutable_lead();
    lead.clear_runs();
    lead.add_runs()->set_text(text);
    std::vector<std::string> found;
    const auto pdf = Draw(digest, v1::FORMAT_PDF);
    EXPECT_THAT(pdf, IsOk());
    for (const digest::v1::Finding& finding : pdf->findings()) {
      if (finding.rule_id().starts_with("TYP-LINE")) {
        found.push_back(absl::StrCat(finding.rule_id(), " ", finding.message()));
      }
    }
    return found;
  };
  std::string stops = "药";
  std::string opens = "药";
  for (int i = 0; i < 200; ++i) {
    stops += "。";
    opens += "（";
  }
  // Nothing but marks: some line has to begin with one.
  EXPECT_THAT(rules_of("zh-CN", stops),
              ElementsAre(AllOf(StartsWith("TYP-LINE-START 有 "), HasSubstr("首见于第 1 页"))));
  EXPECT_THAT(rules_of("zh-CN", opens + "药"),
              ElementsAre(AllOf(StartsWith("TYP-LINE-END 有 "), HasSubstr("首见于第 1 页"))));
  EXPECT_THAT(rules_of("zh-CN", "药品获批。"), IsEmpty());
  EXPECT_THAT(rules_of("en", stops), IsEmpty());
}

TEST(PdfTest, RefusesADigestOfTooManyPages) {
  EXPECT_THAT(Draw(DigestOf(60, std::string(20'000, 'x')), v1::FORMAT_PDF),
              StatusIs(StatusCode::kInvalidArgument, "want at most 200 pages"));
}

TEST(PdfTest, KeepsHostileTextOutOfItsStructure) {
  const std::string hostile =
      ") >> endobj /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>' x=1";
  const auto pdf = Draw(DigestFullOf(hostile, "en"), v1::FORMAT_PDF);
  ASSERT_THAT(pdf, IsOk());
  EXPECT_THAT(Unpacked(pdf->content()), Not(HasSubstr("\n/OpenAction")));
  digest::v1::Digest digest = SampleDigest("en");
  digest.set_language("en) /OpenAction (x");
  EXPECT_THAT(Unpacked(Draw(digest, v1::FORMAT_PDF)->content()), HasSubstr("/Lang (und)"));
}

TEST(PdfFileTest, RefusesWhatIsNoPdfOfCairo) {
  const std::string trailer = "trailer\n<< /Size 2 /Root 1 0 R /Info 1 0 R >>\nstartxref\n";
  const std::string table = "xref\n0 2\n0000000000 65535 f \n0000000000 00000 n \n";
  for (const std::string& pdf :
       {std::string(), std::string("trailer"), trailer + "0", trailer + "999999",
        table + trailer + "1", std::string("xref\n0 9\n") + trailer + "0"}) {
    EXPECT_THAT(print::WithSelf(pdf, {}), StatusIs(StatusCode::kInternal, "pdf: no table")) << pdf;
  }
  EXPECT_THAT(print::WithSelf(table + trailer + "0", {}),
              StatusIs(StatusCode::kInternal, "pdf: no catalog"));
}

class ParagraphTest : public ::testing::Test {
 protected:
  print::Paragraph Broken(const std::string& text, double width, double size = 10) {
    print::Paragraph paragraph(context_.get(), {.width = width, .leading = 16});
    paragraph.Add(text, {.size = size});
    paragraph.Break();
    return paragraph;
  }

  print::Owned<PangoContext> context_ = (*print::Fonts::Of(FontFolder()))->ContextFor("zh-CN");
};

TEST_F(ParagraphTest, FillsLinesOfIdeographs) {
  const print::Paragraph paragraph = Broken("一二三四五六七八九十一二三四五", 104);
  ASSERT_EQ(paragraph.lines(), 2U);
  EXPECT_NEAR(paragraph.WidthOf(0), 104, 0.1);
  EXPECT_NEAR(paragraph.WidthOf(1), 50, 0.1);
}

TEST_F(ParagraphTest, SqueezesMarksThatFollowEachOther) {
  EXPECT_NEAR(Broken("一。", 500).WidthOf(0), 20, 0.1);
  EXPECT_NEAR(Broken("一）。", 500).WidthOf(0), 25, 0.1);
  EXPECT_NEAR(Broken("一）（一", 500).WidthOf(0), 35, 0.1);
}

TEST_F(ParagraphTest, LetsNoMarkBeginALine) {
  // Ten ideographs fit; the stop does not, but half of it is empty.
  const print::Paragraph paragraph = Broken("一二三四五六七八九，十", 95.5);
  ASSERT_EQ(paragraph.lines(), 2U);
  EXPECT_NEAR(paragraph.WidthOf(1), 10, 0.1);
}

TEST_F(ParagraphTest, MakesAGapBesideWesternLettersButNotInDates) {
  const double apart = Broken("药", 500).WidthOf(0) + Broken("CAR", 500).WidthOf(0);
  EXPECT_GT(Broken("药CAR", 500).WidthOf(0), apart + 1);
  const double date = Broken("12", 500).WidthOf(0) + 10;
  EXPECT_NEAR(Broken("12月", 500).WidthOf(0), date, 0.1);
}

TEST_F(ParagraphTest, HasNarrowMarksAmongWesternLettersAndWideOnesAmongIdeographs) {
  const auto width = [this](const std::string& text) { return Broken(text, 500).WidthOf(0); };
  for (const std::string mark : {"\u2019", "\u2018", "\u201C", "\u201D", "\u00B7"}) {
    EXPECT_LT(width("l" + mark + "s") - width("ls"), 5) << mark;
    EXPECT_LT(width("Week 50 " + mark + " May") - width("Week 50  May"), 5) << mark;
    EXPECT_NEAR(width("药" + mark + "药") - width("药药"), 10, 0.1) << mark;
    EXPECT_GT(width("2025 " + mark + " 第") - width("2025 第"), 9.9) << mark;
  }
}

TEST_F(ParagraphTest, SaysWhatItsLinesBeginAndEndWith) {
  const print::Paragraph paragraph = Broken("一二三四五，六七", 50);
  ASSERT_EQ(paragraph.lines(), 2U);
  EXPECT_EQ(paragraph.FirstOf(0), U'一');
  EXPECT_EQ(paragraph.LastOf(1), U'七');
}

TEST_F(ParagraphTest, BreaksAWordThatIsLongerThanALine) {
  const print::Paragraph paragraph = Broken(std::string(1000, 'x'), 100);
  EXPECT_GT(paragraph.lines(), 30U);
  for (std::size_t i = 0; i < paragraph.lines(); ++i) EXPECT_LE(paragraph.WidthOf(i), 100.1);
}

TEST_F(ParagraphTest, SaysWhereItLeads) {
  print::Paragraph paragraph(context_.get(), {.width = 500, .leading = 16});
  paragraph.Add("一二", {.size = 10});
  paragraph.Add("[1]", {.size = 10}, {.place = "r1"});
  paragraph.Break();
  const std::vector<print::LinkArea> links = paragraph.LinksOf(0);
  ASSERT_EQ(links.size(), 1U);
  EXPECT_NEAR(links[0].x, 20, 0.1);
  EXPECT_EQ(links[0].target->place, "r1");
}

TEST(QrCodeTest, HasACodeForAnAddressAndNoneForTooLongAText) {
  EXPECT_EQ(print::QrCodeOf(""), std::nullopt);
  EXPECT_EQ(print::QrCodeOf(std::string(301, 'x')), std::nullopt);
  const auto code = print::QrCodeOf("https://sennight.example.org/");
  ASSERT_TRUE(code.has_value());
  EXPECT_EQ(code->size, 29);
}

}  // namespace
}  // namespace sennight::rendering
