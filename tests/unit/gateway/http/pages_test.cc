// Pages, as a browser sees them.
#include <gmock/gmock.h>

#include <algorithm>
#include <ostream>

#include "common/rpc/status.h"
#include "common/status/status.h"
#include "tests/unit/gateway/http/http_fixture.h"

namespace sennight::gateway::http {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kWeek[] = "/cell-gene-therapy/2025-W50";

class PagesTest : public HttpTest {
 protected:
  PagesTest() {
    options_.now = [] {
      return absl::FromCivil(absl::CivilDay(2025, 12, 18), absl::UTCTimeZone());
    };
    rendering_.render = [](rendering::v1::RenderDigestResponse& response) {
      response.mutable_rendition()->set_content("<p>rendered</p>");
      response.mutable_rendition()->set_content_type("text/html; charset=utf-8");
      response.mutable_rendition()->set_file_name("week.html");
      return grpc::Status::OK;
    };
    // One report, on the 10th of December.
    event_store_.list_events = [this](const eventstore::v1::ListEventsRequest& request,
                                      eventstore::v1::ListEventsResponse& response) {
      ++lists_;
      if (request.start_date() <= "2025-12-10" && "2025-12-10" < request.end_date()) {
        response.add_events();
      }
      return grpc::Status::OK;
    };
  }

