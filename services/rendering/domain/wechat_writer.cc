#include "services/rendering/domain/wechat_writer.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "common/text/fill.h"
#include "services/rendering/domain/counts.h"
#include "services/rendering/domain/dates.h"
#include "services/rendering/domain/html_writer.h"
#include "services/rendering/domain/provenance.h"
#include "services/rendering/domain/wechat_text.h"

namespace sennight::rendering {
namespace {

using digest::v1::Section;
using digest::v1::Story;

// The only host whose links the editor keeps.
constexpr std::string_view kOwnHost = "mp.weixin.qq.com";

class WechatWriter {
 public:
  WechatWriter(const DigestView& view, const WechatDetail& detail)
      : view_(view), ui_(view.ui()), detail_(detail), text_(view, detail, &html_) {}

  std::string Write();

 private:
  void WriteMasthead();
  void WriteGlance();
  void WriteSection(int index);
  void WriteCard(const Story& story);
  void WriteBody(const Story& story);
  void WriteFigures(const Story& story);
  void WriteKeyPoints(const Story& story);
  void WriteConflicts(const Story& story);
  void WriteNotes(const Story& story);
  void WriteInBrief();
  void WriteClosing();
  void WriteReferences();
  void WriteFooter();
  void WriteFacts(const std::string& dates, const digest::v1::InlineText& subject);
  void WriteTitle(std::string_view title);

