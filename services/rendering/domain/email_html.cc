#include "services/rendering/domain/email_html.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/rendering/domain/characters.h"
#include "services/rendering/domain/counts.h"
#include "services/rendering/domain/email_text.h"
#include "services/rendering/domain/figures.h"
#include "services/rendering/domain/provenance.h"
#include "services/rendering/domain/web_text.h"

namespace sennight::rendering {
namespace {

using digest::v1::Section;
using digest::v1::Story;

// What an inbox shows beside the subject, in code points; and what keeps it from showing more.
constexpr std::size_t kMaxPreheader = 110;
constexpr int kFillers = 30;

constexpr char kTable[] =
    "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" "
    "border=\"0\">";

class EmailWriter {
 public:
  EmailWriter(const DigestView& view, const EmailLinks& links)
      : view_(view), ui_(view.ui()), links_(links), palette_(view.palette()), text_(view, &html_) {}

  EmailHtml Write();

 private:
  void WriteHead();
  void WriteStyle();
  void WritePreheader();
  void WriteMasthead();
  void WriteGlance();
  void WriteSection(int index);
  void WriteStory(const Story& story);
  void WriteFigures(const Story& story);
  void WriteBar(const Figure& figure);
  void WriteConflicts(const Story& story);
  void WriteInBrief();
  void WriteClosing();
  void WriteReferences();
  void WriteFooter();
  void WriteFacts(std::string_view facts);

