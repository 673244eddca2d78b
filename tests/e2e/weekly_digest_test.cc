// A week flows through four real processes, and through the one that holds them all.
#include <gmock/gmock.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "tests/e2e/four_services.h"
#include "tests/support/checkout.h"
#include "tests/support/golden.h"

namespace sennight::testing {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kTopic[] = "--topic=cell-gene-therapy";

std::string Sample(const std::string& name) {
  return std::string(SENNIGHT_SOURCE_DIR) + "/deploy/samples/" + name;
}

std::string SampleWeek() { return Sample("cell-gene-therapy-2025-W50.jsonl"); }

// Composes the sample week by `run` and returns the digest as JSON.
std::string DigestIn(const std::string& language,
                     const std::function<Ended(std::vector<std::string>)>& run) {
  const Ended composed = run({"compose", kTopic, "--from=2025-12-09", "--to=2025-12-15",
                              "--language=" + language, "--format=json"});
  EXPECT_EQ(composed.status, 0) << composed.err;
  return composed.out;
}

class FourProcesses : public ::testing::Test {
 protected:
  Ended Run(const std::vector<std::string>& arguments) { return services_.Run(arguments); }

  FourServices services_;
};

TEST_F(FourProcesses, ComposeTheSampleWeekInBothLanguages) {
  const Ended imported = Run({"import", kTopic, SampleWeek()});
  EXPECT_EQ(imported.status, 0) << imported.err;
  EXPECT_THAT(imported.out, HasSubstr("37 reports read: 36 stored, 1 duplicate, 0 conflicts, "
                                      "0 rejected"));

  const Ended chinese = Run({"compose", kTopic, "--week=2025-W50", "--language=zh-CN"});
  EXPECT_EQ(chinese.status, 0) << chinese.err;
  EXPECT_THAT(chinese.out, HasSubstr("艾米迈托赛"));
  EXPECT_THAT(chinese.err, ContainsRegex("[0-9]+ stories in [0-9]+ sections"));

  const Ended english = Run({"compose", kTopic, "--week=2025-W50", "--language=en"});
  EXPECT_EQ(english.status, 0) << english.err;
  EXPECT_THAT(english.out, HasSubstr("Omisirge"));
}

TEST_F(FourProcesses, GiveTheSameBytesAsTheAllInOne) {
  ASSERT_EQ(Run({"import", kTopic, SampleWeek()}).status, 0);
  const std::string data = "--data-dir=" + (services_.folder() / "all-in-one").string();
  const auto all_in_one = [&](std::vector<std::string> arguments) {
    arguments.push_back(data);
    return RunProgram("sennight", arguments, services_.folder());
  };
  ASSERT_EQ(all_in_one({"import", kTopic, SampleWeek()}).status, 0);

  for (const std::string language : {"zh-CN", "en"}) {
    const std::string by_four =
        DigestIn(language, [this](const auto& words) { return Run(words); });
    const std::string by_one = DigestIn(language, all_in_one);
    EXPECT_THAT(by_four, HasSubstr("\"contentHash\""));
    EXPECT_EQ(by_four, by_one) << language;
  }
}

TEST_F(FourProcesses, WriteEveryFormatToAFile) {
  ASSERT_EQ(Run({"import", kTopic, SampleWeek()}).status, 0);

  for (const std::string format :
       {"web", "wechat", "markdown", "text", "json", "atom", "rss", "jsonfeed"}) {
    const std::filesystem::path file = services_.folder() / "out" / format;
    const Ended composed =
        Run({"compose", kTopic, "--week=2025-W50", "--format=" + format, "--out=" + file.string()});

    EXPECT_EQ(composed.status, 0) << composed.err;
    EXPECT_EQ(composed.out, "");
    EXPECT_THAT(ContentOf(file), HasSubstr("Omisirge")) << format;
  }
}

TEST_F(FourProcesses, DrawPdfAndPictures) {
  ASSERT_EQ(Run({"import", kTopic, SampleWeek()}).status, 0);

  for (const auto& [format, begin] :
       {std::pair("pdf", "%PDF-"), std::pair("cover", "\x89PNG"),
        std::pair("share_card", "\x89PNG"), std::pair("email", "From: ")}) {
    const std::filesystem::path file = services_.folder() / "out" / format;
    const Ended composed = Run({"compose", kTopic, "--week=2025-W50",
                                std::string("--format=") + format, "--out=" + file.string()});

    EXPECT_EQ(composed.status, 0) << composed.err;
    EXPECT_THAT(ContentOf(file), ::testing::StartsWith(begin)) << format;
  }
}

TEST_F(FourProcesses, ChangeNothingWhenAnImportIsRepeated) {
  ASSERT_EQ(Run({"import", kTopic, SampleWeek()}).status, 0);
  const std::string before = DigestIn("zh-CN", [this](const auto& words) { return Run(words); });
  const std::string listed = Run({"events", kTopic, "--json"}).out;

  const Ended again = Run({"import", kTopic, SampleWeek()});

  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("37 reports read: 0 stored, 37 duplicates"));
  EXPECT_EQ(DigestIn("zh-CN", [this](const auto& words) { return Run(words); }), before);
  EXPECT_EQ(Run({"events", kTopic, "--json"}).out, listed);
}