  const DigestView& view_;
  const UiText& ui_;
  const WechatDetail& detail_;
  HtmlWriter html_;
  WechatText text_;
};

std::string WechatWriter::Write() {
  html_.Open("section", {Attribute::Style({"margin:0;font-size:16px;line-height:1.8;"
                                           "letter-spacing:.5px;text-align:left;"
                                           "overflow-wrap:break-word;color:",
                                           text_.ink()})});
  WriteMasthead();
  if (detail_.front) {
    if (view_.digest().intro().runs_size() > 0) text_.Paragraph(view_.digest().intro());
    WriteGlance();
  }
  for (int i = 0; i < detail_.sections; ++i) WriteSection(i);
  if (const int left_out = view_.digest().sections_size() - detail_.sections; left_out > 0) {
    text_.Small(text::Fill(ui_.left_out, absl::StrCat(left_out)));
  }
  if (detail_.in_brief) WriteInBrief();
  if (detail_.front) WriteClosing();
  WriteReferences();
  WriteFooter();
  return html_.Finish();
}

void WechatWriter::WriteMasthead() {
  html_.Open("section", {Attribute::Style({"margin:0 0 18px;padding:14px 0;font-size:13px;"
                                           "border-bottom:2px solid ",
                                           text_.accent(), ";color:", text_.accent()})});
  html_.Element("p",
                {Attribute::Style({"margin:0;font-size:8px;line-height:1;letter-spacing:5px"})},
                "●●●●●●●");
  html_.Element("p", {Attribute::Style({"margin:8px 0 0;letter-spacing:2px"})},
                view_.Publication());
  if (const std::string note = view_.MastheadNote(); !note.empty()) {
    html_.Element("p", {Attribute::Style({"margin:4px 0 0;color:", text_.mute()})}, note);
  }
  std::string facts = view_.WindowDates();
  for (const std::string& fact :
       {text::Fill(ui_.stories, absl::StrCat(view_.CountStories())),
        text::Fill(ui_.sources, absl::StrCat(view_.digest().references_size()))}) {
    absl::StrAppend(&facts, " · ", fact);
  }
  html_.Element("p", {Attribute::Style({"margin:4px 0 0;color:", text_.mute()})}, facts);
  html_.Close();
}

void WechatWriter::WriteTitle(std::string_view title) {
  html_.Element("p", {Attribute::Style({"margin:0 0 8px;font-weight:bold;color:", text_.accent()})},
                title);
}

void WechatWriter::WriteGlance() {
  if (view_.digest().highlights_size() == 0) return;
  html_.Open("section", {Attribute::Style({"margin:20px 0;padding:14px 18px 6px;border:1px solid ",
                                           text_.edge(), ";border-radius:8px;line-height:1.7"})});
  WriteTitle(ui_.at_a_glance);
  int number = 0;
  for (const digest::v1::Highlight& highlight : view_.digest().highlights()) {
    html_.Open("p", {Attribute::Style({"margin:0 0 9px;padding-left:20px;text-indent:-20px"})});
    html_.Element("strong", {Attribute::Style({"color:", text_.accent()})}, absl::StrCat(++number));
    html_.Raw("&nbsp;&nbsp;");
    text_.Plain(highlight.text());
    html_.Close();
  }
  html_.Close();
}

void WechatWriter::WriteFacts(const std::string& dates, const digest::v1::InlineText& subject) {
  std::string facts = dates;
  if (const std::string about = view_.Plain(subject); !about.empty()) {
    absl::StrAppend(&facts, facts.empty() ? "" : " · ", about);
  }
  if (facts.empty()) return;
  html_.Element("p", {Attribute::Style({"margin:2px 0 10px;font-size:13px;color:", text_.mute()})},
                facts);
}

void WechatWriter::WriteSection(int index) {
  const Section& section = view_.digest().sections(index);
  html_.Open("p", {Attribute::Style({"margin:34px 0 6px;line-height:1.2;color:", text_.accent()})});
  html_.Element("strong", {Attribute::Style({"font-size:34px"})}, TwoDigits(index + 1));
  if (const std::string label = view_.Plain(section.category_label()); !label.empty()) {
    html_.Raw("&nbsp;&nbsp;");
    html_.Element("span",
                  {Attribute::Style({"padding:2px 9px;border:1px solid ", text_.edge(),
                                     ";border-radius:12px;font-size:12px"})},
                  label);
  }
  html_.Close();
  text_.Heading(section.heading());
  const bool is_single = section.stories_size() == 1;
  WriteFacts(view_.Dates(section),
             is_single ? section.stories(0).subject() : digest::v1::InlineText());
  if (is_single) {
    WriteBody(section.stories(0));
  } else {
    for (const Story& story : section.stories()) WriteCard(story);
  }
}

void WechatWriter::WriteCard(const Story& story) {
  html_.Open("section",
             {Attribute::Style({"margin:0 0 14px;padding:14px 16px 2px;border:1px solid ",
                                text_.edge(), ";border-radius:8px"})});
  html_.Open("p", {Attribute::Style({"margin:0;font-size:17px;line-height:1.5;font-weight:bold;"
                                     "color:",
                                     text_.accent()})});
  text_.Plain(story.headline());
  html_.Close();
  WriteFacts(view_.Dates(story.occurred()), story.subject());
  WriteBody(story);
  html_.Close();
}

void WechatWriter::WriteBody(const Story& story) {
  if (story.lead().runs_size() > 0) text_.Paragraph(story.lead());
  WriteFigures(story);
  if (detail_.key_points) WriteKeyPoints(story);
  WriteConflicts(story);
  WriteNotes(story);
}

void WechatWriter::WriteFigures(const Story& story) {
  const std::vector<Figure>& figures = view_.Figures(story);
  if (figures.empty()) return;
  html_.Open("section", {Attribute::Style({"margin:0 0 16px;padding:10px 16px;border:1px solid ",
                                           text_.edge(), ";border-radius:8px;font-size:14px"})});
  for (const Figure& figure : figures) {
    html_.Open("section");
    html_.Text(figure.label);
    html_.Raw("&nbsp;&nbsp;");
    html_.Element("strong", {Attribute::Style({"font-size:18px;color:", text_.accent()})},
                  figure.value);
    if (const std::string basis = figure.Basis(" · "); !basis.empty()) {
      html_.Raw("&nbsp;&nbsp;");
      html_.Element("span", {Attribute::Style({"font-size:12px;color:", text_.mute()})}, basis);
    }
    text_.Citations("", figure.citations);
    html_.Close();
    if (figure.share.has_value() && detail_.bars) {
      html_.Open("section", {Attribute::Style({"margin:0 0 8px;height:8px;overflow:hidden;"
                                               "line-height:8px;border:1px solid ",
                                               text_.edge(), ";border-radius:5px"})});
      html_.Open("section", {Attribute::Style({"height:8px;width:", CssPart::Percent(*figure.share),
                                               ";background:", text_.accent()})});
      html_.Void("br");
      html_.Close(2);
    }
  }
  html_.Close();
}

void WechatWriter::WriteKeyPoints(const Story& story) {
  if (story.key_points_size() == 0) return;
  html_.Open("section", {Attribute::Style({"margin:0 0 16px;padding:0 0 0 13px;border-left:3px "
                                           "solid ",
                                           text_.accent()})});
  bool is_first = true;
  for (const digest::v1::KeyPoint& point : story.key_points()) {
    if (is_first) {
      html_.Open("section");
    } else {
      html_.Open("section", {Attribute::Style({"margin:8px 0 0"})});
    }
    is_first = false;
    html_.Element("strong", {Attribute::Style({"color:", text_.accent()})},
                  absl::StrCat(view_.Plain(point.label()), ui_.colon));
    text_.Inline(point.text());
    html_.Close();
  }
  html_.Close();
}

void WechatWriter::WriteConflicts(const Story& story) {
  for (const digest::v1::Conflict& conflict : story.conflicts()) {
    html_.Open("section", {Attribute::Style({"margin:0 0 16px;padding:10px 16px;border:1px solid ",
                                             text_.warm(), ";border-radius:8px;font-size:15px"})});
    std::string title(ui_.sources_differ);
    if (const std::string label = view_.Plain(conflict.label()); !label.empty()) {
      absl::StrAppend(&title, ui_.colon, label);
    }
    html_.Element("strong", {Attribute::Style({"color:", text_.warm()})}, title);
    for (const digest::v1::InlineText& statement : conflict.statements()) {
      html_.Open("section");
      html_.Text("· ");
      text_.Inline(statement);
      html_.Close();
    }
    html_.Close();
  }
}

void WechatWriter::WriteNotes(const Story& story) {
  for (const digest::v1::Note& note : story.notes()) {
    const bool is_late = note.kind() == digest::v1::NOTE_KIND_LATE;
    html_.Open("p", {Attribute::Style({"margin:0 0 16px;font-size:13px;color:",
                                       is_late ? text_.warm() : text_.mute()})});
    if (const std::string_view label = NoteLabel(note.kind(), ui_); !label.empty()) {
      html_.Element("strong", {}, absl::StrCat(std::string(label), ui_.colon));
    }
    text_.Inline(note.text());
    html_.Close();
  }
}

void WechatWriter::WriteInBrief() {
  if (view_.digest().in_brief_size() == 0) return;
  html_.Open("section", {Attribute::Style({"margin:34px 0 16px;font-size:15px"})});
  WriteTitle(ui_.in_brief);
  for (const digest::v1::BriefStory& brief : view_.digest().in_brief()) {
    html_.Open("p", {Attribute::Style({"margin:0 0 9px"})});
    const auto days = DigestView::DaysOf(brief.occurred());
    if (days.has_value() && days->precision == window::Precision::kDay) {
      html_.Element("strong", {Attribute::Style({"font-size:13px;color:", text_.mute()})},
                    PrintShortDay(days->last, view_.language()));
      html_.Raw("&nbsp;&nbsp;");
    }
    text_.Inline(brief.text());
    html_.Close();
  }
  html_.Close();
}

void WechatWriter::WriteClosing() {
  if (view_.digest().closing().runs_size() == 0) return;
  html_.Open("section", {Attribute::Style({"margin:32px 0 20px;padding:14px 18px;border:1px solid ",
                                           text_.edge(), ";border-radius:8px"})});
  WriteTitle(ui_.closing);
  text_.Inline(view_.digest().closing());
  html_.Close();
}

void WechatWriter::WriteReferences() {
  const bool is_whole = detail_.sections == view_.digest().sections_size();
  html_.Open(
      "section",
      {Attribute::Style({"margin:28px 0 0;font-size:13px;line-height:1.7;color:", text_.mute()})});
  bool is_first = true;
  for (int number = 1; number <= view_.digest().references_size(); ++number) {
    if (!is_whole && !text_.Cites(number)) continue;
    if (is_first) {
      WriteTitle(ui_.references);
    } else {
      html_.Void("br");
    }
    is_first = false;
    const digest::v1::Reference& reference = view_.ReferenceAt(number);
    html_.Text(absl::StrCat("[", number, "] "));
    const auto& url = view_.UrlOf(number);
    const std::string title = view_.TitleOf(reference);
    if (url.has_value() && url->host() == kOwnHost) {
      html_.Element("a", {Attribute::Href(*url)}, title);
    } else {
      html_.Text(title);
    }
    html_.Text(view_.BehindTitle(title, reference));
    if (detail_.addresses && url.has_value() && url->host() != kOwnHost) {
      html_.Void("br");
      html_.Text(url->text());
    }
  }
  html_.Close();
}

void WechatWriter::WriteFooter() {
  html_.Open(
      "section",
      {Attribute::Style({"margin:22px 0 0;padding:12px 0 0;border-top:1px solid ", text_.edge(),
                         ";font-size:12px;line-height:1.7;color:", text_.mute()})});
  if (detail_.front) {
    for (const std::string& note : view_.EndNotes()) {
      html_.Element("p", {Attribute::Style({"margin:0 0 6px"})}, note);
    }
    bool is_first = true;
    for (const std::string& line : ProvenanceLines(view_)) {
      if (!is_first) html_.Void("br");
      is_first = false;
      html_.Text(line);
    }
  }
  html_.Close();
}

}  // namespace

std::string WriteWechat(const DigestView& view, const WechatDetail& detail) {
  return WechatWriter(view, detail).Write();
}

std::string WriteWechatNotice(const DigestView& view) {
  HtmlWriter html;
  html.Element("section", {Attribute::Style({"margin:0;font-size:16px"})},
               text::Fill(view.ui().left_out, absl::StrCat(view.digest().sections_size())));
  return html.Finish();
}

}  // namespace sennight::rendering
