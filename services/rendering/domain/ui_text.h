// What the renderers themselves say, in each language.
#pragma once

#include <string_view>

#include "sennight/digest/v1/digest.pb.h"
#include "sennight/event/v1/event.pb.h"

namespace sennight::rendering {

// The words of one language. `{0}`, `{1}`, … are places to fill (text::Fill).
struct UiText {
  const char* skip_to_content;
  const char* year_week;     // {0} year, {1} week.
  const char* stories;       // {0} count.
  const char* sources;       // {0} count.
  const char* reading_time;  // {0} minutes.
  const char* timeline;
  const char* window;
  const char* outside_window;
  const char* at_a_glance;
  const char* in_figures;
  const char* contents;
  const char* source_list;
  const char* told_by;          // Before the number of the source of what a headline says alone,
  const char* told_by_several;  // and of several.
  const char* more_sources;     // {0} count of what is not listed.
  const char* reported_date;    // {0} date: the day is that of the report.
  const char* compared_with;    // {0} what, {1} value or nothing.
  const char* about;
  const char* more_than;
  const char* less_than;
  const char* sources_differ;
  const char* note_late;
  const char* note_original_language;
  const char* note_single_source;
  const char* note_previously;
  const char* read_more;
  const char* in_brief;
  const char* closing;
  const char* references;
  const char* reference;  // {0} number; for those who hear it.
  const char* back_links;
  const char* back_link;  // {0} number of the place; for those who hear it.
  const char* disclaimers;
  const char* checks;
  const char* sentences_checked;  // {0} sentences, {1} quoted, {2} computed, {3} from templates.
  const char* events_read;        // {0} read, {1} relevant, {2} used.
  const char* as_of;              // {0} position, {1} epoch.
  const char* engine;
  const char* content_hash;
  const char* contact;
  const char* left_out;            // {0} sections that did not fit.
  const char* part_citation_look;  // What a WeChat fragment lacks.
  const char* part_bars;
  const char* part_addresses;
  const char* part_citation_glue;
  const char* part_key_points;
  const char* part_sections;  // {0} count.
  const char* view_online;
  const char* unsubscribe;
  const char* scan_to_read;
  const char* colon;
  const char* semicolon;
  const char* list_comma;
  const char* open_parenthesis;
  const char* close_parenthesis;
};

// Returns the words for a BCP 47 tag: Chinese for zh, English for every other language.
const UiText& UiTextFor(std::string_view language);

// Returns the name of a kind of source; empty if the kind is not known.
std::string_view SourceKindName(event::v1::SourceKind kind, std::string_view language);

// Returns what is printed before a note.
std::string_view NoteLabel(digest::v1::NoteKind kind, const UiText& ui);

}  // namespace sennight::rendering