TEST_F(FourProcesses, ReportWhatIsWrongInAFileAndKeepTheRest) {
  const std::string file = (services_.folder() / "bad.jsonl").string();
  std::ofstream(file) << R"({"title":"A","language":"en","occurred":{"start":"2025-12-10"},)"
                      << R"("sources":[{"publisher":"P"}]})"
                      << "\n"
                      << R"({"title":"B","language":"en","occurred":{"start":"2025-12-40"},)"
                      << R"("sources":[{"publisher":"P"}]})"
                      << "\n"
                      << "{\"title\":\n"
                      << R"({"titel":"D","language":"en","sources":[{"publisher":"P"}]})"
                      << "\n"
                      << R"({"title":"E","language":"en","occurred":{"start":"2025-12-11"},)"
                      << R"("sources":[{"publisher":"P"}]})"
                      << "\n";

  const Ended imported = Run({"import", kTopic, file});

  EXPECT_EQ(imported.status, 1);
  EXPECT_THAT(imported.out, HasSubstr("5 reports read: 2 stored"));
  EXPECT_THAT(imported.out, HasSubstr("3 rejected"));
  EXPECT_THAT(imported.err, HasSubstr(file + ":2: error: occurred.start: "));
  EXPECT_THAT(imported.err, HasSubstr(file + ":3: error: "));
  EXPECT_THAT(imported.err, HasSubstr(file + ":4: error: titel: "));
  const Ended listed = Run({"events", kTopic});
  EXPECT_THAT(listed.err, HasSubstr("2 events as of position 2"));
}

TEST_F(FourProcesses, FindWordsAndFilterLists) {
  ASSERT_EQ(Run({"import", kTopic, SampleWeek()}).status, 0);

  const Ended found = Run({"search", kTopic, "omisirge"});
  EXPECT_EQ(found.status, 0) << found.err;
  EXPECT_THAT(found.out, HasSubstr("[Omisirge]"));
  const Ended in_texts = Run({"search", kTopic, "--text", "--from=2025-12-01", "--to=2025-12-31",
                              "--order=best", "--json", "批準"});
  EXPECT_EQ(in_texts.status, 0) << in_texts.err;
  EXPECT_THAT(in_texts.out, HasSubstr("\"matches\":[{\"field\":"));
  const Ended nothing = Run({"search", kTopic, "--filter=category = none", "omisirge"});
  EXPECT_EQ(nothing.status, 1);
  EXPECT_THAT(nothing.err, HasSubstr("0 hits as of position"));
  const Ended wrong = Run({"search", kTopic, "--text", "--filter=x", "omisirge"});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.err, HasSubstr("filter: column 1: want category"));
  EXPECT_THAT(wrong.err, HasSubstr("start_date: want a date"));

  const Ended listed = Run({"events", kTopic, "--filter=language = zh AND category = approval"});
  EXPECT_EQ(listed.status, 0) << listed.err;
  EXPECT_THAT(listed.out, HasSubstr("  zh"));
  EXPECT_THAT(listed.out, ::testing::Not(HasSubstr("  en ")));
}

