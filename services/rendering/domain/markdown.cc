#include "services/rendering/domain/markdown.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/window/civil_date.h"
#include "services/rendering/domain/counts.h"
#include "services/rendering/domain/digest_view.h"
#include "services/rendering/domain/edition_id.h"
#include "services/rendering/domain/html_writer.h"
#include "services/rendering/domain/provenance.h"
#include "services/rendering/domain/safe_url.h"

namespace sennight::rendering {
namespace {

using digest::v1::InlineText;
using digest::v1::Section;
using digest::v1::Story;

// Returns the size of what a line's beginning would be read as: a list, a quotation, a heading.
// The character before the end of it needs a backslash; 0 if there is none.
std::size_t BlockMark(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size() && i < 9 && absl::ascii_isdigit(static_cast<unsigned char>(text[i]))) ++i;
  if (i > 0) {
    const bool is_mark = i < text.size() && (text[i] == '.' || text[i] == ')');
    return is_mark && (i + 1 == text.size() || text[i + 1] == ' ') ? i + 1 : 0;
  }
  return !text.empty() && std::string_view("-+=#>").find(text[0]) != std::string_view::npos ? 1 : 0;
}

constexpr std::array<bool, 256> kIsMarkup = [] {
  std::array<bool, 256> is_markup{};
  for (const char c : std::string_view("\\`*_[]<>&~|$")) {
    is_markup[static_cast<unsigned char>(c)] = true;
  }
  return is_markup;
}();

class MarkdownWriter {
 public:
  explicit MarkdownWriter(const DigestView& view) : view_(view), ui_(view.ui()) {}

  std::string Write();

 private:
  std::string Text(std::string_view text) const { return EscapeMarkdown(text); }
  std::string Plain(const InlineText& text) const { return Text(view_.Plain(text)); }
  std::string Inline(const InlineText& text) const;
  std::string Citations(const std::vector<int>& numbers) const;
  template <typename... Parts>
  void Line(const Parts&... parts) {
    absl::StrAppend(&out_, parts...);
    out_.push_back('\n');
  }
  void Blank() { out_.push_back('\n'); }

  void WriteFrontMatter();
  void WriteFront();
  void WriteSection(int index);
  void WriteStory(const Story& story);
  void WriteFigures(const Story& story);
  void WriteConflicts(const Story& story);
  void WriteNotes(const Story& story);
  void WriteInBrief();
  void WriteReferences();
  void WriteBack();

