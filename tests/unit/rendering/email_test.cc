#include "services/rendering/domain/email.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tests/unit/rendering/sample_digest.h"
#include "tests/unit/rendering/xml_outline.h"

namespace sennight::rendering {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSubsetOf;
using ::testing::Not;

// A message read back: headers unfolded, parts decoded.
struct Message {
  std::map<std::string, std::string> headers;
  std::map<std::string, std::string> parts;  // By media type.
};

std::map<std::string, std::string> HeadersOf(const std::string& head) {
  std::map<std::string, std::string> headers;
  for (const auto line :
       absl::StrSplit(absl::StrReplaceAll(head, {{"\r\n ", " "}}), "\r\n", absl::SkipEmpty())) {
    const std::pair<std::string, std::string> header =
        absl::StrSplit(line, absl::MaxSplits(": ", 1));
    EXPECT_TRUE(headers.insert(header).second) << header.first << " twice";
  }
  return headers;
}

Message Read(const std::string& mail) {
  Message message;
  const std::size_t end = mail.find("\r\n\r\n");
  message.headers = HeadersOf(mail.substr(0, end));
  const std::string& type = message.headers["Content-Type"];
  const std::size_t quote = type.find('"');
  const std::string boundary = type.substr(quote + 1, type.size() - quote - 2);
  const std::vector<std::string> pieces =
      absl::StrSplit(mail.substr(end + 4), absl::StrCat("--", boundary));
  EXPECT_EQ(pieces.back(), "--\r\n");
  for (std::size_t i = 1; i + 1 < pieces.size(); ++i) {
    const std::size_t body = pieces[i].find("\r\n\r\n");
    auto headers = HeadersOf(pieces[i].substr(2, body - 2));
    EXPECT_EQ(headers["Content-Transfer-Encoding"], "base64");
    std::string content;
    EXPECT_TRUE(absl::Base64Unescape(
        absl::StrReplaceAll(pieces[i].substr(body + 4), {{"\r\n", ""}}), &content));
    message.parts[headers["Content-Type"]] = content;
  }
  return message;
}

std::vector<std::string> RulesOf(const Rendered& rendered) {
  std::vector<std::string> rules;
  for (const digest::v1::Finding& finding : rendered.findings) rules.push_back(finding.rule_id());
  return rules;
}

class EmailTest : public ::testing::TestWithParam<const char*> {
 protected:
  const Rendered rendered_ = RenderEmail(SampleDigest(GetParam()), SampleOptions());
  Message message_ = Read(rendered_.content);
  const std::string html_ = message_.parts["text/html; charset=utf-8"];
};

TEST_P(EmailTest, HasTheTextBeforeTheHtml) {
  const std::size_t text = rendered_.content.find("Content-Type: text/plain");
  EXPECT_LT(text, rendered_.content.find("Content-Type: text/html"));
  EXPECT_THAT(message_.parts["text/plain; charset=utf-8"], HasSubstr("Waskyra"));
}

TEST_P(EmailTest, HasLinesThatEveryServerTakes) {
  for (const auto line : absl::StrSplit(rendered_.content, "\r\n")) {
    EXPECT_LE(line.size(), 76U) << line;
    EXPECT_EQ(line.find('\n'), line.npos);
    EXPECT_TRUE(std::all_of(line.begin(), line.end(), [](unsigned char c) { return c < 0x80; }));
  }
}

TEST_P(EmailTest, CarriesTheHeadersOfAList) {
  auto& headers = message_.headers;
  EXPECT_THAT(headers["From"], HasSubstr("<digest@sennight.example.org>"));
  EXPECT_EQ(headers["Date"], "Tue, 16 Dec 2025 00:00:00 +0800");
  EXPECT_EQ(headers["MIME-Version"], "1.0");
  EXPECT_THAT(headers["Message-ID"], HasSubstr("@sennight.example.org>"));
  EXPECT_EQ(
      headers["List-Unsubscribe"],
      "<https://sennight.example.org/leave?token=a&b=c>, <mailto:leave@sennight.example.org>");
  EXPECT_EQ(headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click");
  EXPECT_THAT(headers["List-Id"], HasSubstr("<cell-gene-therapy-"));
}

TEST_P(EmailTest, UsesOnlyWhatMailProgramsDraw) {
  std::string html = html_;
  for (std::size_t open = html.find("<!--["); open != html.npos; open = html.find("<!--[")) {
    html.erase(open, html.find("]-->", open) + 4 - open);
  }
  const Outline outline = OutlineOf(html);
  EXPECT_EQ(outline.error, "");
  EXPECT_THAT(outline.Tags(),
              IsSubsetOf({"html", "head", "meta", "title", "style", "body", "div", "table", "tr",
                          "td", "p", "h1", "h2", "h3", "b", "a", "span", "sup"}));
  for (const FoundElement& element : outline.elements) {
    if (element.tag != "table") continue;
    EXPECT_EQ(element.attributes.at("role"), "presentation");
  }
  for (const std::string& style : outline.Values("style")) {
    for (const char* unknown : {"flex", "grid", "var(", "position", "url(", "float"}) {
      EXPECT_THAT(style, Not(HasSubstr(unknown)));
    }
  }
  EXPECT_LT(html_.size(), 40'000U);
}

TEST_P(EmailTest, LinksToThePageAndOutOfTheList) {
  const Outline outline = OutlineOf(absl::StrReplaceAll(html_, {{"<!--[if mso]>", "<!--"}}));
  EXPECT_THAT(outline.Values("href"),
              Contains("https://sennight.example.org/cell-gene-therapy/2025-W50").Times(2));
  EXPECT_THAT(outline.Values("href"), Contains("https://sennight.example.org/leave?token=a&b=c"));
}

INSTANTIATE_TEST_SUITE_P(Languages, EmailTest, ::testing::Values("zh-CN", "en"),
                         [](const auto& param) { return std::string(param.param, 2); });

TEST(EmailFindingTest, TellsWhatTheSenderMustStillSay) {
  EXPECT_THAT(RulesOf(RenderEmail(SampleDigest("zh-CN"), {})), ElementsAre("MAIL-UNSUB"));
  digest::v1::Digest digest = SampleDigest("zh-CN");
  digest.mutable_branding()->set_contact("call us");
  digest.clear_intro();
  const Rendered rendered = RenderEmail(digest, {});
  EXPECT_THAT(RulesOf(rendered), ElementsAre("MAIL-FROM", "MAIL-UNSUB", "MAIL-PREHEADER"));
  EXPECT_THAT(rendered.content, HasSubstr("<digest@sennight.invalid>"));
}

TEST(EmailFindingTest, TakesOnlyHttpsForOneClick) {
  v1::RenderOptions options = SampleOptions();
  options.set_unsubscribe_url("http://example.org/leave");
  const Rendered rendered = RenderEmail(SampleDigest("zh-CN"), options);
  EXPECT_THAT(RulesOf(rendered), ElementsAre("MAIL-UNSUB"));
  EXPECT_THAT(rendered.content, Not(HasSubstr("List-Unsubscribe-Post")));
  EXPECT_THAT(rendered.content, HasSubstr("List-Unsubscribe: <mailto:"));
}

TEST(EmailFindingTest, WarnsBeforeAMessageIsClipped) {
  const std::string text = "一款细胞治疗产品获得批准，用于治疗一种罕见的血液疾病。";
  EXPECT_THAT(RulesOf(RenderEmail(DigestOf(60, text + text), SampleOptions())),
              Contains("MAIL-SIZE"));
  const Rendered much = RenderEmail(DigestOf(60, std::string(900, 'x')), SampleOptions());
  EXPECT_EQ(much.findings.at(0).rule_id(), "MAIL-SIZE");
  EXPECT_EQ(much.findings.at(0).severity(), digest::v1::SEVERITY_ERROR);
}

TEST(EmailFindingTest, MeasuresTheSubject) {
  digest::v1::Digest digest = SampleDigest("zh-CN");
  SetText("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六",
          digest.mutable_title());
  EXPECT_THAT(RulesOf(RenderEmail(digest, SampleOptions())), ElementsAre("MAIL-SUBJECT"));
}

TEST(EmailInjectionTest, PutsNoTextIntoTheHeaders) {
  digest::v1::Digest digest = SampleDigest("en");
  SetText("a\r\nBcc: victim@example.org\r\n\r\n<script>", digest.mutable_title());
  digest.mutable_branding()->set_publication("x\r\nTo: y@z <a@b>,");
  digest.set_topic("t>\r\nX: y");
  v1::RenderOptions options = SampleOptions();
  options.set_sender("a@b>\r\nBcc: c@d");
  options.set_unsubscribe_email("x@y>\r\nZ: z");
  Message message = Read(RenderEmail(digest, options).content);
  for (const auto& [name, value] : message.headers) {
    EXPECT_THAT(name, ::testing::AnyOf("From", "Subject", "Date", "Message-ID", "List-Id",
                                       "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version",
                                       "Content-Type"));
  }
  EXPECT_THAT(message.headers["From"], HasSubstr("<editors@sennight.example.org>"));
}

}  // namespace
}  // namespace sennight::rendering
