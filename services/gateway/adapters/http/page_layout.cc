#include "services/gateway/adapters/http/page_layout.h"

#include "absl/strings/str_cat.h"
#include "services/gateway/adapters/http/html.h"

namespace sennight::gateway::http {
namespace {

constexpr char kContentType[] = "text/html; charset=utf-8";

constexpr Markup kStyle = R"(<style>
:root{--paper:#fbfaf6;--card:#fff;--ink:#1b2422;--mute:#5b6764;--line:#e2e4dd;--accent:#0b6e6e;
--serif:Charter,"Source Serif 4",Georgia,"Source Han Serif SC","Noto Serif CJK SC","Songti SC",serif;
--sans:-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"PingFang SC","Noto Sans CJK SC",
"Microsoft YaHei",sans-serif}
@media (prefers-color-scheme:dark){:root{--paper:#141a19;--card:#1b2322;--ink:#e7ece9;
--mute:#9fb0ab;--line:#2c3735;--accent:#63c5bd}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.65 var(--sans);
overflow-wrap:anywhere}
.page{max-width:860px;margin:0 auto;padding:0 24px}
header{border-bottom:1px solid var(--line)}
header .page{display:flex;align-items:center;gap:12px;min-height:60px;font-size:14px}
header a{color:var(--ink);font-weight:700;letter-spacing:.04em;text-decoration:none}
header .turn{margin-left:auto;color:var(--mute);font-weight:400;letter-spacing:0}
svg{flex:none;color:var(--accent)}
h1{font:800 36px/1.25 var(--serif);margin:52px 0 10px;text-wrap:balance}
.dek{color:var(--mute);margin:0 0 36px;max-width:40em}
.topic{background:var(--card);border:1px solid var(--line);border-radius:14px;
padding:24px 28px 12px;margin:0 0 24px}
h2{font:700 23px/1.3 var(--serif);margin:0}
.name{color:var(--mute);font-size:14px;margin:2px 0 14px}
ul{list-style:none;margin:0;padding:0}
li{display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 18px;padding:10px 0;
border-top:1px solid var(--line)}
li .days{flex:1 1 15em;font-weight:600;font-variant-numeric:tabular-nums}
li .id{color:var(--mute);font-size:13px;font-weight:400;margin-left:10px;white-space:nowrap}
a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:3px}
a:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
.none{color:var(--mute);padding:10px 0}
.code{font:600 13px/1.5 var(--sans);letter-spacing:.1em;color:var(--accent);margin:64px 0 0}
.code+h1{margin-top:8px}
footer{color:var(--mute);font-size:13px;padding:28px 0 48px}
code{font-size:12px}
@media (max-width:600px){.page{padding:0 18px}h1{font-size:29px;margin-top:36px}
.topic{padding:18px 18px 6px}li .days{flex-basis:100%}}
</style>
)";

// Seven nights, the seventh of them full: the mark of the digests' pages.
constexpr Markup kMark =
    R"(<svg viewBox="0 0 32 20" width="40" height="25" aria-hidden="true" focusable="false">)"
    R"(<g fill="currentColor"><circle cx="3" cy="15" r="1.3" opacity=".45"/>)"
    R"(<circle cx="5.2" cy="9.4" r="1.5" opacity=".53"/><circle cx="9.9" cy="5.2" r="1.7" opacity=".61"/>)"
    R"(<circle cx="16" cy="3.6" r="1.9" opacity=".7"/><circle cx="22.1" cy="5.2" r="2.1" opacity=".8"/>)"
    R"(<circle cx="26.6" cy="9.4" r="2.3" opacity=".9"/><circle cx="28.4" cy="15.6" r="3.1"/></g>)"
    R"(<path d="M1 19.2h24" stroke="currentColor" opacity=".45" stroke-linecap="round"/></svg>)";

constexpr Words kPublication = {"七夜 Sennight", "Sennight"};
constexpr Words kIndexTitle = {"每周摘要", "Weekly digests"};
constexpr Words kIndexDek = {"每一句话都有出处：来自已存储的报道，或由其计算得出。",
                             "Every sentence stands on a stored report, or is computed from such."};
constexpr Words kNoTopics = {"还没有主题。", "There are no topics yet."};
constexpr Words kNoWeeks = {"还没有报道。", "There are no reports yet."};
constexpr Words kAllTopics = {"全部主题", "All topics"};
constexpr Words kRequest = {"请求编号", "Request"};
constexpr Words kLatest = {"最近的周", "Latest weeks"};

PageLanguage Other(PageLanguage language) {
  return language == PageLanguage::kChinese ? PageLanguage::kEnglish : PageLanguage::kChinese;
}

// What a language calls itself.
std::string_view NameOf(std::string_view tag) {
  if (tag.starts_with("zh")) return "中文";
  if (tag == "en") return "English";
  return tag;
}

std::string TextIn(const google::protobuf::Map<std::string, std::string>& texts,
                   PageLanguage language) {
  const auto found = texts.find(std::string(TagOf(language)));
  return found == texts.end() ? "" : found->second;
}

Html Begin(std::string_view title, PageLanguage language) {
  Html page;
  page.Raw("<!DOCTYPE html>\n<html lang=\"").Text(TagOf(language));
  page.Raw(
      "\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<link rel=\"icon\" href=\"data:,\">\n<title>");
  page.Text(title).Raw(" | ").Text(kPublication.In(language)).Raw("</title>\n").Raw(kStyle);
  page.Raw("</head>\n<body>\n<header><div class=\"page\">").Raw(kMark);
  page.Raw("<a href=\"/?language=").Text(TagOf(language)).Raw("\">");
  page.Text(kPublication.In(language)).Raw("</a>");
  const std::string_view other = TagOf(Other(language));
  page.Raw("<a class=\"turn\" href=\"?language=").Text(other).Raw("\" hreflang=\"").Text(other);
  page.Raw("\" lang=\"").Text(other).Raw("\">").Text(NameOf(other)).Raw("</a></div></header>\n");
  page.Raw("<main class=\"page\">\n");
  return page;
}

void AppendWeek(const topic::v1::Topic& topic, const window::WeekId& week, PageLanguage language,
                Html& page) {
  const auto week_start = static_cast<absl::Weekday>(topic.week_start() - 1);
  const window::Window days = week.WindowIn(absl::UTCTimeZone(), week_start);
  const std::string path = absl::StrCat("/", topic.topic_id(), "/", week.ToString());
  page.Raw("<li><span class=\"days\">").Text(PeriodText(days, language));
  page.Raw("<span class=\"id\">").Text(week.ToString()).Raw("</span></span>");
  for (const std::string& tag : topic.languages()) {
    page.Raw("<a href=\"").Text(path).Raw("?language=").Text(tag).Raw("\" hreflang=\"").Text(tag);
    page.Raw("\" lang=\"").Text(tag).Raw("\">").Text(NameOf(tag)).Raw("</a>");
  }
  page.Raw("</li>\n");
}

void AppendTopic(const TopicRow& row, PageLanguage language, Html& page) {
  const std::string other = TextIn(row.topic.name(), Other(language));
  std::string name = TextIn(row.topic.name(), language);
  if (name.empty()) name = row.topic.topic_id();
  page.Raw("<section class=\"topic\" id=\"").Text(row.topic.topic_id()).Raw("\">\n<h2>");
  page.Text(name).Raw("</h2>\n<p class=\"name\">");
  page.Text(TextIn(row.topic.branding().publication(), language));
  if (!other.empty()) {
    page.Raw(" · <span lang=\"").Text(TagOf(Other(language))).Raw("\">").Text(other);
    page.Raw("</span>");
  }
  page.Raw("</p>\n");
  if (row.weeks.empty()) {
    page.Raw("<p class=\"none\">").Text(kNoWeeks.In(language)).Raw("</p>\n</section>\n");
    return;
  }
  page.Raw("<ul aria-label=\"").Text(kLatest.In(language)).Raw("\">\n");
  for (const window::WeekId& week : row.weeks) AppendWeek(row.topic, week, language, page);
  page.Raw("</ul>\n</section>\n");
}

Response Finish(int status, Html page, PageLanguage language) {
  page.Raw("</main>\n</body>\n</html>\n");
  Response response{.status = status, .content_type = kContentType, .body = page.html()};
  response.Add("Content-Language", TagOf(language));
  response.Add("Vary", "Accept-Language");
  return response;
}

}  // namespace