  std::atomic<int> lists_ = 0;
};

TEST_F(PagesTest, ShowAWeek) {
  StartFace();

  const auto page = client().Get(kWeek);

  ASSERT_EQ(page->status, 200) << page->body;
  EXPECT_EQ(page->body, "<p>rendered</p>");
  EXPECT_EQ(page->get_header_value("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(page->get_header_value("Content-Language"), "en");
  EXPECT_EQ(page->get_header_value("Content-Disposition"), "inline; filename=\"week.html\"");
  EXPECT_EQ(page->get_header_value("Cache-Control"), "private, no-cache");
  EXPECT_THAT(page->get_header_value("Content-Security-Policy"), HasSubstr("default-src 'none'"));
  EXPECT_EQ(page->get_header_value("X-Content-Type-Options"), "nosniff");
  EXPECT_FALSE(page->has_header("Access-Control-Allow-Origin"));
}

TEST_F(PagesTest, AreNotSentAgainToWhoHasThem) {
  StartFace();
  const std::string tag = client().Get(kWeek)->get_header_value("ETag");
  EXPECT_THAT(tag, ContainsRegex("^W/\"[0-9a-f]{32}\"$"));

  const auto same = client().Get(kWeek, {{"If-None-Match", "\"other\", " + tag}});
  const auto other = client().Get(kWeek, {{"If-None-Match", "\"other\""}});

  EXPECT_EQ(same->status, 304);
  EXPECT_EQ(same->body, "");
  EXPECT_EQ(same->get_header_value("ETag"), tag);
  EXPECT_EQ(other->status, 200);
}

TEST_F(PagesTest, AnswerHeadAsGetWithoutTheBody) {
  StartFace();

  const auto head = client().Head(kWeek, {{"Accept-Encoding", "identity"}});

  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->body, "");
  EXPECT_EQ(head->get_header_value("Content-Length"), "15");
  EXPECT_TRUE(head->has_header("ETag"));
}

struct FormatCase {
  const char* path;
  rendering::v1::Format format;
};

TEST_F(PagesTest, ComeInEveryFormat) {
  rendering::v1::Format asked = rendering::v1::FORMAT_UNSPECIFIED;
  rendering_.format = &asked;
  StartFace();
  const FormatCase cases[] = {
      {"/cell-gene-therapy/2025-W50.html", rendering::v1::FORMAT_WEB},
      {"/cell-gene-therapy/2025-W50.md", rendering::v1::FORMAT_MARKDOWN},
      {"/cell-gene-therapy/2025-W50.txt", rendering::v1::FORMAT_TEXT},
      {"/cell-gene-therapy/2025-W50.json", rendering::v1::FORMAT_JSON},
      {"/cell-gene-therapy/2025-W50.eml", rendering::v1::FORMAT_EMAIL},
      {"/cell-gene-therapy/2025-W50.atom.xml", rendering::v1::FORMAT_ATOM},
      {"/cell-gene-therapy/2025-W50.feed.json", rendering::v1::FORMAT_JSONFEED},
      {"/cell-gene-therapy/2025-W50.pdf", rendering::v1::FORMAT_PDF},
      {"/cell-gene-therapy/2025-W50.card.png", rendering::v1::FORMAT_SHARE_CARD},
      {"/cell-gene-therapy/2025-W50.wechat", rendering::v1::FORMAT_WECHAT},
      {"/cell-gene-therapy/2025-W50?format=web", rendering::v1::FORMAT_WEB},
      {"/cell-gene-therapy/2025-W50?format=markdown", rendering::v1::FORMAT_MARKDOWN},
      {"/cell-gene-therapy/2025-W50.md?format=markdown", rendering::v1::FORMAT_MARKDOWN},
  };
  for (const FormatCase& one : cases) {
    EXPECT_EQ(client().Get(one.path)->status, 200) << one.path;
    EXPECT_EQ(asked, one.format) << one.path;
  }
}

TEST_F(PagesTest, LeadFromATopicToItsLastCompleteWeek) {
  StartFace();
  client().set_follow_location(false);

  const auto plain = client().Get("/cell-gene-therapy");
  const auto chosen = client().Get("/cell-gene-therapy/?language=en");
  const auto hostile = client().Get("/cell-gene-therapy?language=en%0d%0aX-Evil:1");

  EXPECT_EQ(plain->status, 302);
  EXPECT_EQ(plain->get_header_value("Location"), kWeek);
  EXPECT_EQ(chosen->get_header_value("Location"), std::string(kWeek) + "?language=en");
  EXPECT_EQ(hostile->get_header_value("Location"), kWeek);
  EXPECT_FALSE(hostile->has_header("X-Evil"));
}

TEST_F(PagesTest, ListTheTopicsWithTheirWeeks) {
  StartFace();

  const auto english = client().Get("/");
  const auto chinese = client().Get("/", {{"Accept-Language", "zh-CN,zh;q=0.9"}});

  ASSERT_EQ(english->status, 200) << english->body;
  EXPECT_EQ(english->get_header_value("Content-Language"), "en");
  EXPECT_THAT(english->body, HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(english->body, HasSubstr("9–15 December 2025"));
  EXPECT_THAT(english->body, HasSubstr("href=\"/cell-gene-therapy/2025-W50?language=en\""));
  EXPECT_THAT(english->body, HasSubstr("href=\"/solar-power/2025-W50?language="));
  EXPECT_THAT(english->body, Not(HasSubstr("2025-W51")));
  EXPECT_EQ(chinese->get_header_value("Content-Language"), "zh-CN");
  EXPECT_THAT(chinese->body, HasSubstr("2025年12月9日至15日"));
}

TEST_F(PagesTest, AskForTheWeeksAgainWhenSomethingWasStored) {
  int64_t position = 1;
  event_store_.get_head = [&](eventstore::v1::GetHeadResponse& response) {
    response.set_position(position);
    return grpc::Status::OK;
  };
  StartFace();

  client().Get("/");
  const int first = lists_;
  client().Get("/");
  EXPECT_EQ(lists_, first);
  position = 2;
  client().Get("/");
  EXPECT_EQ(lists_, 2 * first);
}

struct TroubleCase {
  const char* path;
  int status;
  const char* english;
  const char* chinese;
};

TEST_F(PagesTest, SayInBothLanguagesWhatIsWrong) {
  StartFace();
  const TroubleCase cases[] = {
      {"/no-such-topic/2025-W50", 404, "There is no such topic", "没有这个主题"},
      {"/no-such-topic", 404, "There is no such topic", "没有这个主题"},
      {"/cell-gene-therapy/2025-W99", 400, "This is not a week", "周的写法不对"},
      {"/cell-gene-therapy/2025-W50.docx", 404, "There is no such page", "没有这个页面"},
      {"/cell-gene-therapy/2025-W50?format=docx", 400, "There is no such format", "没有这种格式"},
      {"/cell-gene-therapy/2025-W50.md?format=web", 400, "There is no such format", "没有这种格式"},
      {"/favicon.ico", 404, "There is no such page", "没有这个页面"},
      {"/a/b/c", 404, "There is no such page", "没有这个页面"},
      {"//", 404, "There is no such page", "没有这个页面"},
      {"/%3Cscript%3E", 404, "There is no such page", "没有这个页面"},
      {"/..%2f..%2fetc", 404, "There is no such page", "没有这个页面"},
  };
  for (const TroubleCase& one : cases) {
    const auto english = client().Get(one.path, {{"Accept-Language", "en"}});
    const auto chinese = client().Get(one.path, {{"Accept-Language", "zh"}});

    EXPECT_EQ(english->status, one.status) << one.path;
    EXPECT_THAT(english->body, HasSubstr(one.english)) << one.path;
    EXPECT_EQ(english->get_header_value("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(english->get_header_value("Cache-Control"), "no-store");
    EXPECT_EQ(chinese->status, one.status) << one.path;
    EXPECT_THAT(chinese->body, HasSubstr(one.chinese)) << one.path;
  }
}

TEST_F(PagesTest, SayThatAWeekIsEmpty) {
  event_store_.stream_window = [](auto&&, auto& writer) {
    eventstore::v1::StreamWindowResponse head;
    head.mutable_head()->set_epoch(1);
    writer.Write(head);
    return grpc::Status::OK;
  };
  StartFace();

  const auto page = client().Get(kWeek);

  EXPECT_EQ(page->status, 404);
  EXPECT_THAT(page->body, HasSubstr("No reports of this week"));
}

TEST_F(PagesTest, SayThatAServiceIsNotThere) {
  event_store_.stream_window = [](auto&&...) {
    return rpc::ToGrpcStatus(WithReason(absl::UnavailableError("down"), "DEPENDENCY_UNAVAILABLE"));
  };
  StartFace();

  const auto page = client().Get(kWeek, {{"X-Request-Id", "looking-for-it"}});

  EXPECT_EQ(page->status, 503);
  EXPECT_EQ(page->get_header_value("Retry-After"), "1");
  EXPECT_THAT(page->body, HasSubstr("A service cannot be reached"));
  EXPECT_THAT(page->body, HasSubstr("looking-for-it"));
}

TEST_F(PagesTest, SayThatOnlyTheRendererFailed) {
  rendering_.render = [](auto&&...) {
    return grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "slow");
  };
  StartFace();

  EXPECT_EQ(client().Get(kWeek)->status, 504);
}

TEST_F(PagesTest, CannotBeWritten) {
  StartFace();
  for (const auto& answer :
       {client().Put(kWeek, "x", "text/plain"), client().Delete(kWeek), client().Options(kWeek),
        client().Patch(kWeek, "x", "text/plain"), client().Post(kWeek, "x", "text/plain")}) {
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 405);
    EXPECT_EQ(answer->get_header_value("Allow"), "GET, HEAD");
  }
}

TEST_F(PagesTest, AreNotForPagesThatPretendToBeThisMachine) {
  StartFace();
  struct HostCase {
    const char* host;
    int status;
  };
  const HostCase cases[] = {{"evil.example", 421},
                            {"evil.example:7180", 421},
                            {"127.0.0.1.evil.example", 421},
                            {"localhost:7180", 200},
                            {"127.0.0.1", 200},
                            {"[::1]:7180", 200},
                            {"gateway.localhost", 200},
                            {"[", 421}};
  for (const HostCase& one : cases) {
    const auto answer = client().Get("/-/healthz", {{"Host", one.host}});
    EXPECT_EQ(answer->status, one.status) << one.host;
  }
}

}  // namespace
}  // namespace sennight::gateway::http
