#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "absl/strings/numbers.h"
#include "common/text/language.h"
#include "common/window/civil_date.h"
#include "services/summarization/domain/numbers.h"
#include "services/summarization/domain/phrases.h"
#include "services/summarization/domain/shadow.h"
#include "services/summarization/domain/sources.h"
#include "services/summarization/domain/timing.h"
#include "services/summarization/domain/verify.h"

namespace sennight::summarization {
namespace {

// What a value is computed from.
struct Context {
  const digest::v1::Digest& digest;
  const Scope& scope;
  const Evidence& evidence;
  std::string language;
  std::string sibling;
};

template <typename Visit>
void ForEachStory(const digest::v1::Digest& digest, Visit visit) {
  for (const auto& section : digest.sections()) {
    for (const auto& story : section.stories()) {
      visit(story.event_ids(), story.category(), story.occurred());
    }
  }
  for (const auto& brief : digest.in_brief()) {
    visit(brief.event_ids(), brief.category(), brief.occurred());
  }
}

template <typename Ids>
int PublishersOf(const Ids& event_ids, const Evidence& evidence) {
  std::set<std::string> publishers;
  for (const std::string& id : event_ids) {
    const event::v1::Event* event = evidence.EventOf(id);
    if (event == nullptr) continue;
    for (const event::v1::Source& source : event->sources()) {
      publishers.insert(PublisherKey(source, evidence.topic()));
    }
  }
  return static_cast<int>(publishers.size());
}

std::string DatesOf(const std::string& language, const event::v1::EventDate& date) {
  const auto interval = window::ParseEventDate(date);
  return interval.ok() ? DatesText(language, interval->first, interval->last) : "";
}

std::string WindowDates(const Context& context) {
  const auto start = window::ParseCivilDay(context.digest.window().start());
  const auto end = window::ParseCivilDay(context.digest.window().end());
  return start.ok() && end.ok() ? DatesText(context.language, *start, *end - 1) : "";
}

std::string TopicName(const Context& context) {
  const auto& names = context.evidence.topic().name();
  const auto name = names.find(context.digest.language());
  return name == names.end() ? "" : name->second;
}

int Stories(const Context& context) {
  int stories = 0;
  ForEachStory(context.digest, [&stories](const auto&, const auto&, const auto&) { ++stories; });
  return stories;
}

int Reports(const Context& context) {
  int reports = 0;
  ForEachStory(context.digest,
               [&reports](const auto& ids, const auto&, const auto&) { reports += ids.size(); });
  return reports;
}

int Conflicts(const Context& context) {
  int conflicts = 0;
  for (const auto& section : context.digest.sections()) {
    for (const auto& story : section.stories()) conflicts += story.conflicts_size();
  }
  return conflicts;
}

int ConfirmedStories(const Context& context) {
  int confirmed = 0;
  ForEachStory(context.digest, [&](const auto& ids, const auto&, const auto&) {
    confirmed += PublishersOf(ids, context.evidence) > 1 ? 1 : 0;
  });
  return confirmed;
}

int MostPublishers(const Context& context) {
  int most = 0;
  for (const auto& section : context.digest.sections()) {
    for (const auto& story : section.stories()) {
      most = std::max(most, PublishersOf(story.event_ids(), context.evidence));
    }
  }
  return most;
}

std::string CategoryLabelOf(const Context& context, const std::string& category) {
  for (const topic::v1::Category& known : context.evidence.topic().categories()) {
    if (known.category_id() != category) continue;
    const auto label = known.label().find(context.digest.language());
    return label == known.label().end() ? "" : label->second;
  }
  return "";
}

// How many stories the category has whose label stands before the count.
int StoriesOfCategory(const Context& context) {
  int stories = 0;
  ForEachStory(context.digest, [&](const auto&, const auto& category, const auto&) {
    stories += CategoryLabelOf(context, category) == context.sibling ? 1 : 0;
  });
  return stories;
}

int ReferencesOfLanguage(const Context& context) {
  int references = 0;
  for (const digest::v1::Reference& reference : context.digest.references()) {
    const std::string name =
        LanguageName(context.language, text::PrimarySubtag(reference.language()));
    references += name == context.sibling ? 1 : 0;
  }
  return references;
}

// The days on which stories happened, with how many.
std::map<std::string, int> Days(const Context& context) {
  std::map<std::string, int> days;
  ForEachStory(context.digest, [&days](const auto&, const auto&, const event::v1::EventDate& date) {
    const bool one_day = date.end().empty() || date.end() == date.start();
    if (one_day && date.basis() == event::v1::DATE_BASIS_OCCURRED) ++days[date.start()];
  });
  return days;
}

std::string BusiestDay(const Context& context) {
  const auto days = Days(context);
  const auto busiest = std::max_element(
      days.begin(), days.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (busiest == days.end()) return "";
  const auto day = window::ParseCivilDay(busiest->first);
  return day.ok() ? DayText(context.language, *day) : "";
}

int StoriesOfBusiestDay(const Context& context) {
  int most = 0;
  for (const auto& [day, count] : Days(context)) most = std::max(most, count);
  return most;
}

int DaysOf(const digest::v1::Section& section) {
  if (section.stories().empty()) return -1;
  absl::CivilDay first = absl::CivilDay::max();
  absl::CivilDay last = absl::CivilDay::min();
  for (const digest::v1::Story& story : section.stories()) {
    const auto interval = window::ParseEventDate(story.occurred());
    if (!interval.ok()) return -1;
    first = std::min(first, interval->first);
    last = std::max(last, interval->last);
  }
  return static_cast<int>(last - first) + 1;
}

// Whether the value is that of the text's section; of one of the sections in the digest's title.
bool FitsSection(const Context& context,
                 const std::function<bool(const digest::v1::Section&)>& fits) {
  if (context.scope.section != nullptr) return fits(*context.scope.section);
  return std::any_of(context.digest.sections().begin(), context.digest.sections().end(), fits);
}

bool IsCategoryLabel(const Context& context, const std::string& value) {
  const auto& categories = context.evidence.topic().categories();
  return std::any_of(categories.begin(), categories.end(), [&](const auto& category) {
    return CategoryLabelOf(context, category.category_id()) == value;
  });
}

bool IsLanguageName(const Context& context, const std::string& value) {
  const auto& references = context.digest.references();
  return std::any_of(references.begin(), references.end(), [&](const auto& reference) {
    return LanguageName(context.language, text::PrimarySubtag(reference.language())) == value;
  });
}

// Whether one of the events states the date.
bool IsStatedDate(const Context& context, const digest::v1::ComputedValue& computed) {
  std::set<std::string_view> read;
  for (const std::string& id : computed.event_ids()) {
    const event::v1::Event* event = context.evidence.EventOf(id);
    if (event == nullptr) return false;
    if (!read.insert(id).second) continue;
    for (const std::string* field : {&event->title(), &event->body()}) {
      const std::u32string shadow = ShadowText(*field);
      for (const Number& number : FindNumbers(shadow, {0, static_cast<int>(shadow.size())})) {
        if (number.kind != NumberKind::kDate) continue;
        if (StatedDateText(context.language, number.value) == computed.value()) return true;
      }
    }
  }
  return false;
}

// Whether the event is of the day, in the zone of the digest.
bool IsDayOfEvent(const Context& context, const digest::v1::ComputedValue& computed) {
  if (computed.event_ids_size() != 1) return false;
  const event::v1::Event* event = context.evidence.EventOf(computed.event_ids(0));
  const auto window = window::Window::Parse(context.digest.window());
  if (event == nullptr || !window.ok()) return false;
  const EventTime time = JudgeTime(*event, *window, 0);
  return (time.occurred || time.reported) &&
         DayText(context.language, time.day) == computed.value();
}

using Check = std::function<bool(const Context&, const std::string& value)>;

Check CountIs(int (*count)(const Context&)) {
  return [count](const Context& context, const std::string& value) {
    return value == std::to_string(count(context));
  };
}

Check CountIs(Counted counted, int (*count)(const Context&)) {
  return [counted, count](const Context& context, const std::string& value) {
    return value == CountText(context.language, counted, count(context));
  };
}

Check TextIs(std::string (*text)(const Context&)) {
  return [text](const Context& context, const std::string& value) {
    return !value.empty() && value == text(context);
  };
}

const std::map<std::string, Check>& Checks() {
  static const auto& checks = *new std::map<std::string, Check>{
      {"window.dates", TextIs(WindowDates)},
      {"topic.name", TextIs(TopicName)},
      {"category.label", IsCategoryLabel},
      {"language.name", IsLanguageName},
      {"day.busiest", TextIs(BusiestDay)},
      {"story.dates",
       [](const Context& context, const std::string& value) {
         return context.scope.occurred != nullptr &&
                value == DatesOf(context.language, *context.scope.occurred);
       }},
      {"section.days",
       [](const Context& context, const std::string& value) {
         return FitsSection(context, [&](const digest::v1::Section& section) {
           return value == CountText(context.language, Counted::kDays, DaysOf(section));
         });
       }},
      {"count.reports", CountIs(Counted::kReports, Reports)},
      {"count.stories", CountIs(Counted::kStories, Stories)},
      {"count.sections",
       CountIs(Counted::kSections,
               [](const Context& context) { return context.digest.sections_size(); })},
      {"count.references",
       CountIs(Counted::kReferences,
               [](const Context& context) { return context.digest.references_size(); })},
      {"count.publishers", CountIs(Counted::kPublishers, MostPublishers)},
      {"count.conflicts", CountIs(Counted::kFigures, Conflicts)},
      {"count.confirmed-stories", CountIs(Counted::kStories, ConfirmedStories)},
      {"count.day-stories", CountIs(Counted::kStories, StoriesOfBusiestDay)},
      {"count.category-stories", CountIs(StoriesOfCategory)},
      {"count.language-references", CountIs(ReferencesOfLanguage)},
      {"count.section-stories",
       [](const Context& context, const std::string& value) {
         return FitsSection(context, [&](const digest::v1::Section& section) {
           return value == std::to_string(section.stories_size());
         });
       }},
  };
  return checks;
}

}  // namespace

bool IsComputedRight(const digest::v1::ComputedValue& computed, const std::string& sibling,
                     const Scope& scope, const Evidence& evidence) {
  const Context context{*scope.digest, scope, evidence,
                        text::PrimarySubtag(scope.digest->language()), sibling};
  if (computed.function() == "date.stated") return IsStatedDate(context, computed);
  if (computed.function() == "event.day") return IsDayOfEvent(context, computed);
  const auto check = Checks().find(computed.function());
  if (check == Checks().end()) return false;
  return check->second(context, computed.value());
}

}  // namespace sennight::summarization
