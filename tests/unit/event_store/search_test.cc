#include "services/event_store/domain/search.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/text/utf8.h"
#include "services/event_store/domain/search_terms.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/event_store/event_builder.h"

namespace sennight::event_store {
namespace {

using event::v1::Event;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::IsOkAndHolds;
using testing::StatusIs;

SearchQuery QueryOf(const std::string& words, bool in_bodies = false) {
  absl::StatusOr<std::vector<std::u32string>> parsed = ParseSearchWords(words);
  EXPECT_THAT(parsed, IsOk()) << words;
  return {.topic = "cell-gene-therapy", .words = *parsed, .in_bodies = in_bodies};
}

Event Titled(const std::string& title, const std::string& body = "") {
  Event event = AnEvent(1);
  event.set_title(title);
  event.set_body(body);
  return event;
}

// What the matches say, such as `title:基因`.
std::vector<std::string> MatchesOf(const SearchQuery& query, const Event& event) {
  std::vector<std::string> matches;
  const std::optional<FoundEvent> found = FindIn(query, event);
  if (!found.has_value()) return {"nothing"};
  for (const auto& match : found->hit.matches()) {
    const std::string& text = match.field() == "title" ? event.title() : event.body();
    matches.push_back(
        absl::StrCat(match.field(), ":", text::Slice(text, match.start(), match.end())));
  }
  return matches;
}

TEST(SearchTest, ReadsWords) {
  const auto words = [](const char* query) { return ParseSearchWords(query); };
  EXPECT_THAT(words("Gene 编辑"), IsOkAndHolds(ElementsAre(U"gene", U"编辑")));
  EXPECT_THAT(words("  ＣＡＲ－Ｔ\u3000細胞 "), IsOkAndHolds(ElementsAre(U"car-t", U"细胞")));
  EXPECT_THAT(words(R"("gene  therapy" x)"), IsOkAndHolds(ElementsAre(U"gene therapy", U"x")));
  EXPECT_THAT(words("“基因 治疗”"), IsOkAndHolds(ElementsAre(U"基因 治疗")));
  EXPECT_THAT(words("a b c d e f g h"), IsOk());
  EXPECT_THAT(words(std::string(64, 'x').c_str()), IsOk());
}

TEST(SearchTest, NamesTheQueryThatIsNone) {
  const std::string cases[] = {"",
                               "   ",
                               "\"\"",
                               "\"  \"",
                               "\u200B",
                               "a b c d e f g h i",
                               std::string(65, 'x'),
                               std::string(5000, ' ') + "x",
                               "\"gene therapy",
                               "gene \""};
  for (const std::string& query : cases) {
    EXPECT_THAT(ParseSearchWords(query),
                StatusIs(absl::StatusCode::kInvalidArgument, "query: want"))
        << query;
  }
}

TEST(SearchTest, FindsWordsInWhateverCaseWidthAndScriptTheyAreWritten) {
  const struct {
    const char* query;
    const char* title;
    std::vector<std::string> matches;
  } cases[] = {
      {"基因", "首个基因疗法获批", {"title:基因"}},
      {"基因编辑", "基因編輯與基因编辑", {"title:基因編輯", "title:基因编辑"}},
      {"基因編輯", "基因编辑", {"title:基因编辑"}},
      {"药", "新藥与新药", {"title:藥", "title:药"}},
      {"car-t", "ＣＡＲ－Ｔ 与 CAR‑T", {"title:ＣＡＲ－Ｔ", "title:CAR‑T"}},
      {"casgevy", "Casgevy™ approved", {"title:Casgevy"}},
      {"ii期", "Ⅱ期临床", {"title:Ⅱ期"}},
      {"gene", "Gene and genes, not oncogene", {"title:Gene", "title:gene"}},
      {"cd19", "抗CD19抗体", {"title:CD19"}},
      {"治疗 基因", "基因治疗", {"title:基因", "title:治疗"}},
      {"基因 基因治疗", "基因治疗", {"title:基因治疗"}},
      {"\"gene therapy\"", "A Gene Therapy", {"title:Gene Therapy"}},
      {"café", "CAFE\u0301 is open", {"title:CAFE\u0301"}},
      {"基因", "基 因", {"nothing"}},
      {"ene", "Gene", {"nothing"}},
      {"gene therapy", "Gene", {"nothing"}},
      {"100%", "100 %", {"nothing"}},
      {"%", "Report 1", {"nothing"}},
      {"10", "10⁶", {"title:10"}},
      {"106", "10⁶", {"nothing"}},
  };
  for (const auto& [query, title, matches] : cases) {
    EXPECT_EQ(MatchesOf(QueryOf(query), Titled(title)), matches) << query << " in " << title;
  }
}

TEST(SearchTest, LooksIntoBodiesOnlyIfAsked) {
  const Event event = Titled("首个疗法", "基因疗法。\nA second\nline");
  EXPECT_EQ(MatchesOf(QueryOf("基因"), event), std::vector<std::string>{"nothing"});
  EXPECT_THAT(MatchesOf(QueryOf("疗法"), event), ElementsAre("title:疗法"));
  EXPECT_THAT(MatchesOf(QueryOf("疗法 基因 \"second line\"", true), event),
              ElementsAre("title:疗法", "body:基因", "body:疗法", "body:second\nline"));
}

TEST(SearchTest, TellsAtMost32Matches) {
  std::string title;
  for (int i = 0; i < 40; ++i) title += "药 ";
  EXPECT_EQ(MatchesOf(QueryOf("药"), Titled(title)).size(), 32);
}

TEST(SearchTest, AppliesTheFilter) {
  SearchQuery query = QueryOf("report");
  query.filter = *ParseFilter("category = policy");
  EXPECT_FALSE(FindIn(query, AnEvent(1)).has_value());
}

TEST(SearchTest, RanksTheTitleBeforeTheBodyAndManyBeforeFew) {
  const absl::CivilDay day(2025, 12, 10);
  const SearchRank ranks[] = {{2, 3, 0, day, 1}, {2, 2, 9, day, 9},     {1, 9, 9, day + 1, 8},
                              {1, 1, 5, day, 7}, {1, 1, 4, day + 1, 6}, {1, 1, 4, day, 6},
                              {1, 1, 4, day, 5}};
  for (size_t i = 1; i < std::size(ranks); ++i) {
    EXPECT_TRUE(ComesBefore(ranks[i - 1], ranks[i])) << i;
    EXPECT_FALSE(ComesBefore(ranks[i], ranks[i - 1])) << i;
  }
}

// An index may offer too much, but must never miss a title in which the words stand.
TEST(SearchTermsTest, HaveTheTermsOfEveryWordThatIsFound) {
  const char* titles[] = {"首个基因編輯疗法Casgevy获FDA批准",
                          "ＣＡＲ－Ｔ细胞疗法：Ⅱ期临床",
                          "Vertex's Casgevy™ wins approval in the EU",
                          "10⁶ cells at 63.0%",
                          "抗CD19 T细胞",
                          "A",
                          "药",
                          "é́ CAFÉ naïve"};
  const char* queries[] = {"基因",    "基因编辑", "casgevy", "casge", "ca",    "car-t", "t细胞",
                           "fda批准", "approv",   "eu",      "ii",    "63.0%", "10⁶",   "cd19",
                           "药",      "a",        "café",    "細胞",  "x"};
  for (const char* title : titles) {
    const std::vector<int32_t> terms = TitleTerms("t", title);
    EXPECT_TRUE(std::is_sorted(terms.begin(), terms.end()));
    for (const char* query : queries) {
      const SearchQuery words = QueryOf(query);
      if (!FindIn(words, Titled(title)).has_value()) continue;
      for (const int32_t term : QueryTerms("t", words.words)) {
        EXPECT_TRUE(std::binary_search(terms.begin(), terms.end(), term))
            << query << " in " << title;
      }
    }
  }
}

TEST(SearchTermsTest, AreFewAndOfOneTopic) {
  const std::string title = "首个基因编辑疗法获批准";
  EXPECT_EQ(TitleTerms("t", title).size(), 10);
  EXPECT_EQ(TitleTerms("t", "approved approval").size(), 4);
  EXPECT_THAT(QueryTerms("t", QueryOf("药").words), IsEmpty());
  EXPECT_EQ(QueryTerms("t", QueryOf("approval").words).size(), 1);
  EXPECT_NE(QueryTerms("t", QueryOf("基因").words), QueryTerms("u", QueryOf("基因").words));
}

TEST(SearchTermsTest, AreStoredAndSoNeverChange) {
  EXPECT_THAT(TitleTerms("t", "基因 gene"),
              ElementsAre(-1687319118, -978343184, -789742504, 1417600879));
}

TEST(SearchTermsTest, FoldsOnlyTextsThatNeedIt) {
  const char* plain[] = {"基因疗法获批，首个。", "A “quoted” report — 63.0% of 30…",
                         "100％（n=30）", "a\u00A0b é", "CAR-T"};
  for (const char* title : plain) {
    EXPECT_EQ(FoldedTextOf(Titled(title, "Body。\n第二段")), std::nullopt) << title;
  }
  EXPECT_EQ(FoldedTextOf(Titled("基因編輯", "Ⅱ期")), (FoldedText{"基因编辑", "ii期"}));
  EXPECT_EQ(FoldedTextOf(Titled("Casgevy™")), (FoldedText{"casgevytm", ""}));
  EXPECT_EQ(FoldedTextOf(Titled("Éclair")), (FoldedText{"éclair", ""}));
  EXPECT_EQ(FoldedTextOf(Titled("ca\u00ADsgevy")), (FoldedText{"casgevy", ""}));
}

TEST(SearchTermsTest, WritesPatternsWithoutSyntaxFromOutside) {
  const TextPatterns patterns = PatternsOf(QueryOf(R"(基因 car-t "100% of" \_%)").words);
  EXPECT_THAT(patterns.exact, ElementsAre("%基因%", "%"));
  EXPECT_THAT(patterns.caseless, ElementsAre("%car%t%", "%100%of%"));
}

}  // namespace
}  // namespace sennight::event_store