TEST_F(FourProcesses, SayWhatWasToldBefore) {
  const std::string file = (services_.folder() / "november.jsonl").string();
  std::ofstream(file)
      << R"({"title":"艾米迈托赛注射液治疗移植物抗宿主病的关键临床数据入选ASH年会",)"
      << R"("body":"铂生卓越宣布入选。","language":"zh-CN",)"
      << R"("occurred":{"start":"2025-11-20"},"sources":[{"publisher":"P",)"
      << R"("url":"https://p.example.com/ash"}]})"
      << "\n";
  ASSERT_EQ(Run({"import", kTopic, SampleWeek()}).status, 0);
  const std::vector<std::string> compose = {"compose",           kTopic,
                                            "--from=2025-12-09", "--to=2025-12-15",
                                            "--language=zh-CN",  "--format=text"};
  EXPECT_THAT(Run(compose).out, Not(HasSubstr("此前")));

  ASSERT_EQ(Run({"import", kTopic, file}).status, 0);
  const Ended after = Run(compose);
  EXPECT_EQ(after.status, 0) << after.err;
  EXPECT_THAT(after.out, HasSubstr("此前：11月20日：艾米迈托赛注射液"));
  EXPECT_THAT(after.out, HasSubstr("https://p.example.com/ash"));
  // As of before it was imported it is not known.
  std::vector<std::string> before = compose;
  before.push_back("--as-of=36");
  EXPECT_THAT(Run(before).out, Not(HasSubstr("此前")));
}

TEST_F(FourProcesses, ExplainADigest) {
  ASSERT_EQ(Run({"import", kTopic, SampleWeek()}).status, 0);
  const std::vector<std::string> week = {"explain", kTopic, "--from=2025-12-09", "--to=2025-12-15"};
  const Ended all = Run(week);
  EXPECT_EQ(all.status, 0) << all.err;
  EXPECT_THAT(all.out, ContainsRegex("1\\. t-[0-9a-f]+  score "));
  EXPECT_THAT(all.out, HasSubstr("sources +"));
  EXPECT_THAT(all.out, HasSubstr("left out: OFF_TOPIC  score "));
  const size_t left_out = all.out.find("left out: OFF_TOPIC");
  const size_t id = all.out.find("    ", left_out) + 4;
  std::vector<std::string> one = week;
  one.push_back(all.out.substr(id, 36));
  const Ended why = Run(one);
  EXPECT_EQ(why.status, 0) << why.err;
  EXPECT_THAT(why.out, ContainsRegex("^left out: OFF_TOPIC  score "));
  one.back() = "0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d";
  const Ended unread = Run(one);
  EXPECT_EQ(unread.status, 1);
  EXPECT_THAT(unread.err, HasSubstr("the event was not read"));
  EXPECT_EQ(Run({"explain", kTopic, "--week=2025-W99"}).status, 2);
}

// Returns `text` with the first occurrence of `from` replaced.
std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t place = text.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  if (place != std::string::npos) text.replace(place, from.size(), to);
  return text;
}

