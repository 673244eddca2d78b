#include "services/summarization/evaluation/evaluation.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/text/sentences.h"
#include "common/text/utf8.h"
#include "services/summarization/domain/excerpt.h"
#include "services/summarization/domain/figures.h"
#include "services/summarization/domain/guard.h"
#include "services/summarization/domain/references.h"
#include "services/summarization/domain/story_writer.h"
#include "services/summarization/domain/survey.h"
#include "services/summarization/evaluation/records.h"

namespace sennight::summarization {
namespace {

std::vector<event::v1::Event> EventsOf(const Record& record) {
  std::vector<event::v1::Event> events;
  for (const Record& doc : ListOf(record, "docs")) {
    events.push_back(MakeEvent(absl::StrCat("d", events.size()), TextOf(doc, "title"),
                               TextOf(doc, "text"), TextOf(record, "lang")));
  }
  return events;
}

std::string SummaryOf(const Record& record, const topic::v1::Topic& topic,
                      const EvaluationOptions& options) {
  const std::vector<event::v1::Event> events = EventsOf(record);
  if (events.empty()) return "";
  Survey survey(topic, std::nullopt, events.front().language());
  survey.ReadForExcerpt(events);
  // The record says what belongs together: it is one story.
  summarization::Draft draft;
  for (size_t i = 0; i < survey.material().reports.size(); ++i) {
    draft.members.push_back(static_cast<int>(i));
  }
  const Voice voice = PlainVoiceOf(draft, survey.material());
  std::string summary;
  for (const Candidate& sentence : ChooseExcerpt(voice, options.budget)) {
    const Report& report = survey.material().reports[sentence.report];
    absl::StrAppend(&summary, summary.empty() ? "" : "\n",
                    TextOf(report, sentence.sentence->field, sentence.sentence->range));
  }
  return summary;
}

std::string Summarize(const std::vector<Record>& records, const EvaluationOptions& options) {
  const topic::v1::Topic topic = JoinTopics(options.topics);
  std::string answers;
  for (const Record& record : records) {
    answers += "{\"id\":";
    AppendJsonText(TextOf(record, "id"), &answers);
    answers += ",\"summary\":";
    AppendJsonText(SummaryOf(record, topic, options), &answers);
    answers += "}\n";
  }
  return answers;
}

std::string Cluster(const std::vector<Record>& records, const EvaluationOptions& options) {
  const topic::v1::Topic topic = JoinTopics(options.topics);
  std::vector<event::v1::Event> events;
  events.reserve(records.size());
  for (const Record& record : records) {
    events.push_back(MakeEvent(absl::StrCat("r", events.size()), TextOf(record, "title"),
                               TextOf(record, "text"), TextOf(record, "lang")));
    const std::string date = TextOf(record, "date");
    if (date.empty()) continue;
    events.back().mutable_occurred()->set_start(date);
    events.back().mutable_occurred()->set_basis(event::v1::DATE_BASIS_REPORTED);
  }
  Survey survey(topic, std::nullopt, "en");
  survey.Read(events);
  survey.Merge();
  std::vector<std::pair<int, int>> places(records.size());
  int number = 0;
  for (const std::vector<int>& group : survey.Groups()) {
    for (const int story : group) {
      for (const int member : survey.drafts()[story].members) places[member] = {story, number};
    }
    ++number;
  }
  std::string answers;
  for (size_t i = 0; i < records.size(); ++i) {
    answers += "{\"id\":";
    AppendJsonText(TextOf(records[i], "id"), &answers);
    absl::StrAppend(&answers, ",\"story\":\"s", places[i].first, "\",\"group\":\"g",
                    places[i].second, "\"}\n");
  }
  return answers;
}

// The records are days of one publication: what was told on the days before is known, later days
// are not.
std::string Rank(const std::vector<Record>& records, const EvaluationOptions& options) {
  const topic::v1::Topic topic = JoinTopics(options.topics);
  std::vector<size_t> order(records.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&records](size_t a, size_t b) {
    return TextOf(records[a], "date") < TextOf(records[b], "date");
  });
  std::vector<event::v1::Event> earlier;
  std::vector<std::string> answers(records.size());
  for (const size_t place : order) {
    const Record& record = records[place];
    std::vector<event::v1::Event> events;
    for (const Record& item : ListOf(record, "items")) {
      events.push_back(MakeEvent(absl::StrCat("r", place, "i", events.size()),
                                 TextOf(item, "headline"), TextOf(item, "body"),
                                 TextOf(record, "lang")));
    }
    Survey survey(topic, std::nullopt, "en");
    survey.Read(events, earlier);
    survey.Merge();
    std::vector<const summarization::Draft*> stories(events.size(), nullptr);
    for (const auto& draft : survey.drafts()) {
      for (const int member : draft.members) stories[member] = &draft;
    }
    for (event::v1::Event& event : events) {
      event.clear_body();
      earlier.push_back(std::move(event));
    }
    Answer answer;
    (*answer.mutable_fields())["id"] = TextValue(TextOf(record, "id"));
    auto* scores = (*answer.mutable_fields())["scores"].mutable_list_value();
    auto* reasons = (*answer.mutable_fields())["reasons"].mutable_list_value();
    for (const summarization::Draft* story : stories) {
      scores->add_values()->set_number_value(story == nullptr ? 0 : story->score);
      auto& parts = *reasons->add_values()->mutable_struct_value()->mutable_fields();
      if (story == nullptr) continue;
      for (const digest::v1::RankReason& reason : story->reasons) {
        parts[reason.feature()].set_number_value(reason.contribution());
      }
    }
    AppendLine(answer, &answers[place]);
  }
  return absl::StrJoin(answers, "");
}

using FigureKeys = std::set<std::pair<std::string, std::string>>;

void AddFigures(const Sentence& sentence, FigureKeys* keys) {
  for (const Number& number : sentence.numbers) {
    if (IsFigure(number)) keys->emplace(CanonicalDecimal(number.value), number.unit);
  }
}

void AddFigures(const std::string& text, FigureKeys* keys) {
  const std::u32string shadow = ShadowText(text);
  for (const Number& number : FindNumbers(shadow, {0, static_cast<int>(shadow.size())})) {
    keys->emplace(CanonicalDecimal(number.value), number.unit);
  }
}

std::string PlainOf(const digest::v1::InlineText& text) {
  std::string all;
  for (const digest::v1::Run& run : text.runs()) all += run.text();
  return all;
}

// What a story says, and the figures of its two best sources that it tells.
void AnswerTold(const digest::v1::Story& story, const Survey& survey, const Draft& draft,
                Answer* answer) {
  FigureKeys told;
  auto& fields = *answer->mutable_fields();
  auto* sentences = fields["sentences"].mutable_list_value();
  const auto say = [&](const digest::v1::InlineText& text) {
    *sentences->add_values() = TextValue(PlainOf(text));
    AddFigures(PlainOf(text), &told);
  };
  say(story.headline());
  say(story.lead());
  for (const digest::v1::KeyPoint& point : story.key_points()) say(point.text());
  for (const digest::v1::Conflict& conflict : story.conflicts()) {
    for (const digest::v1::InlineText& statement : conflict.statements()) say(statement);
  }
  for (const event::v1::Metric& metric : story.metrics()) {
    told.emplace(CanonicalDecimal(metric.value()), metric.unit());
  }
  FigureKeys figures;
  FigureKeys printable;
  for (size_t i = 0; i < draft.members.size() && i < kBestSources; ++i) {
    const Report& report = survey.material().reports[draft.members[i]];
    for (const Sentence& sentence : report.sentences) {
      AddFigures(sentence, &figures);
      if (IsPrintable(report, sentence)) AddFigures(sentence, &printable);
    }
  }
  const auto is_told = [&told](const auto& figure) { return told.count(figure) > 0; };
  fields["metrics"].set_number_value(story.metrics_size());
  fields["figures"].set_number_value(static_cast<double>(figures.size()));
  fields["printable"].set_number_value(static_cast<double>(printable.size()));
  fields["told"].set_number_value(
      static_cast<double>(std::count_if(figures.begin(), figures.end(), is_told)));
}

// Each record is a story, told as a digest tells it.
std::string Tell(const std::vector<Record>& records, const EvaluationOptions& options) {
  constexpr int kMaxPoints = 5;
  const topic::v1::Topic topic = JoinTopics(options.topics);
  std::string answers;
  for (const Record& record : records) {
    Answer answer;
    (*answer.mutable_fields())["id"] = TextValue(TextOf(record, "id"));
    std::vector<event::v1::Event> events = EventsOf(record);
    for (event::v1::Event& event : events) {
      event.mutable_occurred()->set_start("2000-01-03");  // Any day will do.
      event.mutable_occurred()->set_basis(event::v1::DATE_BASIS_REPORTED);
    }
    if (!events.empty()) {
      Survey survey(topic, window::Window::Of(absl::CivilDay(2000, 1, 1), 7, absl::UTCTimeZone()),
                    events.front().language());
      survey.Read(events);
      std::vector<int> members(survey.material().reports.size());
      std::iota(members.begin(), members.end(), 0);
      const summarization::Draft draft = MakeDraft(std::move(members), survey.material());
      const ReferenceBook references(survey.material(), events.front().language());
      const StoryWriter writer(survey.material(), references, events.front().language());
      if (const auto written = writer.Write(draft, kMaxPoints)) {
        AnswerTold(written->story, survey, draft, &answer);
      }
    }
    AppendLine(answer, &answers);
  }
  return answers;
}

std::string Verify(const std::vector<Record>& records) {
  std::string answers;
  for (const Record& record : records) {
    Guard guard;
    guard.Add(TextOf(record, "doc"));
    std::vector<Doubt> doubts;
    const std::u32string summary = text::ToCodePoints(TextOf(record, "summary"));
    for (const text::Range& sentence : text::Sentences(summary)) {
      for (Doubt& doubt : guard.Check(text::ToUtf8(text::Slice(summary, sentence)))) {
        doubts.push_back(std::move(doubt));
      }
    }
    Answer answer;
    auto& fields = *answer.mutable_fields();
    fields["id"] = TextValue(TextOf(record, "id"));
    fields["supported"].set_bool_value(doubts.empty());
    auto* reasons = fields["reasons"].mutable_list_value();
    for (const Doubt& doubt : doubts) {
      *reasons->add_values() = TextValue(absl::StrCat(doubt.rule, " ", doubt.evidence));
    }
    AppendLine(answer, &answers);
  }
  return answers;
}

}  // namespace

absl::StatusOr<std::string> Evaluate(EvaluationTask task, std::string_view records,
                                     const EvaluationOptions& options) {
  const absl::StatusOr<std::vector<Record>> read = ReadRecords(records);
  if (!read.ok()) return read.status();
  switch (task) {
    case EvaluationTask::kSummarize:
      return Summarize(*read, options);
    case EvaluationTask::kCluster:
      return Cluster(*read, options);
    case EvaluationTask::kRank:
      return Rank(*read, options);
    case EvaluationTask::kTell:
      return Tell(*read, options);
    case EvaluationTask::kVerify:
      break;
  }
  return Verify(*read);
}

}  // namespace sennight::summarization
