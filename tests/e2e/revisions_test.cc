// Corrections on their way through four real processes: to the store, to digests, and past editors.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>

#include <fstream>

#include "absl/strings/str_replace.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "common/status/status.h"
#include "sennight/eventstore/v1/event_store_service.grpc.pb.h"
#include "tests/e2e/four_services.h"
#include "tests/support/checkout.h"
#include "tests/support/status_matchers.h"

namespace sennight::testing {
namespace {

using eventstore::v1::EventStoreService;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kTopic[] = "--topic=cell-gene-therapy";

class Revisions : public ::testing::Test {
 protected:
  Ended Run(const std::vector<std::string>& arguments) { return services_.Run(arguments); }

  std::string FileWith(const std::string& name, const std::string& content) {
    const std::string path = (services_.folder() / name).string();
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  // Imports the sample week, and returns the id of the event with this title.
  std::string ImportWeekAndFind(const std::string& title) {
    const Ended imported = Run(
        {"import", kTopic,
         std::string(SENNIGHT_SOURCE_DIR) + "/deploy/samples/cell-gene-therapy-2025-W50.jsonl"});
    EXPECT_EQ(imported.status, 0) << imported.err;
    std::istringstream lines(Run({"events", kTopic, "--json"}).out);
    for (std::string line; std::getline(lines, line);) {
      event::v1::Event event;
      EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &event).ok()) << line;
      if (event.title().find(title) != std::string::npos) return event.event_id();
    }
    ADD_FAILURE() << "no event is called " << title;
    return "";
  }

  // Composes the week in English; `more` are further options.
  std::string Week(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"compose", kTopic, "--week=2025-W50", "--language=en",
                                      "--format=json"};
    words.insert(words.end(), more.begin(), more.end());
    const Ended composed = Run(words);
    EXPECT_EQ(composed.status, 0) << composed.err;
    return composed.out;
  }

  FourServices services_;
};

TEST_F(Revisions, AreMadeFromWhatTheCommandLineShows) {
  const std::string id = ImportWeekAndFind("Omisirge");
  const std::string json = Run({"event", "--json", id}).out;
  const std::string file = FileWith(
      "event.json", absl::StrReplaceAll(json, {{"\"title\": \"", "\"title\": \"Corrected: "}}));

  const Ended revised =
      Run({"revise", "--expected-revision=1", "--reason=the title lacked a word", file});
  EXPECT_EQ(revised.status, 0) << revised.err;
  EXPECT_THAT(revised.out, HasSubstr("revised: event " + id + ", revision 2 at position 37"));
  EXPECT_EQ(revised.err, "");
  const Ended again = Run({"revise", "--expected-revision=1", file});
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("already revised: event " + id + ", revision 2"));
  const Ended late = Run({"retract", "--expected-revision=1", "--reason=wrong", id});
  EXPECT_EQ(late.status, 1);
  EXPECT_THAT(late.err, HasSubstr("is at revision 2, expected 1"));
  const Ended retracted = Run({"retract", "--expected-revision=2", "--reason=wrong", "--json", id});
  EXPECT_EQ(retracted.status, 0) << retracted.err;
  EXPECT_THAT(retracted.out, AllOf(HasSubstr("APPEND_STATUS_STORED"), HasSubstr("\"position\"")));

  EXPECT_THAT(Run({"event", "--revisions", id}).out,
              ContainsRegex("   1 .*reported   .*\n   2 .*revised    Corrected: .*\n"
                            "      because: the title lacked a word\n"
                            "   3 .*retracted  Corrected: .*\n      because: wrong\n"));
  EXPECT_THAT(Run({"event", id}).out, HasSubstr("\nstate      retracted\nbecause    wrong\n"));
  EXPECT_THAT(Run({"event", "--as-of=36", id}).out, Not(HasSubstr("Corrected")));
  EXPECT_THAT(Run({"events", kTopic}).out, Not(HasSubstr(id)));
  EXPECT_THAT(Run({"events", kTopic, "--filter=state != ACTIVE"}).out,
              ContainsRegex("^ +38  .*" + id + "  Corrected: .*  \\(retracted\\)\n$"));
  EXPECT_THAT(Run({"events", kTopic, "--as-of=37"}).out, HasSubstr(id));
}

