#include "services/summarization/domain/digest_writer.h"

#include <algorithm>
#include <map>
#include <set>

#include "common/text/language.h"
#include "common/text/width.h"
#include "services/summarization/domain/digest_frame.h"
#include "services/summarization/domain/templates.h"
#include "services/summarization/domain/upcoming.h"

namespace sennight::summarization {
namespace {

// More stories than these are not said to be told the most.
constexpr size_t kMostMostTold = 3;
// The widest title, in columns: a Han character takes two.
constexpr int kWidestTitleChinese = 80;
constexpr int kWidestTitleOther = 90;

std::vector<std::string> EventIds(const std::vector<WrittenStory>& stories) {
  std::vector<std::string> ids;
  for (const WrittenStory& story : stories) {
    ids.insert(ids.end(), story.story.event_ids().begin(), story.story.event_ids().end());
  }
  return ids;
}

std::vector<const WrittenStory*> AllStories(const WrittenSections& written) {
  std::vector<const WrittenStory*> all;
  for (const auto& section : written.sections) {
    for (const WrittenStory& story : section) all.push_back(&story);
  }
  return all;
}

std::vector<const WrittenStory*> Pointers(const std::vector<WrittenStory>& stories) {
  std::vector<const WrittenStory*> pointers;
  for (const WrittenStory& story : stories) pointers.push_back(&story);
  return pointers;
}

}  // namespace

Supported DigestWriter::TopicName() const {
  const auto name = material_.topic->name().find(tag_);
  return Computed("topic.name", name == material_.topic->name().end() ? tag_ : name->second);
}

Supported DigestWriter::WindowDates() const {
  return Computed("window.dates",
                  DatesText(language_, material_.window->start(), material_.window->last()));
}

Supported DigestWriter::Count(std::string_view function, Counted counted, int count) const {
  return Computed(function, CountText(language_, counted, count));
}

Supported DigestWriter::CategoryName(const std::string& category) const {
  return Computed("category.label", CategoryLabel(*material_.topic, category, tag_));
}

Supported DigestWriter::Subjects(const std::vector<const WrittenStory*>& stories) const {
  std::vector<Supported> subjects;
  std::set<std::string> known;
  // The category stands for what has no name only where nothing has one.
  const bool has_names = std::any_of(stories.begin(), stories.end(), [](const WrittenStory* story) {
    return story->subject.has_value();
  });
  for (const WrittenStory* story : stories) {
    if (has_names && !story->subject) continue;
    Supported subject = story->subject ? *story->subject : CategoryName(story->draft->category);
    if (known.insert(subject.text).second) subjects.push_back(std::move(subject));
  }
  return Listed(language_, std::move(subjects));
}

Supported DigestWriter::HighlightOf(const std::vector<WrittenStory>& stories) const {
  return stories.size() > 1 ? SeveralHeading(stories) : stories.front().highlight;
}

digest::v1::InlineText DigestWriter::WriteTitle(const WrittenSections& written) const {
  const int widest = language_ == "zh" ? kWidestTitleChinese : kWidestTitleOther;
  std::vector<Supported> news;
  const auto add = [&](const std::vector<WrittenStory>& stories) {
    Supported highlight = HighlightOf(stories);
    const int taken = news.empty() ? 0 : text::DisplayWidth(news.front().text) + 2;
    if (taken + text::DisplayWidth(highlight.text) > widest) return;
    news.push_back(std::move(highlight));
  };
  // What several stories are counted under is no news: it stands in for want of any.
  for (const bool counted : {false, true}) {
    if (counted && !news.empty()) break;
    for (const auto& stories : written.sections) {
      if (news.size() == 2) break;
      if (stories.size() == 1 && !stories.front().text_language.empty()) continue;
      if ((stories.size() > 1 && !AreApprovals(stories)) == counted) add(stories);
    }
  }
  if (news.empty()) {
    return OneSentence(language_,
                       FromTemplate(language_, "title.plain", {TopicName(), WindowDates()}));
  }
  if (news.size() == 1) return OneSentence(language_, std::move(news.front()));
  return OneSentence(language_, FromTemplate(language_, "title.two", std::move(news)));
}

// Whether the stories are decisions of one authority about products.
bool DigestWriter::AreApprovals(const std::vector<WrittenStory>& stories) const {
  const WrittenStory& first = stories.front();
  return first.draft->action >= 0 && first.regulator &&
         std::none_of(stories.begin(), stories.end(),
                      [](const WrittenStory& story) { return story.is_of_organization; }) &&
         material_.lexicon->concepts.at(first.draft->action).id == "approve";
}

// The line for several stories: who decided, in how many days, about what.
Supported DigestWriter::SeveralHeading(const std::vector<WrittenStory>& stories) const {
  const WrittenStory& first = stories.front();
  const int count = static_cast<int>(stories.size());
  // A count of things without a name says less than one of them.
  const bool has_names = std::any_of(stories.begin(), stories.end(),
                                     [](const auto& story) { return story.subject.has_value(); });
  if (!has_names && first.text_language.empty()) return first.highlight;
  const Supported subjects = Subjects(Pointers(stories));
  if (!AreApprovals(stories)) {
    return FromTemplate(language_, "heading.several",
                        {CategoryName(first.draft->category),
                         Computed("count.section-stories", std::to_string(count)), subjects});
  }
  absl::CivilDay from = first.draft->first_day;
  absl::CivilDay to = first.draft->day;
  for (const WrittenStory& story : stories) {
    from = std::min(from, story.draft->first_day);
    to = std::max(to, story.draft->day);
  }
  const Supported stories_count = Computed("count.section-stories", std::to_string(count));
  if (from == to) {
    return FromTemplate(language_, "heading.approve.one-day",
                        {*first.regulator, stories_count, subjects});
  }
  const int days = static_cast<int>(to - from) + 1;
  return FromTemplate(
      language_, "heading.approve",
      {*first.regulator, Count("section.days", Counted::kDays, days), stories_count, subjects});
}

// A title that names what every story of the section is about.
std::optional<Supported> DigestWriter::RoundUpTitle(
    const std::vector<WrittenStory>& stories) const {
  for (const WrittenStory& story : stories) {
    for (const int member : story.draft->members) {
      const Report& report = material_.reports[member];
      const Sentence& title = report.sentences.front();
      if (report.language != language_ || !IsPrintable(report, title)) continue;
      const bool names_all = std::all_of(stories.begin(), stories.end(), [&](const auto& other) {
        return !other.draft->names.empty() && Names(title, other.draft->names);
      });
      if (names_all) return Quote(report, title);
    }
  }
  return std::nullopt;
}

digest::v1::InlineText DigestWriter::WriteHighlight(
    const std::vector<WrittenStory>& stories) const {
  const WrittenStory& first = stories.front();
  digest::v1::InlineText text = OneSentence(language_, HighlightOf(stories));
  if (stories.size() == 1 && !first.text_language.empty()) text.set_language(first.text_language);
  return text;
}

digest::v1::Section DigestWriter::WriteSection(const std::vector<WrittenStory>& stories,
                                               int ordinal) const {
  const WrittenStory& first = stories.front();
  digest::v1::Section section;
  section.set_section_id(StableId("s-", EventIds(stories)));
  section.set_ordinal(ordinal);
  if (stories.size() == 1) {
    *section.mutable_heading() = OneSentence(language_, first.headline);
    if (!first.text_language.empty()) {
      section.mutable_heading()->set_language(first.text_language);
    }
  } else {
    const auto round_up = RoundUpTitle(stories);
    *section.mutable_heading() =
        OneSentence(language_, round_up ? *round_up : SeveralHeading(stories));
  }
  section.set_category(first.story.category());
  section.set_category_label(first.story.category_label());
  for (const WrittenStory& story : stories) *section.add_stories() = story.story;
  return section;
}

Supported DigestWriter::CategoryCounts(const WrittenSections& written) const {
  std::map<std::string, int> counts;
  for (const WrittenStory* story : AllStories(written)) ++counts[story->draft->category];
  for (const Draft* brief : written.brief_drafts) ++counts[brief->category];
  std::vector<Supported> parts;
  for (const topic::v1::Category& category : material_.topic->categories()) {
    const auto count = counts.find(category.category_id());
    if (count == counts.end()) continue;
    parts.push_back(
        FromTemplate(language_, "part.category-count",
                     {CategoryName(category.category_id()),
                      Computed("count.category-stories", std::to_string(count->second))}));
  }
  return Listed(language_, std::move(parts));
}

void DigestWriter::WriteMostTold(const std::vector<const WrittenStory*>& stories,
                                 InlineWriter* intro) const {
  int most = 0;
  for (const WrittenStory* story : stories) most = std::max(most, story->draft->publishers);
  std::vector<Supported> told;
  for (const WrittenStory* story : stories) {
    if (story->draft->publishers != most) continue;
    if (!story->subject) return;
    told.push_back(FromTemplate(language_, "part.subject-category",
                                {*story->subject, CategoryName(story->draft->category)}));
  }
  if (most < 2 || told.size() > kMostMostTold) return;
  const std::string_view id = told.size() == 1 ? "intro.most-told" : "intro.most-told-several";
  intro->Sentence(FromTemplate(
      language_, id,
      {Listed(language_, std::move(told)), Count("count.publishers", Counted::kPublishers, most)}));
}

digest::v1::InlineText DigestWriter::WriteIntro(const WrittenSections& written) const {
  const std::vector<const WrittenStory*> stories = AllStories(written);
  const int count = static_cast<int>(stories.size() + written.briefs.size());
  InlineWriter intro(language_);
  intro.Sentence(FromTemplate(
      language_, "intro.opening",
      {WindowDates(), TopicName(), Count("count.reports", Counted::kReports, written.reports),
       Count("count.stories", Counted::kStories, count), CategoryCounts(written)}));
  WriteMostTold(stories, &intro);
  std::vector<const WrittenStory*> late;
  int conflicts = 0;
  for (const WrittenStory* story : stories) {
    if (story->draft->late) late.push_back(story);
    conflicts += story->story.conflicts_size();
  }
  if (!late.empty()) {
    intro.Sentence(FromTemplate(language_, "intro.late", {Subjects(late)}));
  }
  if (conflicts > 0) {
    intro.Sentence(FromTemplate(language_, "intro.conflicts",
                                {Count("count.conflicts", Counted::kFigures, conflicts)}));
  }
  return intro.Take();
}

void DigestWriter::WriteBusiestDay(const WrittenSections& written, InlineWriter* closing) const {
  std::map<absl::CivilDay, int> days;
  const auto add = [&days](const Draft& draft) {
    const bool happened = draft.occurred->basis() == event::v1::DATE_BASIS_OCCURRED;
    if (happened && draft.first_day == draft.day) ++days[draft.day];
  };
  for (const WrittenStory* story : AllStories(written)) add(*story->draft);
  for (const Draft* brief : written.brief_drafts) add(*brief);
  const auto busiest = std::max_element(
      days.begin(), days.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (busiest == days.end() || busiest->second < 2) return;
  const auto equal = std::count_if(days.begin(), days.end(),
                                   [&](const auto& day) { return day.second == busiest->second; });
  if (equal > 1) return;
  closing->Sentence(FromTemplate(language_, "closing.busiest-day",
                                 {Computed("day.busiest", DayText(language_, busiest->first)),
                                  Count("count.day-stories", Counted::kStories, busiest->second)}));
}

Supported DigestWriter::LanguageCounts(const digest::v1::Digest& digest) const {
  std::map<std::string, int> counts;
  for (const digest::v1::Reference& reference : digest.references()) {
    ++counts[text::PrimarySubtag(reference.language())];
  }
  std::vector<std::pair<int, std::string>> ordered;
  for (const auto& [language, count] : counts) ordered.emplace_back(-count, language);
  std::sort(ordered.begin(), ordered.end());
  std::vector<Supported> parts;
  for (const auto& [count, language] : ordered) {
    parts.push_back(FromTemplate(language_, "part.language-count",
                                 {Computed("language.name", LanguageName(language_, language)),
                                  Computed("count.language-references", std::to_string(-count))}));
  }
  return Listed(language_, std::move(parts));
}

void DigestWriter::WriteUpcoming(const std::vector<const WrittenStory*>& stories,
                                 InlineWriter* closing) const {
  struct Ahead {
    UpcomingDate date;
    const WrittenStory* story;
  };
  std::vector<Ahead> ahead;
  for (const WrittenStory* story : stories) {
    if (!story->subject) continue;
    if (auto date = FindUpcoming(*story->draft, material_)) {
      ahead.push_back({std::move(*date), story});
    }
  }
  if (ahead.empty()) return;
  std::stable_sort(ahead.begin(), ahead.end(), [](const Ahead& a, const Ahead& b) {
    return a.date.sort_key < b.date.sort_key;
  });
  std::vector<Supported> parts;
  std::vector<int> reports;
  for (const Ahead& item : ahead) {
    const Place& place = item.date.place;
    const Report& report = material_.reports[place.report];
    // Dates are the same in every language; in the digest's own the source's words stand.
    Supported date = report.language == language_
                         ? Quote(report, place.field, place.range)
                         : Computed("date.stated", StatedDateText(language_, item.date.value),
                                    {report.event->event_id()});
    parts.push_back(
        FromTemplate(language_, "part.upcoming", {*item.story->subject, std::move(date)}));
    reports.push_back(place.report);
  }
  closing->Sentence(
      FromTemplate(language_, "closing.upcoming", {Listed(language_, std::move(parts))}),
      references_.IdsOf(reports));
}

digest::v1::InlineText DigestWriter::WriteClosing(const WrittenSections& written,
                                                  const digest::v1::Digest& digest) const {
  const std::vector<const WrittenStory*> stories = AllStories(written);
  InlineWriter closing(language_);
  closing.Sentence(FromTemplate(
      language_, "closing.sections",
      {Count("count.sections", Counted::kSections, static_cast<int>(written.sections.size())),
       Subjects(stories)}));
  WriteBusiestDay(written, &closing);
  int confirmed = 0;
  for (const WrittenStory* story : stories) confirmed += story->draft->publishers > 1 ? 1 : 0;
  for (const Draft* brief : written.brief_drafts) confirmed += brief->publishers > 1 ? 1 : 0;
  std::vector<Supported> sources = {
      Count("count.references", Counted::kReferences, digest.references_size()),
      LanguageCounts(digest)};
  if (confirmed > 0) {
    sources.push_back(Count("count.confirmed-stories", Counted::kStories, confirmed));
  }
  closing.Sentence(FromTemplate(language_, confirmed > 0 ? "closing.sources" : "closing.references",
                                std::move(sources)));
  WriteUpcoming(stories, &closing);
  return closing.Take();
}

digest::v1::Digest DigestWriter::Write(const WrittenSections& written, int max_highlights) const {
  digest::v1::Digest digest;
  WriteFrame(*material_.topic, *material_.window, tag_, &digest);
  *digest.mutable_title() = WriteTitle(written);
  *digest.mutable_intro() = WriteIntro(written);
  int ordinal = 0;
  for (const auto& stories : written.sections) {
    *digest.add_sections() = WriteSection(stories, ++ordinal);
    if (ordinal > max_highlights) continue;
    digest::v1::Highlight* highlight = digest.add_highlights();
    highlight->set_section_id(digest.sections(ordinal - 1).section_id());
    *highlight->mutable_text() = WriteHighlight(stories);
  }
  for (const digest::v1::BriefStory& brief : written.briefs) *digest.add_in_brief() = brief;
  for (digest::v1::Reference& reference : references_.CitedBy(digest)) {
    *digest.add_references() = std::move(reference);
  }
  *digest.mutable_closing() = WriteClosing(written, digest);
  return digest;
}

}  // namespace sennight::summarization