TEST_F(FourProcesses, VerifyEveryComposedWeekAndFindWhatIsChangedInIt) {
  const TestFolder folder;
  const std::string file = (folder.path() / "digest.json").string();
  const auto verify = [&](const std::string& digest) {
    std::ofstream(file) << digest;
    return Run({"verify", file});
  };
  ASSERT_EQ(Run({"import", kTopic, SampleWeek()}).status, 0);
  for (const char* language : {"zh-CN", "en"}) {
    const Ended whole = verify(DigestIn(language, [this](auto words) { return Run(words); }));
    // The editor finds what the samples lack; every sentence is as its source says it.
    EXPECT_THAT(whole.out, HasSubstr("error REF-NO-URL "));
    EXPECT_EQ(whole.status, 1) << whole.out << whole.err;
    EXPECT_THAT(whole.out, Not(ContainsRegex("unsupported|checked|CIT-|GRD-")));
    EXPECT_THAT(whole.err, ContainsRegex("[1-9][0-9]+ sentences compared with the events as of "
                                         "position 36\n"));
  }
  const std::string english = DigestIn("en", [this](auto words) { return Run(words); });
  // A figure, a name, a turned meaning, a sentence of one's own; each is found where it stands.
  const struct {
    std::string from;
    std::string to;
    std::string found;
  } changes[] = {
      {"day 28 the objective response rate was 63.0%",
       "day 28 the objective response rate was 64.0%", "GRD-NUMBER 64.0 %"},
      {"approved Gamida Cell’s omidubicel-onlv", "approved Novartis’s omidubicel-onlv",
       "GRD-NAME Novartis"},
      {"severe infections fell by", "severe infections rose by", "GRD-POLARITY rose"},
      {"No serious adverse reactions directly related to the cell infusion were",
       "Serious adverse reactions directly related to the cell infusion were",
       "GRD-NEGATION no"},
  };
  for (const auto& change : changes) {
    const Ended changed = verify(Replaced(english, change.from, change.to));
    EXPECT_EQ(changed.status, 1) << change.to << changed.err;
    EXPECT_THAT(changed.out, HasSubstr(change.found)) << change.to;
    EXPECT_THAT(changed.out, HasSubstr("    source  ")) << change.to;
  }
  const Ended counted = verify(Replaced(english, "10 stories told by", "11 stories told by"));
  EXPECT_THAT(counted.out, ContainsRegex("unsupported /intro\n    says    .*11 stories.*\n"
                                         "    why     CIT-SUPPORT .*10 stories"));
  const Ended reworded = verify(Replaced(
      english,
      "Omisirge is an allogeneic haematopoietic stem cell therapy derived from donated umbilical "
      "cord blood.",
      "Omisirge, derived from donated umbilical cord blood, is an allogeneic haematopoietic stem "
      "cell therapy."));
  EXPECT_THAT(reworded.out, ContainsRegex("^checked /sections/0/stories/0/keyPoints/1/text\n"));
  EXPECT_THAT(reworded.out, Not(HasSubstr("unsupported")));
  const Ended none = verify("no digest");
  EXPECT_EQ(none.status, 2);
  EXPECT_THAT(none.err, HasSubstr("want a digest in JSON"));
  EXPECT_EQ(Run({"verify", kTopic, file}).status, 2);
  EXPECT_EQ(Run({"verify"}).status, 2);
  EXPECT_THAT(Run({"verify", kTopic, "--week=2025-W50"}).err, HasSubstr("sentences compared"));
}

TEST_F(FourProcesses, SayInASentenceThatAWeekIsEmpty) {
  const Ended empty = Run({"compose", kTopic, "--week=2024-W10"});

  EXPECT_EQ(empty.status, 1);
  EXPECT_EQ(empty.out, "");
  EXPECT_THAT(empty.err, ContainsRegex("^sennight: .*2024-W10.*\n$"));
}

TEST_F(FourProcesses, TellWhatARequestLacks) {
  const Ended unknown_topic = Run({"compose", "--topic=no-such-topic", "--week=2025-W50"});
  EXPECT_EQ(unknown_topic.status, 1);
  EXPECT_THAT(unknown_topic.err, HasSubstr("no-such-topic"));

  const Ended nothing_of_it = Run({"events", "--topic=no-such-topic"});
  EXPECT_EQ(nothing_of_it.status, 1);
  EXPECT_THAT(nothing_of_it.err, HasSubstr("no-such-topic"));

  const Ended bad_week = Run({"compose", kTopic, "--week=2025-W99"});
  EXPECT_EQ(bad_week.status, 2);
  EXPECT_THAT(bad_week.err, ContainsRegex("^sennight: week: "));

  const Ended bad_format = Run({"compose", kTopic, "--format=docx"});
  EXPECT_EQ(bad_format.status, 2);
  EXPECT_THAT(bad_format.err, HasSubstr("web, wechat, markdown, text, json"));

  const Ended no_event = Run({"event", "0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d"});
  EXPECT_EQ(no_event.status, 1);
}

TEST_F(FourProcesses, EndWithStatus0WhenTheyAreTerminated) {
  for (const char* name : {kGateway, kSummarization, kRendering, kEventStore}) {
    EXPECT_EQ(services_.End(name, SIGTERM), 0) << name << "\n" << services_.LogOf(name);
  }
}

TEST(Services, NameEveryMistakeInTheirSettingsAtOnce) {
  const TestFolder folder;
  for (const char* name : {kGateway, kSummarization, kRendering, kEventStore}) {
    const Ended ended =
        RunProgram(name, {"--listen-address=nowhere", "--drain-grace=soon", "--no-such-setting=1"},
                   folder.path());

    EXPECT_EQ(ended.status, 2) << name << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("--listen-address"));
    EXPECT_THAT(ended.err, HasSubstr("--drain-grace"));
    EXPECT_THAT(ended.err, HasSubstr("--no-such-setting"));
  }
}

}  // namespace
}  // namespace sennight::testing