TEST_F(Revisions, NameWhatIsWrongWithThem) {
  const std::string id = ImportWeekAndFind("Omisirge");
  const std::string no_event = FileWith("no.json", "{\"titel\": \"A\"}");
  const Ended unknown = Run({"revise", "--expected-revision=1", no_event});
  EXPECT_EQ(unknown.status, 1);
  EXPECT_THAT(unknown.err, HasSubstr(no_event + ": error: titel: "));
  const Ended absent = Run({"revise", "--expected-revision=1", "/nowhere"});
  EXPECT_EQ(absent.status, 1);
  EXPECT_THAT(absent.err, HasSubstr("/nowhere: No such file"));

  const std::string bad =
      FileWith("bad.json", absl::StrReplaceAll(Run({"event", "--json", id}).out,
                                               {{"\"language\": \"en\"", "\"language\": \"e\""}}));
  const Ended refused = Run({"revise", "--expected-revision=1", bad});
  EXPECT_EQ(refused.status, 1) << refused.out;
  EXPECT_THAT(refused.err, HasSubstr("language: want"));
  const Ended two_lines = Run({"retract", "--expected-revision=1", "--reason=a\nb", id});
  EXPECT_EQ(two_lines.status, 2);
  EXPECT_THAT(two_lines.err, HasSubstr("reason: want one line"));
  const Ended zero = Run({"retract", "--expected-revision=0", "--reason=a", id});
  EXPECT_EQ(zero.status, 2);
  EXPECT_THAT(zero.err, HasSubstr("--expected-revision: want a number from 1"));
  const Ended nobody = Run(
      {"retract", "--expected-revision=1", "--reason=a", "0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d"});
  EXPECT_EQ(nobody.status, 1);
  EXPECT_EQ(Run({"event", "--revisions", "0d6f1a1e-6a0f-4c3e-9f0b-6f1f2a3b4c5d"}).status, 1);
  EXPECT_EQ(Run({"event", "--revisions", "--as-of=1", id}).status, 2);
}

TEST_F(Revisions, ReachTheDigestAtOnceAndLeaveEarlierOnesAsTheyWere) {
  const std::string id = ImportWeekAndFind("Omisirge");
  const std::string before = Week();
  ASSERT_THAT(before, HasSubstr(id));

  ASSERT_EQ(Run({"retract", "--expected-revision=1", "--reason=wrong", id}).status, 0);
  const std::string after = Week();
  EXPECT_THAT(after, Not(HasSubstr(id)));
  EXPECT_THAT(after, HasSubstr("\"asOfPosition\": \"37\""));

  ASSERT_EQ(Run({"revise", "--expected-revision=2",
                 FileWith("event.json", Run({"event", "--json", id}).out)})
                .status,
            0);
  EXPECT_THAT(Week(), AllOf(HasSubstr(id), HasSubstr("\"asOfPosition\": \"38\"")));

  EXPECT_EQ(Week({"--as-of=36"}), before);
  EXPECT_EQ(Week({"--as-of=37"}), after);
}

std::string Feed(const std::string& body, const std::string& updated = "2025-12-10T08:00:00Z") {
  return R"(<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Letter</title><entry>)"
         R"(<title>A therapy is approved</title><link href="https://a.example/1"/>)"
         R"(<updated>)" +
         updated + R"(</updated><content>)" + body + "</content></entry></feed>";
}

