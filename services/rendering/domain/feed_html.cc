#include "services/rendering/domain/feed_html.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "services/rendering/domain/html_writer.h"
#include "services/rendering/domain/web_text.h"
#include "services/rendering/domain/wechat_text.h"

namespace sennight::rendering {
namespace {

using digest::v1::InlineText;
using digest::v1::Story;

class FeedHtmlWriter {
 public:
  explicit FeedHtmlWriter(const DigestView& view) : view_(view), ui_(view.ui()) {}

  void Write(const InlineText& text);
  void Paragraph(const InlineText& text);
  void Write(const Story& story);
  void WriteEdition();
  // Writes the references that have been cited; all of them for an edition.
  void WriteReferences(bool all);
  std::string Finish() { return html_.Finish(); }

 private:
  void Labelled(Literal element, std::string_view label, const InlineText& text);
  void Citations(const std::vector<int>& numbers);
  void WriteFigures(const Story& story);

  const DigestView& view_;
  const UiText& ui_;
  HtmlWriter html_;
  std::set<int> cited_;
};

void FeedHtmlWriter::Citations(const std::vector<int>& numbers) {
  if (numbers.empty()) return;
  cited_.insert(numbers.begin(), numbers.end());
  html_.Element("sup", {}, CitationMark(numbers));
}

void FeedHtmlWriter::Write(const InlineText& text) {
  for (const Piece& piece : view_.Pieces(text)) {
    html_.Text(piece.text);
    Citations(piece.citations);
  }
}

void FeedHtmlWriter::Paragraph(const InlineText& text) {
  if (text.runs_size() == 0) return;
  html_.Open("p");
  Write(text);
  html_.Close();
}

void FeedHtmlWriter::Labelled(Literal element, std::string_view label, const InlineText& text) {
  html_.Open(element);
  if (!label.empty()) {
    html_.Element("strong", {}, absl::StrCat(std::string(label), ui_.colon));
  }
  Write(text);
  html_.Close();
}

void FeedHtmlWriter::WriteFigures(const Story& story) {
  const std::vector<Figure>& figures = view_.Figures(story);
  if (figures.empty()) return;
  html_.Open("ul");
  for (const Figure& figure : figures) {
    html_.Open("li");
    html_.Text(absl::StrCat(figure.label, ui_.colon));
    html_.Element("strong", {}, figure.value);
    if (const std::string basis = figure.Basis(ui_.list_comma); !basis.empty()) {
      html_.Text(absl::StrCat(ui_.open_parenthesis, basis, ui_.close_parenthesis));
    }
    Citations(figure.citations);
    html_.Close();
  }
  html_.Close();
}

void FeedHtmlWriter::Write(const Story& story) {
  Paragraph(story.lead());
  WriteFigures(story);
  for (const digest::v1::KeyPoint& point : story.key_points()) {
    Labelled("p", view_.Plain(point.label()), point.text());
  }
  for (const digest::v1::Conflict& conflict : story.conflicts()) {
    html_.Element("p", {},
                  absl::StrCat(ui_.sources_differ, ui_.colon, view_.Plain(conflict.label())));
    html_.Open("ul");
    for (const InlineText& statement : conflict.statements()) Labelled("li", {}, statement);
    html_.Close();
  }
  for (const digest::v1::Note& note : story.notes()) {
    Labelled("p", NoteLabel(note.kind(), ui_), note.text());
  }
  if (const auto url = SafeUrl::Parse(story.read_more_url()); url.has_value()) {
    html_.Open("p");
    html_.Element("a", {Attribute::Href(*url)}, ui_.read_more);
    html_.Close();
  }
}

void FeedHtmlWriter::WriteEdition() {
  const digest::v1::Digest& digest = view_.digest();
  Paragraph(digest.intro());
  for (const digest::v1::Section& section : digest.sections()) {
    const std::string heading = view_.Plain(section.heading());
    if (!heading.empty()) html_.Element("h2", {}, heading);
    for (const Story& story : section.stories()) {
      const std::string headline = view_.HeadlineUnder(heading, story);
      if (section.stories_size() > 1 && !headline.empty()) html_.Element("h3", {}, headline);
      Write(story);
    }
  }
  if (digest.in_brief_size() > 0) {
    html_.Element("h2", {}, ui_.in_brief);
    html_.Open("ul");
    for (const digest::v1::BriefStory& brief : digest.in_brief()) {
      Labelled("li", view_.Dates(brief.occurred()), brief.text());
    }
    html_.Close();
  }
  if (digest.closing().runs_size() > 0) {
    html_.Element("h2", {}, ui_.closing);
    Paragraph(digest.closing());
  }
  WriteReferences(true);
  for (const std::string& note : view_.EndNotes()) html_.Element("p", {}, note);
}

void FeedHtmlWriter::WriteReferences(bool all) {
  bool is_open = false;
  for (int number = 1; number <= view_.digest().references_size(); ++number) {
    if (!all && !cited_.contains(number)) continue;
    if (!is_open) {
      html_.Element("h2", {}, ui_.references);
      html_.Open("ul");
      is_open = true;
    }
    const digest::v1::Reference& reference = view_.ReferenceAt(number);
    html_.Open("li");
    html_.Text(absl::StrCat("[", number, "] "));
    const std::string title = view_.TitleOf(reference);
    if (const auto& url = view_.UrlOf(number); url.has_value()) {
      html_.Element("a", {Attribute::Href(*url)}, title);
    } else {
      html_.Text(title);
    }
    html_.Text(view_.BehindTitle(title, reference));
    html_.Close();
  }
  if (is_open) html_.Close();
}

}  // namespace

std::string EditionHtml(const DigestView& view) {
  FeedHtmlWriter writer(view);
  writer.WriteEdition();
  return writer.Finish();
}

std::string StoryHtml(const DigestView& view, const Story& story) {
  FeedHtmlWriter writer(view);
  writer.Write(story);
  writer.WriteReferences(false);
  return writer.Finish();
}

std::string StoryHtml(const DigestView& view, const digest::v1::BriefStory& story) {
  FeedHtmlWriter writer(view);
  writer.Paragraph(story.text());
  writer.WriteReferences(false);
  return writer.Finish();
}

}  // namespace sennight::rendering
