#include "services/summarization/domain/story_writer.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/hash/hash.h"
#include "services/summarization/domain/phrases.h"
#include "services/summarization/domain/quality.h"

namespace sennight::summarization {
namespace {

constexpr size_t kIdDigits = 8;
// Sentences of one language that are so similar and state the same figures agree.
constexpr double kAgreeing = 0.8;
constexpr double kAgreeingFigures = 0.5;

Supported QuotePlace(const Material& material, const Place& place) {
  return Quote(material.reports[place.report], place.field, place.range);
}

// Whether two sentences say the same: nearly the same words, or the same figures about the same.
bool Agree(const Report& a, const Candidate& candidate, const Report& b, const Sentence& other,
           const Material& material) {
  const auto figures = NumberKeys(*candidate.sentence, true);
  if (figures != NumberKeys(other, true)) return false;
  if (a.language == b.language) {
    const double cosine = Cosine(candidate.vector, VectorOf(other.terms, *material.rarity));
    return cosine >= kAgreeing || (figures.size() >= 2 && cosine >= kAgreeingFigures);
  }
  // Across languages only figures can be compared; one alone may be a coincidence.
  return NumberKeys(*candidate.sentence, false).size() >= 2;
}

}  // namespace

std::string CategoryLabel(const topic::v1::Topic& topic, const std::string& category,
                          const std::string& tag) {
  for (const topic::v1::Category& known : topic.categories()) {
    if (known.category_id() != category) continue;
    const auto label = known.label().find(tag);
    return label == known.label().end() ? category : label->second;
  }
  return category;
}

std::string StableId(std::string_view prefix, std::vector<std::string> event_ids) {
  std::sort(event_ids.begin(), event_ids.end());
  return absl::StrCat(std::string(prefix),
                      hash::Sha256Hex(absl::StrJoin(event_ids, "\n")).substr(0, kIdDigits));
}

std::vector<int> StoryWriter::Agreeing(const Draft& draft, const Candidate& candidate,
                                       std::vector<event::v1::SourceSpan>* spans) const {
  std::vector<int> reports;
  const Report& own = material_.reports[candidate.report];
  for (const int member : draft.members) {
    if (member == candidate.report) continue;
    const Report& other = material_.reports[member];
    for (const Sentence& sentence : other.sentences) {
      if (sentence.field == Field::kTitle) continue;
      if (!Agree(own, candidate, other, sentence, material_)) continue;
      reports.push_back(member);
      spans->push_back(SpanOf(other, sentence));
      break;
    }
  }
  return reports;
}

StoryWriter::Cited StoryWriter::Cite(const Draft& draft, const Candidate& candidate) const {
  Cited cited;
  cited.sentence = Quote(material_.reports[candidate.report], *candidate.sentence);
  std::vector<event::v1::SourceSpan> spans;
  std::vector<int> reports = Agreeing(draft, candidate, &spans);
  for (event::v1::SourceSpan& span : spans) {
    *cited.sentence.support.add_agreeing() = std::move(span);
  }
  reports.insert(reports.begin(), candidate.report);
  cited.ref_ids = references_.IdsOf(reports);
  return cited;
}

void StoryWriter::MarkLanguage(const Voice& voice, digest::v1::InlineText* text) const {
  if (!voice.original_language.empty()) text->set_language(voice.original_language);
}

digest::v1::InlineText StoryWriter::WriteLead(const Draft& draft, const Voice& voice,
                                              const Telling& telling) const {
  InlineWriter lead(voice.language);
  std::vector<Candidate> sentences = telling.lead;
  // Reports without a body say it all in their titles: one that says more than the headline.
  if (sentences.empty()) sentences.push_back(telling.highlight.value_or(*telling.headline));
  for (size_t i = 0; i < sentences.size(); ++i) {
    Cited cited = Cite(draft, sentences[i]);
    if (i == 0) {
      // All sources of the story tell what its first sentence says.
      const std::set<std::string> known(cited.ref_ids.begin(), cited.ref_ids.end());
      for (std::string& id : references_.IdsOf(draft.members)) {
        if (known.count(id) == 0) cited.ref_ids.push_back(std::move(id));
      }
    }
    lead.Sentence(std::move(cited.sentence), cited.ref_ids);
  }
  digest::v1::InlineText text = lead.Take();
  MarkLanguage(voice, &text);
  return text;
}

void StoryWriter::WritePoints(const Draft& draft, const Voice& voice, const Telling& telling,
                              digest::v1::Story* story) const {
  for (const LabelledPoint& point : telling.points) {
    const topic::v1::KeyPointLabel& label = material_.topic->key_points(point.label);
    digest::v1::KeyPoint* written = story->add_key_points();
    written->set_label_id(label.label_id());
    const auto printed = label.label().find(tag_);
    written->set_label(printed == label.label().end() ? label.label_id() : printed->second);
    InlineWriter text(voice.language);
    for (const Candidate& sentence : point.sentences) {
      Cited cited = Cite(draft, sentence);
      text.Sentence(std::move(cited.sentence), cited.ref_ids);
    }
    *written->mutable_text() = text.Take();
    MarkLanguage(voice, written->mutable_text());
  }
}

void StoryWriter::WriteConflicts(const Draft& draft, const Telling& telling,
                                 digest::v1::Story* story) const {
  for (const Disagreement& disagreement : telling.disagreements) {
    digest::v1::Conflict* conflict = story->add_conflicts();
    conflict->set_label(
        TextOf(material_.reports[disagreement.report], disagreement.field, disagreement.label));
    for (const Candidate& statement : disagreement.statements) {
      const Report& report = material_.reports[statement.report];
      Cited cited = Cite(draft, statement);
      digest::v1::InlineText* text = conflict->add_statements();
      *text = OneSentence(report.language, std::move(cited.sentence), cited.ref_ids);
      if (report.language != material_.language) text->set_language(report.event->language());
    }
  }
}

void StoryWriter::WriteNotes(const Draft& draft, const Voice& voice,
                             digest::v1::Story* story) const {
  const std::string& language = material_.language;
  const auto add = [&](digest::v1::NoteKind kind, Supported text) {
    digest::v1::Note* note = story->add_notes();
    note->set_kind(kind);
    *note->mutable_text() = OneSentence(language, std::move(text));
  };
  if (draft.late) {
    add(digest::v1::NOTE_KIND_LATE,
        FromTemplate(language, "note.late",
                     {Computed("story.dates", DatesText(language, draft.first_day, draft.day))}));
  }
  if (!voice.original_language.empty()) {
    add(digest::v1::NOTE_KIND_ORIGINAL_LANGUAGE,
        FromTemplate(language, "note.original-language",
                     {Computed("language.name", LanguageName(language, voice.language))}));
  }
  if (draft.previous >= 0) {
    const Report& report = material_.reports[draft.previous];
    digest::v1::Note* note = story->add_notes();
    note->set_kind(digest::v1::NOTE_KIND_PREVIOUSLY);
    *note->mutable_text() = OneSentence(
        language,
        FromTemplate(language, "note.previously",
                     {Computed("event.day", DayText(language, material_.times[draft.previous].day),
                               {report.event->event_id()}),
                      Quote(report, report.sentences.front())}),
        references_.IdsOf(draft.previous));
  }
  if (draft.publishers == 1) {
    add(digest::v1::NOTE_KIND_SINGLE_SOURCE, FromTemplate(language, "note.single-source", {}));
  }
}

void StoryWriter::WriteMetrics(const Voice& voice, const Telling& telling,
                               digest::v1::Story* story) const {
  std::vector<Candidate> told = telling.lead;
  for (const LabelledPoint& point : telling.points) {
    told.insert(told.end(), point.sentences.begin(), point.sentences.end());
  }
  // What the sentences leave out of the best sources is told as figures.
  for (size_t i = 0; i < voice.reports.size() && i < kBestSources; ++i) {
    const Report& report = material_.reports[voice.reports[i]];
    for (const Sentence& sentence : report.sentences) {
      if (sentence.field == Field::kTitle || !IsPrintable(report, sentence)) continue;
      Candidate& candidate = told.emplace_back();
      candidate.report = voice.reports[i];
      candidate.sentence = &sentence;
    }
  }
  for (event::v1::Metric& metric : MetricsOf(told, material_)) {
    *story->add_metrics() = std::move(metric);
  }
}

void StoryWriter::NameActors(const Draft& draft, const Voice& voice, WrittenStory* written) const {
  if (const auto place = SubjectOf(draft, voice, material_)) {
    written->subject = QuotePlace(material_, *place);
    written->is_of_organization = IsOrganization(*place, material_);
  }
  if (draft.regulator < 0) return;
  if (const auto place = PlaceOfConcept(draft.regulator, voice, material_)) {
    written->regulator = QuotePlace(material_, *place);
  }
}

template <typename Told>
void StoryWriter::Identify(const Draft& draft, Told* story) const {
  const std::vector<std::string> ids = EventIdsOf(draft, material_);
  story->set_story_id(StableId("t-", ids));
  story->mutable_event_ids()->Assign(ids.begin(), ids.end());
  *story->mutable_occurred() = *draft.occurred;
  story->set_category(draft.category);
  story->set_category_label(CategoryLabel(*material_.topic, draft.category, tag_));
}

std::optional<WrittenStory> StoryWriter::Write(const Draft& draft, int max_points) const {
  const Voice voice = VoiceOf(draft, material_, labels_);
  const Telling telling = ChooseTelling(draft, voice, material_, labels_, max_points);
  if (!telling.headline) return std::nullopt;
  WrittenStory written;
  written.draft = &draft;
  written.text_language = voice.original_language;
  written.headline =
      Quote(material_.reports[telling.headline->report], *telling.headline->sentence);
  const Candidate& highlight = telling.highlight ? *telling.highlight : *telling.headline;
  written.highlight = Quote(material_.reports[highlight.report], *highlight.sentence);
  NameActors(draft, voice, &written);
  digest::v1::Story& story = written.story;
  Identify(draft, &story);
  *story.mutable_rank_reasons() = {draft.reasons.begin(), draft.reasons.end()};
  *story.mutable_headline() = OneSentence(voice.language, written.headline);
  MarkLanguage(voice, story.mutable_headline());
  *story.mutable_lead() = WriteLead(draft, voice, telling);
  WritePoints(draft, voice, telling, &story);
  WriteConflicts(draft, telling, &story);
  WriteMetrics(voice, telling, &story);
  if (written.subject) {
    *story.mutable_subject() = OneSentence(voice.language, *written.subject);
    MarkLanguage(voice, story.mutable_subject());
  }
  WriteNotes(draft, voice, &story);
  for (const std::string& id : references_.IdsOf(draft.members)) story.add_ref_ids(id);
  story.set_rank_score(draft.score);
  for (const int member : voice.reports) {
    if (!story.read_more_url().empty()) break;
    story.set_read_more_url(material_.reports[member].event->read_more_url());
  }
  return written;
}

std::optional<digest::v1::BriefStory> StoryWriter::WriteBrief(const Draft& draft) const {
  const Voice voice = VoiceOf(draft, material_, labels_);
  const Telling telling = ChooseTelling(draft, voice, material_, labels_, 0);
  if (!telling.headline) return std::nullopt;
  digest::v1::BriefStory brief;
  Identify(draft, &brief);
  const Report& report = material_.reports[telling.headline->report];
  std::vector<int> cited = {telling.headline->report};
  cited.insert(cited.end(), draft.members.begin(), draft.members.end());
  *brief.mutable_text() = OneSentence(voice.language, Quote(report, *telling.headline->sentence),
                                      references_.IdsOf(cited));
  MarkLanguage(voice, brief.mutable_text());
  return brief;
}

}  // namespace sennight::summarization