TEST_F(Revisions, AreMadeOfEntriesOfAFeedThatChanged) {
  const std::string feed = FileWith("feed.xml", Feed("The regulator approves it."));
  ASSERT_THAT(Run({"import", kTopic, feed}).out, HasSubstr("1 stored"));
  FileWith("feed.xml", Feed("The regulator approves it for adults."));

  const Ended reported = Run({"import", kTopic, "--on-change=report", feed});
  EXPECT_EQ(reported.status, 1);
  EXPECT_THAT(reported.out, HasSubstr("1 report read: 0 stored, 0 duplicates, 1 conflict"));
  EXPECT_THAT(reported.err, HasSubstr(feed + ":1: error: differs from what is stored"));
  const Ended skipped = Run({"import", kTopic, "--on-change=skip", feed});
  EXPECT_EQ(skipped.status, 0) << skipped.err;
  EXPECT_THAT(skipped.out, HasSubstr("0 duplicates, 1 skipped, 0 conflicts"));
  const Ended revised = Run({"import", kTopic, feed});
  EXPECT_EQ(revised.status, 0) << revised.err;
  EXPECT_THAT(revised.out, HasSubstr("0 stored, 1 revised, 0 duplicates"));
  EXPECT_THAT(Run({"import", kTopic, feed}).out, HasSubstr("0 stored, 1 duplicate"));
  EXPECT_THAT(Run({"import", kTopic, "--json", feed}).out,
              AllOf(HasSubstr("\"revised\": 0"), HasSubstr("\"skipped\": 0")));
  const Ended nonsense = Run({"import", kTopic, "--on-change=overwrite", feed});
  EXPECT_EQ(nonsense.status, 2);
  EXPECT_THAT(nonsense.err, HasSubstr("--on-change: want revise, skip or report"));
}

TEST_F(Revisions, AreMadeOfEachDayOfAFeedThatIsImportedAtOnce) {
  std::vector<std::string> words = {"import", kTopic};
  for (const char* day : {"1", "2", "3"}) {
    words.push_back(FileWith(std::string("day") + day + ".xml",
                             Feed(std::string("Approved on day ") + day + ".")));
  }
  const Ended imported = Run(words);
  EXPECT_EQ(imported.status, 0) << imported.err;
  EXPECT_THAT(imported.out, HasSubstr("3 reports read: 1 stored, 2 revised, 0 duplicates"));
  EXPECT_THAT(Run({"events", kTopic, "--json"}).out, HasSubstr("Approved on day 3."));
  const Ended again = Run(words);
  EXPECT_EQ(again.status, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("0 stored, 3 duplicates"));
  EXPECT_THAT(Run({"events", kTopic, "--json"}).out, HasSubstr("\"revision\":3"));
}

TEST_F(Revisions, AreMadeOfEntriesOfWhichOnlyTheDateIsCorrected) {
  const std::string text = "The regulator approves it.";
  const std::string feed = FileWith("feed.xml", Feed(text));
  ASSERT_EQ(Run({"import", kTopic, feed}).status, 0);
  const std::string corrected = FileWith("corrected.xml", Feed(text, "2025-12-08T08:00:00Z"));
  const Ended revised = Run({"import", kTopic, corrected});
  EXPECT_EQ(revised.status, 0) << revised.err;
  EXPECT_THAT(revised.out, HasSubstr("0 stored, 1 revised, 0 duplicates"));
  EXPECT_THAT(Run({"events", kTopic, "--to=2025-12-08"}).out, HasSubstr("A therapy is approved"));

  // What was said before is nothing new, and an editor's date stands.
  EXPECT_THAT(Run({"import", kTopic, feed, corrected}).out, HasSubstr("0 stored, 2 duplicates"));
  EXPECT_THAT(Run({"import", kTopic, feed}).out, HasSubstr("0 stored, 1 duplicate"));
  const std::string line = Run({"events", kTopic, "--json"}).out;
  const std::string edited =
      FileWith("event.json", absl::StrReplaceAll(line, {{"2025-12-08T", "2025-12-07T"}}));
  ASSERT_EQ(Run({"revise", "--expected-revision=2", edited}).status, 0);
  FileWith("feed.xml", Feed(text, "2025-12-09T08:00:00Z"));
  EXPECT_THAT(Run({"import", kTopic, feed}).out, HasSubstr("0 stored, 1 duplicate"));
  EXPECT_THAT(Run({"events", kTopic}).out, HasSubstr("2025-12-07"));
}

