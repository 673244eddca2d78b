#include "services/rendering/domain/plain_text.h"

#include "absl/strings/str_cat.h"
#include "common/text/width.h"
#include "services/rendering/domain/counts.h"
#include "services/rendering/domain/dates.h"
#include "services/rendering/domain/digest_view.h"
#include "services/rendering/domain/figures.h"
#include "services/rendering/domain/provenance.h"
#include "services/rendering/domain/safe_url.h"

namespace sennight::rendering {
namespace {

using digest::v1::InlineText;
using digest::v1::Section;
using digest::v1::Story;

class TextWriter {
 public:
  explicit TextWriter(const DigestView& view) : view_(view), ui_(view.ui()) {}

  std::string Write();

 private:
  // Writes `text` in lines: `first` before the first of them, spaces of `indent` before the others.
  void Lines(std::string_view first, int indent, std::string_view text);
  void Lines(std::string_view text) { Lines("", 0, text); }
  void Blank();
  void Rule(char c) { out_.append(kTextColumns, c).push_back('\n'); }
  void Title(std::string_view title);
  std::string Inline(const InlineText& text) const;

  void WriteFront();
  void WriteSection(int index);
  void WriteStory(const Story& story);
  void WriteInBrief();
  void WriteBack();

  const DigestView& view_;
  const UiText& ui_;
  std::string out_;
};

void TextWriter::Lines(std::string_view first, int indent, std::string_view text) {
  bool is_first = true;
  text::ForEachLine(text, kTextColumns - indent, [&](std::string_view line) {
    if (is_first) {
      out_.append(first);
    } else {
      out_.append(static_cast<std::size_t>(indent), ' ');
    }
    out_.append(line);
    while (!out_.empty() && out_.back() == ' ') out_.pop_back();
    out_.push_back('\n');
    is_first = false;
  });
}

void TextWriter::Blank() {
  if (!out_.empty() && !out_.ends_with("\n\n")) out_.push_back('\n');
}

void TextWriter::Title(std::string_view title) {
  Blank();
  Lines(title);
  Rule('-');
}

std::string TextWriter::Inline(const InlineText& text) const {
  std::string joined;
  for (const Piece& piece : view_.Pieces(text)) {
    joined += piece.text;
    for (const int number : piece.citations) absl::StrAppend(&joined, "[", number, "]");
  }
  return joined;
}

void TextWriter::WriteFront() {
  Rule('=');
  Lines(view_.Publication());
  if (const std::string note = view_.MastheadNote(); !note.empty()) Lines(note);
  std::string week = view_.YearAndWeek();
  Lines(absl::StrCat(week, week.empty() ? "" : "  ", view_.WindowDates()));
  Rule('=');
  Blank();
  Lines(view_.Title());
  Blank();
  Lines(Inline(view_.digest().intro()));
  if (view_.digest().highlights_size() == 0) return;
  Title(ui_.at_a_glance);
  int number = 0;
  for (const digest::v1::Highlight& highlight : view_.digest().highlights()) {
    Lines(absl::StrCat(absl::Dec(++number, absl::kSpacePad2), ". "), 4,
          view_.Plain(highlight.text()));
  }
}

void TextWriter::WriteStory(const Story& story) {
  Lines(Inline(story.lead()));
  for (const Figure& figure : view_.Figures(story)) {
    std::string line = absl::StrCat(figure.label, ui_.colon, figure.value);
    if (const std::string basis = figure.Basis(ui_.list_comma); !basis.empty()) {
      absl::StrAppend(&line, ui_.open_parenthesis, basis, ui_.close_parenthesis);
    }
    for (const int number : figure.citations) absl::StrAppend(&line, "[", number, "]");
    Lines("  # ", 4, line);
  }
  for (const digest::v1::KeyPoint& point : story.key_points()) {
    Lines("  * ", 4, absl::StrCat(view_.Plain(point.label()), ui_.colon, Inline(point.text())));
  }
  for (const digest::v1::Conflict& conflict : story.conflicts()) {
    Lines("  ! ", 4, absl::StrCat(ui_.sources_differ, ui_.colon, view_.Plain(conflict.label())));
    for (const InlineText& statement : conflict.statements()) {
      Lines("    - ", 6, Inline(statement));
    }
  }
  for (const digest::v1::Note& note : story.notes()) {
    std::string label(NoteLabel(note.kind(), ui_));
    if (!label.empty()) absl::StrAppend(&label, ui_.colon);
    Lines("  ~ ", 4, absl::StrCat(label, Inline(note.text())));
  }
  if (const auto url = SafeUrl::Parse(story.read_more_url()); url.has_value()) {
    Lines("  > ", 4, absl::StrCat(ui_.read_more, ui_.colon));
    Lines("    ", 4, url->text());
  }
}

void TextWriter::WriteSection(int index) {
  const Section& section = view_.digest().sections(index);
  const std::string heading = view_.Plain(section.heading());
  Title(absl::StrCat(TwoDigits(index + 1), "  ", heading));
  std::string facts = view_.Plain(section.category_label());
  if (const std::string dates = view_.Dates(section); !dates.empty()) {
    absl::StrAppend(&facts, facts.empty() ? "" : " | ", dates);
  }
  Lines(facts);
  Blank();
  for (const Story& story : section.stories()) {
    const std::string headline = view_.HeadlineUnder(heading, story);
    const bool is_single = section.stories_size() == 1;
    Blank();
    if (!headline.empty()) {
      const std::string dates = is_single ? std::string() : view_.Dates(story.occurred());
      Lines("", 0,
            dates.empty()
                ? headline
                : absl::StrCat(headline, ui_.open_parenthesis, dates, ui_.close_parenthesis));
      Blank();
    }
    WriteStory(story);
  }
}

void TextWriter::WriteInBrief() {
  if (view_.digest().in_brief_size() == 0) return;
  Title(ui_.in_brief);
  for (const digest::v1::BriefStory& brief : view_.digest().in_brief()) {
    const std::string dates = view_.Dates(brief.occurred());
    Lines("  * ", 4, absl::StrCat(dates, dates.empty() ? "" : ui_.colon, Inline(brief.text())));
  }
}

void TextWriter::WriteBack() {
  if (view_.digest().closing().runs_size() > 0) {
    Title(ui_.closing);
    Lines(Inline(view_.digest().closing()));
  }
  if (view_.digest().references_size() > 0) Title(ui_.references);
  int number = 0;
  for (const digest::v1::Reference& reference : view_.digest().references()) {
    std::string mark = absl::StrCat("[", ++number, "] ");
    constexpr std::size_t kMark = 5;
    if (mark.size() < kMark) mark.insert(0, kMark - mark.size(), ' ');
    const std::string title = view_.TitleOf(reference);
    Lines(mark, 5, absl::StrCat(title, view_.BehindTitle(title, reference)));
    const auto& url = view_.UrlOf(number);
    const std::string address = url.has_value() ? url->text() : view_.Plain(reference.url());
    if (!address.empty()) Lines("     ", 5, address);
  }
  Blank();
  Rule('=');
  for (const std::string& note : view_.EndNotes()) {
    Lines(note);
    Blank();
  }
  for (const std::string& line : ProvenanceLines(view_)) Lines(line);
}

std::string TextWriter::Write() {
  WriteFront();
  for (int i = 0; i < view_.digest().sections_size(); ++i) WriteSection(i);
  WriteInBrief();
  WriteBack();
  return std::move(out_);
}

}  // namespace

Rendered RenderPlainText(const digest::v1::Digest& digest, const v1::RenderOptions& options) {
  const DigestView view(digest, GapOf(options, HanLatinGap::kSpace), ThemeOf(options),
                        options.publication());
  return {.content = WritePlainText(view)};
}

std::string WritePlainText(const DigestView& view) { return TextWriter(view).Write(); }

}  // namespace sennight::rendering
