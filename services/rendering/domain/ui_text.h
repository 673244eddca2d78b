// What the renderers themselves say, in each language.
#pragma once

#include <string_view>

#include "sennight/digest/v1/digest.pb.h"
#include "sennight/event/v1/event.pb.h"

namespace sennight::rendering {

// The words of one language. `$0`, `$1`, … are places to fill.
struct UiText {
  std::string_view skip_to_content;
  std::string_view year_week;     // $0 year, $1 week.
  std::string_view stories;       // $0 count.
  std::string_view sources;       // $0 count.
  std::string_view reading_time;  // $0 minutes.
  std::string_view timeline;
  std::string_view window;
  std::string_view outside_window;
  std::string_view at_a_glance;
  std::string_view in_figures;
  std::string_view contents;
  std::string_view source_list;
  std::string_view more_sources;  // $0 count of what is not listed.
  std::string_view reported_date; // $0 date: the day is that of the report.
  std::string_view compared_with; // $0 what, $1 value or nothing.
  std::string_view about;
  std::string_view more_than;
  std::string_view less_than;
  std::string_view sources_differ;
  std::string_view note_late;
  std::string_view note_original_language;
  std::string_view note_single_source;
  std::string_view read_more;
  std::string_view in_brief;
  std::string_view closing;
  std::string_view references;
  std::string_view reference;     // $0 number; for those who hear it.
  std::string_view back_links;
  std::string_view back_link;     // $0 number of the place; for those who hear it.
  std::string_view disclaimers;
  std::string_view checks;
  std::string_view sentences_checked;  // $0 sentences, $1 quoted, $2 computed, $3 from templates.
  std::string_view events_read;        // $0 read, $1 relevant, $2 used.
  std::string_view as_of;              // $0 position, $1 epoch.
  std::string_view engine;
  std::string_view content_hash;
  std::string_view contact;
  std::string_view left_out;      // $0 sections that did not fit.
  std::string_view colon;
  std::string_view comma;
  std::string_view list_comma;
  std::string_view open_parenthesis;
  std::string_view close_parenthesis;
};

// Returns the words for a BCP 47 tag: Chinese for zh, English for every other language.
const UiText& UiTextFor(std::string_view language);

// Returns the name of a kind of source; empty if the kind is not known.
std::string_view SourceKindName(event::v1::SourceKind kind, std::string_view language);

// Returns what is printed before a note.
std::string_view NoteLabel(digest::v1::NoteKind kind, const UiText& ui);

}  // namespace sennight::rendering
