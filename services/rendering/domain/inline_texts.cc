#include "services/rendering/domain/inline_texts.h"

#include "absl/strings/str_cat.h"

namespace sennight::rendering {
namespace {

using digest::v1::InlineText;
using Visit = absl::FunctionRef<void(const InlineText&, FieldPath)>;

void VisitStory(const digest::v1::Story& story, FieldPath place, Visit visit) {
  visit(story.headline(), [&] { return place() + ".headline"; });
  if (story.has_subject()) visit(story.subject(), [&] { return place() + ".subject"; });
  visit(story.lead(), [&] { return place() + ".lead"; });
  for (int i = 0; i < story.key_points_size(); ++i) {
    visit(story.key_points(i).text(),
          [&] { return absl::StrCat(place(), ".key_points[", i, "].text"); });
  }
  for (int i = 0; i < story.conflicts_size(); ++i) {
    for (int k = 0; k < story.conflicts(i).statements_size(); ++k) {
      visit(story.conflicts(i).statements(k),
            [&] { return absl::StrCat(place(), ".conflicts[", i, "].statements[", k, "]"); });
    }
  }
  for (int i = 0; i < story.notes_size(); ++i) {
    visit(story.notes(i).text(), [&] { return absl::StrCat(place(), ".notes[", i, "].text"); });
  }
}

}  // namespace

void ForEachInlineText(const digest::v1::Digest& digest, Visit visit) {
  visit(digest.title(), [] { return std::string("digest.title"); });
  visit(digest.intro(), [] { return std::string("digest.intro"); });
  for (int i = 0; i < digest.highlights_size(); ++i) {
    visit(digest.highlights(i).text(),
          [&] { return absl::StrCat("digest.highlights[", i, "].text"); });
  }
  for (int i = 0; i < digest.sections_size(); ++i) {
    const digest::v1::Section& section = digest.sections(i);
    visit(section.heading(), [&] { return absl::StrCat("digest.sections[", i, "].heading"); });
    for (int k = 0; k < section.stories_size(); ++k) {
      VisitStory(
          section.stories(k),
          [&] { return absl::StrCat("digest.sections[", i, "].stories[", k, "]"); }, visit);
    }
  }
  for (int i = 0; i < digest.in_brief_size(); ++i) {
    visit(digest.in_brief(i).text(), [&] { return absl::StrCat("digest.in_brief[", i, "].text"); });
  }
  visit(digest.closing(), [] { return std::string("digest.closing"); });
}

}  // namespace sennight::rendering