TEST_F(Revisions, ThatWouldBeNeededAreCountedWhereTheyAreNotNamed) {
  const auto lines = [](const std::string& body) {
    std::string text;
    for (int n = 0; n < 1'010; ++n) {
      text += absl::StrReplaceAll(
          R"({"title": "Report N", "body": "BODY", "language": "en", )"
          R"("occurred": {"start": "2025-12-10"}, "sources": [{"url": "https://a.example/N"}]})"
          "\n",
          {{"N", std::to_string(n)}, {"BODY", body}});
    }
    return text;
  };
  ASSERT_EQ(Run({"import", kTopic, FileWith("week.jsonl", lines("It is so."))}).status, 0);
  const std::string changed = FileWith("changed.jsonl", lines("It is not so."));

  const Ended reported = Run({"import", kTopic, changed});
  EXPECT_EQ(reported.status, 1);
  EXPECT_THAT(reported.out, HasSubstr("0 duplicates, 1010 conflicts"));
  EXPECT_THAT(reported.err, HasSubstr("changed.jsonl:1000: error: differs"));
  EXPECT_THAT(reported.err,
              HasSubstr("\nnot named here: 10 more reports, rejected or in conflict;"));
  EXPECT_THAT(Run({"import", kTopic, "--json", changed}).out, HasSubstr("\"unnamed\": 10"));
}

TEST_F(Revisions, OfEditorsAreNotTakenBackByAFeed) {
  const std::string feed = FileWith("feed.xml", Feed("The regulator approves it."));
  ASSERT_EQ(Run({"import", kTopic, feed}).status, 0);
  const std::string line = Run({"events", kTopic, "--json"}).out;
  event::v1::Event event;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(line, &event).ok());
  const std::string edited =
      FileWith("event.json",
               absl::StrReplaceAll(line, {{"therapy is approved", "cell therapy is approved"}}));
  ASSERT_EQ(Run({"revise", "--expected-revision=1", edited}).status, 0);

  EXPECT_THAT(Run({"import", kTopic, feed}).out, HasSubstr("0 stored, 1 duplicate"));
  EXPECT_THAT(Run({"events", kTopic}).out, HasSubstr("A cell therapy is approved"));

  ASSERT_EQ(Run({"retract", "--expected-revision=2", "--reason=wrong", event.event_id()}).status,
            0);
  FileWith("feed.xml", Feed("The regulator approves it for all."));
  const Ended imported = Run({"import", kTopic, feed});
  EXPECT_EQ(imported.status, 1);
  EXPECT_THAT(imported.err, HasSubstr("it was retracted"));
  EXPECT_EQ(Run({"events", kTopic}).out, "");
}

TEST_F(Revisions, AreRefusedThroughTheGatewayAsByTheStore) {
  const std::string id = ImportWeekAndFind("Omisirge");
  const auto events = EventStoreService::NewStub(rpc::Connect(services_.AddressOf(kGateway)));
  const auto retract = [&](int32_t expected, const std::string& reason) {
    eventstore::v1::RetractEventRequest request;
    request.set_event_id(id);
    request.set_expected_revision(expected);
    request.set_reason(reason);
    grpc::ClientContext context;
    eventstore::v1::RetractEventResponse response;
    return rpc::FromGrpcStatus(events->RetractEvent(&context, request, &response));
  };

  const absl::Status mismatch = retract(7, "wrong");
  EXPECT_THAT(mismatch, StatusIs(absl::StatusCode::kAborted, "is at revision 1, expected 7"));
  EXPECT_EQ(ReasonOf(mismatch), "REVISION_MISMATCH");
  EXPECT_THAT(retract(1, ""), StatusIs(absl::StatusCode::kInvalidArgument, "reason: want 1 to"));
  EXPECT_THAT(retract(1, "wrong"), IsOk());

  eventstore::v1::ListRevisionsRequest request;
  request.set_event_id(id);
  request.set_page_size(1);
  grpc::ClientContext context;
  eventstore::v1::ListRevisionsResponse page;
  ASSERT_THAT(rpc::FromGrpcStatus(events->ListRevisions(&context, request, &page)), IsOk());
  ASSERT_EQ(page.revisions_size(), 1);
  EXPECT_NE(page.next_page_token(), "");
}

}  // namespace
}  // namespace sennight::testing