  const DigestView& view_;
  const UiText& ui_;
  std::string out_;
};

std::string MarkdownWriter::Citations(const std::vector<int>& numbers) const {
  std::string marks;
  for (const int number : numbers) absl::StrAppend(&marks, "[^", number, "]");
  return marks;
}

std::string MarkdownWriter::Inline(const InlineText& text) const {
  std::string joined;
  for (const Piece& piece : view_.Pieces(text)) {
    // Only the first piece can begin a line.
    joined += EscapeMarkdown(piece.text);
    joined += Citations(piece.citations);
  }
  return joined;
}

void MarkdownWriter::WriteFront() {
  Line("# ", Text(view_.Title()));
  Blank();
  const std::string week = view_.YearAndWeek();
  Line(Text(view_.Publication()), " · ", week, week.empty() ? "" : " · ", view_.WindowDates());
  if (const std::string note = Text(view_.MastheadNote()); !note.empty()) {
    Blank();
    Line(note);
  }
  if (const std::string intro = Inline(view_.digest().intro()); !intro.empty()) {
    Blank();
    Line(intro);
  }
  if (view_.digest().highlights_size() == 0) return;
  Blank();
  Line("## ", ui_.at_a_glance);
  Blank();
  int number = 0;
  for (const digest::v1::Highlight& highlight : view_.digest().highlights()) {
    Line(++number, ". ", Plain(highlight.text()));
  }
}

void MarkdownWriter::WriteFigures(const Story& story) {
  const std::vector<Figure>& figures = view_.Figures(story);
  if (figures.empty()) return;
  Blank();
  for (const Figure& figure : figures) {
    std::string basis = Text(figure.Basis(ui_.list_comma));
    if (!basis.empty()) {
      basis = absl::StrCat(ui_.open_parenthesis, basis, ui_.close_parenthesis);
    }
    Line("- ", Text(figure.label), ui_.colon, Text(figure.value), basis,
         Citations(figure.citations));
  }
}

void MarkdownWriter::WriteConflicts(const Story& story) {
  for (const digest::v1::Conflict& conflict : story.conflicts()) {
    const std::string label = Text(view_.Plain(conflict.label()));
    Blank();
    Line("> **", ui_.sources_differ, "**", label.empty() ? "" : ui_.colon, label);
    Line(">");
    for (const InlineText& statement : conflict.statements()) Line("> - ", Inline(statement));
  }
}

void MarkdownWriter::WriteNotes(const Story& story) {
  for (const digest::v1::Note& note : story.notes()) {
    const std::string label(NoteLabel(note.kind(), ui_));
    Blank();
    if (label.empty()) {
      Line("> ", Inline(note.text()));
    } else {
      Line("> **", label, "**", ui_.colon, Inline(note.text()));
    }
  }
}

void MarkdownWriter::WriteStory(const Story& story) {
  if (const std::string lead = Inline(story.lead()); !lead.empty()) {
    Blank();
    Line(lead);
  }
  WriteFigures(story);
  if (story.key_points_size() > 0) Blank();
  // Another mark makes another list: the figures above are one, too.
  for (const digest::v1::KeyPoint& point : story.key_points()) {
    Line("* **", Text(view_.Plain(point.label())), "**", ui_.colon, Inline(point.text()));
  }
  WriteConflicts(story);
  WriteNotes(story);
  if (const auto url = SafeUrl::Parse(story.read_more_url()); url.has_value()) {
    Blank();
    Line(ui_.read_more, ui_.colon, "<", url->text(), ">");
  }
}

void MarkdownWriter::WriteSection(int index) {
  const Section& section = view_.digest().sections(index);
  const std::string heading = view_.Plain(section.heading());
  Blank();
  Line("## ", TwoDigits(index + 1), " · ", Text(heading));
  const std::string label = Text(view_.Plain(section.category_label()));
  const std::string dates = view_.Dates(section);
  if (!label.empty() || !dates.empty()) {
    Blank();
    Line("*", label, label.empty() || dates.empty() ? "" : " · ", dates, "*");
  }
  const bool is_single = section.stories_size() == 1;
  for (const Story& story : section.stories()) {
    const std::string headline = Text(view_.HeadlineUnder(heading, story));
    if (!headline.empty()) {
      const std::string when = is_single ? std::string() : view_.Dates(story.occurred());
      Blank();
      Line("### ", headline, when.empty() ? "" : ui_.open_parenthesis, when,
           when.empty() ? "" : ui_.close_parenthesis);
    }
    WriteStory(story);
  }
}

void MarkdownWriter::WriteInBrief() {
  if (view_.digest().in_brief_size() == 0) return;
  Blank();
  Line("## ", ui_.in_brief);
  Blank();
  for (const digest::v1::BriefStory& brief : view_.digest().in_brief()) {
    const std::string dates = view_.Dates(brief.occurred());
    Line("- ", dates, dates.empty() ? "" : ui_.colon, Inline(brief.text()));
  }
}

void MarkdownWriter::WriteReferences() {
  if (view_.digest().references_size() == 0) return;
  Blank();
  Line("## ", ui_.references);
  Blank();
  int number = 0;
  for (const digest::v1::Reference& reference : view_.digest().references()) {
    const std::string title = view_.TitleOf(reference);
    const auto& url = view_.UrlOf(++number);
    const std::string address =
        url.has_value() ? absl::StrCat("<", url->text(), ">") : Text(view_.Plain(reference.url()));
    Line("[^", number, "]: ", Text(title), Text(view_.BehindTitle(title, reference)),
         address.empty() ? "" : " ", address);
  }
}

void MarkdownWriter::WriteBack() {
  if (const std::string closing = Inline(view_.digest().closing()); !closing.empty()) {
    Blank();
    Line("## ", ui_.closing);
    Blank();
    Line(closing);
  }
  WriteReferences();
  Blank();
  Line("---");
  for (const std::string& note : view_.EndNotes()) {
    Blank();
    Line(Text(note));
  }
  Blank();
  for (const std::string& line : ProvenanceLines(view_)) Line("- ", Text(line));
}

void MarkdownWriter::WriteFrontMatter() {
  const digest::v1::Digest& digest = view_.digest();
  const auto entry = [this](std::string_view key, std::string_view value) {
    if (value.empty()) return;
    ScriptSafeJson json;
    json.String(value);
    Line(std::string(key), ": ", json.text());
  };
  Line("---");
  entry("title", view_.Title());
  entry("id", absl::StrCat("urn:uuid:", EditionUuid(digest)));
  entry("topic", digest.topic());
  entry("language", digest.language());
  entry("week", digest.week());
  entry("from", window::FormatCivilDay(view_.first_day()));
  entry("to", window::FormatCivilDay(view_.last_day()));
  entry("date", PrintRfc3339(MomentOf(view_)));
  entry("publication", view_.Publication());
  entry("engine", digest.provenance().engine_version());
  entry("content_hash", digest.provenance().content_hash());
  Line("---");
  Blank();
}

std::string MarkdownWriter::Write() {
  WriteFrontMatter();
  WriteFront();
  for (int i = 0; i < view_.digest().sections_size(); ++i) WriteSection(i);
  WriteInBrief();
  WriteBack();
  return std::move(out_);
}

}  // namespace

std::string EscapeMarkdown(std::string_view text) {
  const std::size_t start = std::min(text.find_first_not_of(' '), text.size());
  text.remove_prefix(start);
  const std::size_t mark = BlockMark(text);
  std::string escaped(start > 0 && !text.empty() ? 1 : 0, ' ');
  escaped.reserve(text.size() + text.size() / 16 + 8);
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!kIsMarkup[static_cast<unsigned char>(text[i])] && i + 1 != mark) continue;
    escaped.append(text.substr(copied, i - copied)).push_back('\\');
    copied = i;
  }
  return escaped.append(text.substr(copied));
}

Rendered RenderMarkdown(const digest::v1::Digest& digest, const v1::RenderOptions& options) {
  const DigestView view(digest, GapOf(options, HanLatinGap::kSpace), ThemeOf(options),
                        options.publication());
  return {.content = MarkdownWriter(view).Write()};
}

}  // namespace sennight::rendering