  const DigestView& view_;
  const UiText& ui_;
  const EmailLinks& links_;
  const Palette palette_;
  HtmlWriter html_;
  EmailText text_;
};

void EmailWriter::WriteStyle() {
  const auto rule = [this](Literal selector, Color color) {
    html_.Raw(selector);
    html_.Raw(color);
    html_.Raw("!important}");
  };
  const Tones& dark = palette_.dark;
  html_.Raw(
      "<style>:root{color-scheme:light dark;supported-color-schemes:light dark}"
      "h1,h2{text-wrap:balance}"
      "@media (max-width:620px){.px{padding-left:20px!important;padding-right:20px!important}"
      ".h{font-size:24px!important;line-height:34px!important}}"
      "@media (prefers-color-scheme:dark){");
  rule(".bg{background:", dark.paper);
  rule(".card{background:", dark.card);
  rule(".t{color:", dark.ink);
  rule(".m{color:", dark.mute);
  rule(".a{color:", dark.accent);
  rule(".w{color:", dark.warm);
  rule(".s{background:", dark.soft);
  rule(".k{background:", dark.line);
  rule(".f{background:", dark.accent);
  html_.Raw("}");
  rule("[data-ogsc] .t{color:", dark.ink);
  rule("[data-ogsc] .m{color:", dark.mute);
  rule("[data-ogsc] .a{color:", dark.accent);
  rule("[data-ogsc] .w{color:", dark.warm);
  rule("[data-ogsb] .bg{background:", dark.paper);
  rule("[data-ogsb] .card{background:", dark.card);
  rule("[data-ogsb] .s{background:", dark.soft);
  html_.Raw("</style>\n");
}

void EmailWriter::WriteHead() {
  html_.Raw(
      "<head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      "<meta name=\"color-scheme\" content=\"light dark\">"
      "<meta name=\"supported-color-schemes\" content=\"light dark\">"
      "<meta name=\"format-detection\" "
      "content=\"telephone=no,date=no,address=no,email=no,url=no\">"
      "<meta name=\"x-apple-disable-message-reformatting\" content=\"yes\">\n");
  html_.Element("title", {}, view_.Title());
  html_.Raw(
      "\n<!--[if mso]><style>td,p,a,h1,h2,h3,b{font-family:'Microsoft YaHei',Arial,"
      "sans-serif!important}</style><![endif]-->\n");
  WriteStyle();
  html_.Raw("</head>\n");
}

void EmailWriter::WritePreheader() {
  const std::string intro = Shortened(view_.Plain(view_.digest().intro()), kMaxPreheader);
  if (intro.empty()) return;
  html_.Open("div", {Attribute::Style({"display:none;max-height:0;overflow:hidden;mso-hide:all"})});
  html_.Text(intro);
  for (int i = 0; i < kFillers; ++i) html_.Raw("&#847;&#8204;&#160;");
  html_.Close();
}

void EmailWriter::WriteMasthead() {
  text_.OpenRow("padding:32px 40px 6px");
  if (links_.web.has_value()) {
    html_.Open("p", {Attribute::Style({"margin:0 0 14px;font-size:12px;line-height:18px"})});
    text_.Link(*links_.web, ui_.view_online);
    html_.Close();
  }
  if (!links_.logo.empty()) text_.Logo(links_.logo);
  text_.Title(absl::StrCat(view_.Publication(), " · ", view_.WindowDates()));
  if (const std::string note = view_.MastheadNote(); !note.empty()) text_.Small(note);
  html_.Element("h1",
                {{"class", "t h"},
                 Attribute::Style({"margin:0 0 12px;font-size:28px;line-height:40px;color:",
                                   text_.tones().ink})},
                view_.Title());
  if (view_.digest().intro().runs_size() > 0) {
    html_.Open("p", {{"class", "m"},
                     Attribute::Style(
                         {"margin:0;font-size:16px;line-height:28px;color:", text_.tones().mute})});
    text_.Inline(view_.digest().intro());
    html_.Close();
  }
  text_.CloseRow();
}

void EmailWriter::WriteGlance() {
  if (view_.digest().highlights_size() == 0) return;
  text_.OpenBox();
  text_.Title(ui_.at_a_glance);
  int number = 0;
  for (const digest::v1::Highlight& highlight : view_.digest().highlights()) {
    html_.Open("p", {{"class", "t"},
                     Attribute::Style({"margin:0 0 9px;font-size:15px;line-height:24px;color:",
                                       text_.tones().ink})});
    html_.Element("b", {{"class", "a"}, Attribute::Style({"color:", text_.tones().accent})},
                  absl::StrCat(++number));
    html_.Raw("&#160;&#160;");
    html_.Text(view_.Plain(highlight.text()));
    html_.Close();
  }
  text_.CloseBox();
}

void EmailWriter::WriteFacts(std::string_view facts) {
  if (facts.empty()) return;
  html_.Raw("&#160;&#160;");
  html_.Element(
      "span",
      {{"class", "m"},
       Attribute::Style({"font-size:13px;font-weight:normal;color:", text_.tones().mute})},
      facts);
}

void EmailWriter::WriteSection(int index) {
  const Section& section = view_.digest().sections(index);
  text_.OpenRow("padding:26px 40px 0");
  std::string facts = view_.Plain(section.category_label());
  if (const std::string dates = view_.Dates(section); !dates.empty()) {
    absl::StrAppend(&facts, facts.empty() ? "" : " · ", dates);
  }
  html_.Open("p", {{"class", "a"},
                   Attribute::Style({"margin:0;font-size:22px;line-height:30px;font-weight:bold;"
                                     "color:",
                                     text_.tones().accent})});
  html_.Text(TwoDigits(index + 1));
  WriteFacts(facts);
  html_.Close();
  const std::string heading = view_.Plain(section.heading());
  if (!heading.empty()) {
    html_.Element("h2",
                  {{"class", "t"},
                   Attribute::Style({"margin:0 0 10px;font-size:20px;line-height:30px;color:",
                                     text_.tones().ink})},
                  heading);
  }
  for (const Story& story : section.stories()) {
    const std::string headline = view_.HeadlineUnder(heading, story);
    if (section.stories_size() > 1 && !headline.empty()) {
      html_.Open("h3", {{"class", "a"},
                        Attribute::Style({"margin:14px 0 4px;font-size:16px;line-height:26px;"
                                          "color:",
                                          text_.tones().accent})});
      html_.Text(headline);
      // A date stays on one line.
      WriteFacts(absl::StrReplaceAll(view_.Dates(story.occurred()), {{" ", "\u00A0"}}));
      html_.Close();
    }
    WriteStory(story);
  }
  text_.CloseRow();
}

void EmailWriter::WriteStory(const Story& story) {
  text_.Paragraph(story.lead());
  WriteFigures(story);
  for (const digest::v1::KeyPoint& point : story.key_points()) {
    text_.Labelled(view_.Plain(point.label()), point.text());
  }
  WriteConflicts(story);
  for (const digest::v1::Note& note : story.notes()) {
    text_.Labelled(NoteLabel(note.kind(), ui_), note.text(),
                   note.kind() == digest::v1::NOTE_KIND_LATE);
  }
  if (const auto url = SafeUrl::Parse(story.read_more_url()); url.has_value()) {
    html_.Open("p", {Attribute::Style({"margin:0 0 12px;font-size:14px;line-height:22px"})});
    text_.Link(*url, ui_.read_more);
    html_.Close();
  }
}

// The bar is a table, the only shape that every mail program draws.
void EmailWriter::WriteBar(const Figure& figure) {
  const int filled = (*figure.share + 50) / 100;
  html_.Raw(kTable);
  html_.Open("tr");
  if (filled > 0) {
    html_.Element("td",
                  {{"class", "f"},
                   {"width", absl::StrCat(filled, "%")},
                   {"height", "8"},
                   {"bgcolor", text_.tones().accent.Hex()},
                   Attribute::Style({"height:8px;line-height:8px;font-size:1px"})},
                  "\u00A0");
  }
  if (filled < 100) {
    html_.Element("td",
                  {{"class", "k"},
                   {"height", "8"},
                   {"bgcolor", text_.tones().line.Hex()},
                   Attribute::Style({"height:8px;line-height:8px;font-size:1px"})},
                  "\u00A0");
  }
  html_.Close();
  html_.Raw("</table>");
}

void EmailWriter::WriteFigures(const Story& story) {
  for (const Figure& figure : view_.Figures(story)) {
    html_.Open("p", {{"class", "t"},
                     Attribute::Style({"margin:8px 0 4px;font-size:14px;line-height:22px;color:",
                                       text_.tones().ink})});
    html_.Text(figure.label);
    html_.Raw("&#160;&#160;");
    html_.Element("b", {{"class", "a"}, Attribute::Style({"color:", text_.tones().accent})},
                  figure.value);
    WriteFacts(figure.Basis(" · "));
    text_.Citations("", figure.citations);
    html_.Close();
    if (figure.share.has_value()) WriteBar(figure);
  }
  if (story.metrics_size() > 0) {
    html_.Raw("<p style=\"margin:0;line-height:8px;font-size:8px\">&#160;</p>");
  }
}

void EmailWriter::WriteConflicts(const Story& story) {
  for (const digest::v1::Conflict& conflict : story.conflicts()) {
    std::string title(ui_.sources_differ);
    if (const std::string label = view_.Plain(conflict.label()); !label.empty()) {
      absl::StrAppend(&title, ui_.colon, label);
    }
    html_.Element("p",
                  {{"class", "w"},
                   Attribute::Style({"margin:0 0 4px;font-size:15px;line-height:24px;"
                                     "font-weight:bold;color:",
                                     text_.tones().warm})},
                  title);
    for (const digest::v1::InlineText& statement : conflict.statements()) {
      text_.Paragraph(statement);
    }
  }
}

void EmailWriter::WriteInBrief() {
  if (view_.digest().in_brief_size() == 0) return;
  text_.OpenRow("padding:26px 40px 0");
  text_.Title(ui_.in_brief);
  for (const digest::v1::BriefStory& brief : view_.digest().in_brief()) {
    text_.Labelled(view_.Dates(brief.occurred()), brief.text());
  }
  text_.CloseRow();
}

void EmailWriter::WriteClosing() {
  if (view_.digest().closing().runs_size() == 0) return;
  text_.OpenBox();
  text_.Title(ui_.closing);
  text_.Paragraph(view_.digest().closing());
  text_.CloseBox();
}

void EmailWriter::WriteReferences() {
  if (view_.digest().references_size() == 0) return;
  text_.OpenRow("padding:26px 40px 0");
  text_.Title(ui_.references);
  for (int number = 1; number <= view_.digest().references_size(); ++number) {
    const digest::v1::Reference& reference = view_.ReferenceAt(number);
    html_.Open("p", {{"class", "m"},
                     Attribute::Style({"margin:0 0 5px;font-size:13px;line-height:20px;color:",
                                       text_.tones().mute})});
    html_.Text(absl::StrCat("[", number, "] "));
    const std::string title = view_.TitleOf(reference);
    if (const auto& url = view_.UrlOf(number); url.has_value()) {
      text_.Link(*url, title);
    } else {
      html_.Text(title);
    }
    html_.Text(view_.BehindTitle(title, reference));
    html_.Close();
  }
  text_.CloseRow();
}

void EmailWriter::WriteFooter() {
  text_.OpenRow("padding:22px 40px 30px");
  for (const std::string& note : view_.EndNotes()) text_.Small(note);
  for (const std::string& line : ProvenanceLines(view_)) text_.Small(line);
  if (links_.web.has_value() || links_.unsubscribe.has_value()) {
    html_.Open("p", {{"class", "m"},
                     Attribute::Style({"margin:14px 0 0;font-size:13px;line-height:21px;color:",
                                       text_.tones().mute})});
    if (links_.web.has_value()) text_.Link(*links_.web, ui_.view_online);
    if (links_.web.has_value() && links_.unsubscribe.has_value()) html_.Text(" · ");
    if (links_.unsubscribe.has_value()) text_.Link(*links_.unsubscribe, ui_.unsubscribe);
    html_.Close();
  }
  text_.CloseRow();
}

EmailHtml EmailWriter::Write() {
  html_.Raw("<!DOCTYPE html>\n");
  html_.Open("html", {{"lang", LangTag(view_.language())}});
  WriteHead();
  html_.Open("body", {{"class", "bg"},
                      Attribute::Style({"margin:0;padding:0;background:", palette_.light.paper})});
  WritePreheader();
  html_.Open("table", {{"role", "presentation"},
                       {"width", "100%"},
                       {"cellpadding", "0"},
                       {"cellspacing", "0"},
                       {"border", "0"},
                       {"class", "bg"},
                       {"bgcolor", palette_.light.paper.Hex()}});
  html_.Open("tr");
  html_.Open("td", {{"align", "center"}, Attribute::Style({"padding:24px 8px"})});
  html_.Raw(
      "\n<!--[if mso]><table role=\"presentation\" width=\"640\" cellpadding=\"0\" "
      "cellspacing=\"0\" border=\"0\"><tr><td><![endif]-->\n");
  html_.Open("table", {{"role", "presentation"},
                       {"width", "100%"},
                       {"cellpadding", "0"},
                       {"cellspacing", "0"},
                       {"border", "0"},
                       {"class", "card"},
                       Attribute::Style({"max-width:640px;border-radius:12px;text-align:left;"
                                         "word-break:break-word;background:",
                                         palette_.light.card})});
  WriteMasthead();
  WriteGlance();
  for (int i = 0; i < view_.digest().sections_size(); ++i) WriteSection(i);
  WriteInBrief();
  WriteClosing();
  WriteReferences();
  WriteFooter();
  html_.Close();
  html_.Raw("\n<!--[if mso]></td></tr></table><![endif]-->\n");
  return {.html = html_.Finish(), .not_in_mail = html_.not_in_mail()};
}

}  // namespace

EmailHtml WriteEmailHtml(const DigestView& view, const EmailLinks& links) {
  return EmailWriter(view, links).Write();
}

}  // namespace sennight::rendering