Response IndexPage(const std::vector<TopicRow>& topics, PageLanguage language) {
  Html page = Begin(kIndexTitle.In(language), language);
  page.Raw("<h1>").Text(kIndexTitle.In(language)).Raw("</h1>\n<p class=\"dek\">");
  page.Text(kIndexDek.In(language)).Raw("</p>\n");
  if (topics.empty()) page.Raw("<p class=\"none\">").Text(kNoTopics.In(language)).Raw("</p>\n");
  for (const TopicRow& row : topics) AppendTopic(row, language, page);
  return Finish(200, std::move(page), language);
}

Response TroublePage(const Trouble& trouble, PageLanguage language, const std::string& request_id) {
  Html page = Begin(trouble.title.In(language), language);
  page.Raw("<p class=\"code\">").Text(absl::StrCat(trouble.status)).Raw("</p>\n<h1>");
  page.Text(trouble.title.In(language)).Raw("</h1>\n<p class=\"dek\">");
  page.Text(trouble.advice.In(language)).Raw("</p>\n<p><a href=\"/?language=");
  page.Text(TagOf(language)).Raw("\">").Text(kAllTopics.In(language)).Raw("</a></p>\n<footer>");
  page.Text(kRequest.In(language)).Raw(" <code>").Text(request_id).Raw("</code></footer>\n");
  return Finish(trouble.status, std::move(page), language);
}

}  // namespace sennight::gateway::http
