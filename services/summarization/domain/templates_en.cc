// The fixed sentences of English digests. Counts bring their noun: "8 sections".
#include "services/summarization/domain/templates.h"

namespace sennight::summarization {
namespace {

constexpr Template kTemplates[] = {
    // {0} news, {1} more news.
    {"title.two", "{0}; {1}"},
    // {0} field, {1} dates: where no news can be printed.
    {"title.plain", "{0}: {1}"},

    // {0} dates, {1} field, {2} reports, {3} stories, {4} stories by category.
    {"intro.opening", "{1}, {0}: {3} told by {2} – {4}."},
    // {0} subjects, {1} publishers.
    {"intro.most-told", "Most widely reported, by {1}: {0}."},
    {"intro.most-told-several", "Most widely reported, by {1} each: {0}."},
    // {0} subjects.
    {"intro.late", "Told here although it happened shortly before these days: {0}."},
    // {0} figures.
    {"intro.conflicts", "The sources differ on {0}; each version is given."},

    // {0} authority, {1} days, {2} stories, {3} subjects.
    {"heading.approve", "{0} approves {3} within {1}"},
    {"heading.approve.one-day", "{0} approves {2} on one day"},
    // {0} category, {1} stories, {2} subjects.
    {"heading.several", "{0} ({1}): {2}"},

    // {0} date.
    {"note.late",
     "This happened on {0}, before the days of this digest, and was first reported in them."},
    // {0} language.
    {"note.original-language",
     "No source in English exists; the original sentences ({0}) are kept untranslated."},
    // {0} date, {1} headline.
    {"note.previously", "{0}: {1}"},
    {"note.single-source", "This story rests on a single source so far."},

    // {0} sections, {1} subjects.
    {"closing.sections", "This digest tells, in {0}, of {1}."},
    // {0} date, {1} stories.
    {"closing.busiest-day", "The busiest day was {0}, with {1}."},
    // {0} references, {1} by language, {2} stories.
    {"closing.sources", "It cites {0} ({1}); told by two publishers or more: {2}."},
    // {0} references, {1} by language: where no story has two publishers.
    {"closing.references", "It cites {0} ({1})."},
    // {0} dates.
    {"closing.upcoming", "Dates ahead that the sources name: {0}."},

    // Parts of sentences. {0}, {1} what is listed.
    {"list.separator", "{0}, {1}"},
    {"list.last", "{0} and {1}"},
    // {0} category, {1} stories.
    {"part.category-count", "{0} ({1})"},
    // {0} subject, {1} category.
    {"part.subject-category", "{0} ({1})"},
    // {0} subject, {1} date.
    {"part.upcoming", "{0} ({1})"},
    // {0} language, {1} references.
    {"part.language-count", "{1} in {0}"},
};

}  // namespace

std::span<const Template> EnglishTemplates() { return kTemplates; }

}  // namespace sennight::summarization
