#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/text/language.h"
#include "common/text/sentences.h"
#include "services/summarization/domain/actor.h"
#include "services/summarization/domain/common_words.h"
#include "services/summarization/domain/headline_name.h"
#include "services/summarization/domain/report.h"
#include "services/summarization/domain/title_range.h"
#include "services/summarization/domain/tokens.h"

namespace sennight::summarization {
namespace {

// Beginnings of paragraphs that publishers of every field append.
constexpr std::array<std::u32string_view, 34> kBoilerplate = {
    U"免责声明", U"免责说明",   U"版权声明",   U"版权所有",     U"责任编辑", U"责编",
    U"编辑:",    U"来源:",      U"本文来源",   U"本文转载",     U"转载",     U"原标题",
    U"扫码",     U"扫描二维码", U"长按",       U"点击",         U"欢迎关注", U"关注我们",
    U"更多精彩", U"阅读原文",   U"声明:",      U"记者:",        U"广告",     U"subscribe",
    U"sign up",  U"click here", U"read more",  U"follow us",    U"source:",  U"image:",
    U"photo:",   U"copyright",  U"disclaimer", U"media contact"};

// Beginnings of a tail: this paragraph and all that follow are the publisher's.
constexpr std::array<std::u32string_view, 6> kTails = {U"forward-looking statement",
                                                       U"forward looking statement",
                                                       U"cautionary note",
                                                       U"safe harbor",
                                                       U"前瞻性声明",
                                                       U"investor contact"};

// The most words of a paragraph that is the heading of a company's description.
constexpr int kMostHeadingWords = 8;
// Names are looked for in the title and so many sentences of the body.
constexpr int kNamingSentences = 3;
constexpr size_t kShortestName = 3;

bool BeginsWith(std::u32string_view text, std::u32string_view word) {
  return !word.empty() && text.substr(0, word.size()) == word;
}

// "About Example Therapeutics", alone in its line.
bool IsAboutHeading(std::u32string_view shadow, std::u32string_view source) {
  if (!BeginsWith(shadow, U"about ") && !BeginsWith(shadow, U"关于")) return false;
  if (shadow.find_first_of(U".。,，!?") != std::u32string_view::npos) return false;
  const Range all{0, static_cast<int>(shadow.size())};
  if (IsHan(shadow[0])) return shadow.size() <= 20;
  return CountWords(shadow, all) <= kMostHeadingWords && source.size() > 6 &&
         text::IsUpper(source[6]);
}

// Returns the paragraphs of the body that are read, as ranges of its source.
std::vector<Range> ReadParagraphs(const Shadow& body, const Lexicon& lexicon) {
  std::vector<Range> paragraphs;
  const int size = static_cast<int>(body.source.size());
  for (int start = 0; start < size;) {
    int end = start;
    while (end < size && body.source[end] != U'\n') ++end;
    int first = start;
    while (first < end && text::IsWhiteSpace(body.source[first])) ++first;
    const Range range{first, end};
    start = end + 1;
    if (range.empty()) continue;
    const Range folded = body.FromSource(range);
    const std::u32string_view key =
        std::u32string_view(body.key()).substr(folded.start, folded.size());
    const std::u32string_view source =
        std::u32string_view(body.source).substr(range.start, range.size());
    const auto begins = [key](std::u32string_view word) { return BeginsWith(key, word); };
    if (std::any_of(kTails.begin(), kTails.end(), begins) || IsAboutHeading(key, source)) break;
    if (std::any_of(kBoilerplate.begin(), kBoilerplate.end(), begins) ||
        std::any_of(lexicon.boilerplate.begin(), lexicon.boilerplate.end(), begins)) {
      continue;
    }
    paragraphs.push_back(range);
  }
  return paragraphs;
}

// Whether concepts of the class are what a story is about, and so in most of its sentences.
bool IsName(topic::v1::ConceptClass concept_class) {
  return concept_class == topic::v1::CONCEPT_CLASS_PRODUCT ||
         concept_class == topic::v1::CONCEPT_CLASS_ORGANIZATION ||
         concept_class == topic::v1::CONCEPT_CLASS_INDICATION ||
         concept_class == topic::v1::CONCEPT_CLASS_REGULATOR;
}

// Whether a word of the source that begins at `at` may be a name: it has a capital or a digit.
bool LooksLikeName(std::u32string_view source, const Range& range) {
  return std::any_of(source.begin() + range.start, source.begin() + range.end,
                     [](char32_t c) { return text::IsUpper(c) || IsDigit(c); });
}

// Stems that stand in the names of many organisations and so name none.
constexpr std::array<std::u32string_view, 30> kOrganizationWords = {
    U"advanc",    U"associ", U"bank",       U"bio",          U"biolog",       U"biopharma",
    U"bioscienc", U"biosci", U"biotech",    U"biotechnolog", U"biotherapeut", U"capit",
    U"corp",      U"corpor", U"energi",     U"foundat",      U"gmbh",         U"group",
    U"hold",      U"inc",    U"llc",        U"ltd",          U"medicin",      U"network",
    U"oncolog",   U"pharma", U"pharmaceut", U"solut",        U"technolog",    U"therapeut"};

bool IsOrganizationWord(std::u32string_view word) {
  static const TermTable& words = *[] {
    auto* all = new TermTable;
    for (const std::u32string_view known : kOrganizationWords) all->Add(known);
    return all;
  }();
  return words.Find(word) != TermTable::kNone;
}

// Returns what interns terms into `list`.
auto InternInto(Lexicon* lexicon, std::vector<int>* list) {
  return [lexicon, list](std::u32string_view term) {
    list->push_back(lexicon->vocabulary.Intern(term));
  };
}

// Whether the words of a part of a text may be names, as they are written.
class NameMarks {
 public:
  NameMarks(const Shadow& shadow, const Range& part) : shadow_(shadow), part_(part) {}

  // Whether the word that holds `at` looks like a name; to be asked from left to right.
  bool LooksLikeNameAt(int at) {
    if (at < end_) return is_name_;
    while (at >= end_) {
      const int start = end_ < 0 ? part_.start : end_ + 1;
      for (end_ = start; end_ < part_.end && !IsBetweenWords(shadow_.key()[end_]);) ++end_;
      start_ = start;
    }
    is_name_ = LooksLikeName(shadow_.source, shadow_.ToSource({start_, end_}));
    return is_name_;
  }

 private:
  static bool IsBetweenWords(char32_t c) { return IsSpace(c) || IsHan(c); }

  const Shadow& shadow_;
  const Range part_;
  int start_ = 0;  // Of the last word that was asked for,
  int end_ = -1;   // and its end.
  bool is_name_ = false;
};

// Collects the words in Latin letters, and those of them that may be names.
void ReadLatin(const Shadow& shadow, const Range& folded, Lexicon* lexicon, Sentence* sentence) {
  int free = folded.start;
  const auto add = [&](int end) {
    NameMarks marks(shadow, {free, end});
    ForEachLatinWord(
        shadow.key(), {free, end}, [&](std::u32string_view word, std::optional<int> at) {
          if (IsOrganizationWord(word)) return;
          const int term = lexicon->vocabulary.Intern(word);
          sentence->latin.push_back(term);
          const bool may_be_name = at && word.size() >= kShortestName && IsLatinLetter(word[0]) &&
                                   lexicon->vocabulary.ShareOf(term) <= kUncommon &&
                                   word.find_first_of(U"-/") == std::u32string_view::npos;
          if (may_be_name && marks.LooksLikeNameAt(*at)) sentence->free_names.push_back(term);
        });
  };
  for (const ConceptHit& hit : sentence->concepts) {
    const Range found = shadow.FromSource(hit.range);
    if (found.start < free) continue;
    add(found.start);
    free = found.end;
  }
  add(folded.end);
}

// Reads the concepts of the sentence, and which terms stand outside names.
void ReadConcepts(const Shadow& shadow, const Range& folded, Lexicon* lexicon, Sentence* sentence) {
  const std::u32string_view text =
      std::u32string_view(shadow.key()).substr(folded.start, folded.size());
  int plain = folded.start;  // Where the text behind the last name begins.
  for (ConceptHit hit : lexicon->concepts.Find(text)) {
    const Range found{hit.range.start + folded.start, hit.range.end + folded.start};
    const topic::v1::ConceptClass kind = lexicon->concepts.at(hit.concept_index).concept_class;
    if (IsName(kind)) {
      ForEachTerm(shadow.key(), {plain, found.start}, InternInto(lexicon, &sentence->plain_terms));
      plain = found.end;
    }
    if (kind == topic::v1::CONCEPT_CLASS_OCCASION) {
      ForEachTerm(shadow.key(), found, InternInto(lexicon, &sentence->occasion_terms));
    }
    hit.range = shadow.ToSource(found);
    sentence->concepts.push_back(hit);
  }
  if (plain == folded.start) {
    sentence->plain_terms = sentence->terms;  // There is no name: they are the same.
  } else {
    ForEachTerm(shadow.key(), {plain, folded.end}, InternInto(lexicon, &sentence->plain_terms));
  }
}

// Forgets what a sentence has, not the room for it.
void Clear(Sentence* sentence) {
  for (std::vector<int>* terms :
       {&sentence->terms, &sentence->plain_terms, &sentence->occasion_terms, &sentence->latin,
        &sentence->free_names}) {
    terms->clear();
  }
  sentence->concepts.clear();
  sentence->numbers.clear();
}

// Reads what stands in `range` of the field's source.
Sentence ReadSentence(const Shadow& shadow, Field field, const Range& range, int order,
                      int paragraph, ReadFor purpose, Lexicon* lexicon) {
  Sentence& sentence = lexicon->sentence;
  Clear(&sentence);
  sentence.field = field;
  sentence.range = range;
  sentence.order = order;
  sentence.paragraph = paragraph;
  const Range folded = shadow.FromSource(range);
  sentence.words = ForEachTerm(shadow.key(), folded, InternInto(lexicon, &sentence.terms));
  if (purpose == ReadFor::kExcerpt) return sentence;
  ReadConcepts(shadow, folded, lexicon, &sentence);
  if (order <= kNamingSentences) ReadLatin(shadow, folded, lexicon, &sentence);
  sentence.numbers = FindNumbers(shadow.key(), folded);
  for (Number& number : sentence.numbers) number.range = shadow.ToSource(number.range);
  return sentence;  // A copy: it has no more room than it needs.
}

constexpr size_t kShortestSubject = 2;
constexpr size_t kLongestSubject = 8;

// Returns the name that a clause of the title begins with, up to what it does: 易慕峰完成…融资.
std::u32string ChineseSubject(std::u32string_view title) {
  for (size_t start = 0; start < title.size();) {
    size_t end = start;
    while (end < title.size() && (IsHan(title[end]) || IsOtherLetter(title[end]))) ++end;
    const std::u32string_view run = title.substr(start, end - start);
    const size_t first = ChineseVerbAt(run);
    const bool named =
        first != std::u32string_view::npos && first >= kShortestSubject && first <= kLongestSubject;
    if (named) return std::u32string(run.substr(0, first));
    start = end + 1;
  }
  return U"";
}

// Returns the words of the name before the first verb of an English headline that are a name's own;
// if there are none, the whole name.
std::vector<std::u32string> EnglishSubjects(const Shadow& title, const Range& range) {
  if (!HasHeadlineCase(title.source, range)) return {};
  const std::optional<Range> name = NameBeforeVerb(title.source, range);
  if (!name) return {};
  const Range folded = title.FromSource(*name);
  const std::u32string_view whole =
      std::u32string_view(title.key()).substr(folded.start, folded.size());
  std::vector<std::u32string> subjects;
  for (size_t start = 0; start < whole.size();) {
    const size_t end = std::min(whole.find(U' ', start), whole.size());
    const std::u32string word(whole.substr(start, end - start));
    const std::u32string stem = StemWord(word);
    if (word.size() >= kShortestName && BackgroundShare(stem) <= kUncommon &&
        !IsOrganizationWord(stem)) {
      subjects.push_back(word);
    }
    start = end + 1;
  }
  if (subjects.empty()) subjects.emplace_back(whole);
  return subjects;
}

std::vector<std::u32string> SubjectsOf(const Report& report) {
  if (report.language != "zh") {
    return EnglishSubjects(report.title, report.sentences.front().range);
  }
  std::u32string subject = ChineseSubject(report.title.key());
  if (subject.empty()) return {};
  return {std::move(subject)};
}

// Reads who does something, as the title says, and who the event names.
void ReadActors(const event::v1::Event& event, Lexicon* lexicon, Report* report) {
  report->subjects = SubjectsOf(*report);
  const std::u32string actor = ActorOf(*report, lexicon->concepts);
  if (!actor.empty()) report->actor = lexicon->vocabulary.Intern(actor);
  for (const event::v1::EntityRef& entity : event.entities()) {
    const int index = lexicon->concepts.Intern(entity.entity_id(), entity.name(), entity.kind());
    if (index >= 0) report->entities.push_back(index);
  }
}

}  // namespace

Lexicon::Lexicon(const topic::v1::Topic& topic) : concepts(topic) {
  for (const std::string& beginning : topic.boilerplate()) {
    boilerplate.push_back(ShadowText(beginning));
  }
  for (int i = 0; i < topic.categories_size(); ++i) {
    for (const std::string& term : topic.categories(i).terms()) category_words.Add(term, i);
  }
  ReadCategoryActions(topic);
}

void Lexicon::ReadCategoryActions(const topic::v1::Topic& topic) {
  std::map<int, std::map<int, int>> named;  // By action and category.
  for (int i = 0; i < topic.categories_size(); ++i) {
    for (const std::string& term : topic.categories(i).terms()) {
      for (const ConceptHit& hit : concepts.Find(ShadowText(term))) {
        const auto kind = concepts.at(hit.concept_index).concept_class;
        if (kind == topic::v1::CONCEPT_CLASS_ACTION) ++named[hit.concept_index][i];
      }
    }
  }
  for (const auto& [action, counts] : named) {
    category_of_action[action] =
        std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
          return a.second < b.second;
        })->first;
  }
}

Report Analyze(const event::v1::Event& event, Lexicon* lexicon, ReadFor purpose) {
  Report report;
  report.event = &event;
  report.language = text::PrimarySubtag(event.language());
  report.title = MakeShadow(event.title());
  report.body = MakeShadow(event.body());
  report.sentences.push_back(ReadSentence(report.title, Field::kTitle,
                                          TitleRange(event, report.title, lexicon->concepts), 0, 0,
                                          purpose, lexicon));
  if (purpose == ReadFor::kStories) ReadActors(event, lexicon, &report);
  int paragraph = 0;
  int order = 0;
  for (const Range& range : ReadParagraphs(report.body, *lexicon)) {
    const auto source = std::u32string_view(report.body.source).substr(range.start, range.size());
    for (const Range& within : text::Sentences(source)) {
      report.sentences.push_back(ReadSentence(
          report.body, Field::kBody, {within.start + range.start, within.end + range.start},
          ++order, paragraph, purpose, lexicon));
    }
    ++paragraph;
  }
  return report;
}

std::string TextOf(const Report& report, Field field, const Range& range) {
  const std::u32string_view source = report.ShadowOf(field).source;
  return text::CollapseWhiteSpace(ToUtf8(text::Slice(source, range)));
}

event::v1::SourceSpan SpanOf(const Report& report, Field field, const Range& range) {
  event::v1::SourceSpan span;
  span.set_event_id(report.event->event_id());
  span.set_revision(report.event->revision());
  span.set_field(field == Field::kTitle ? "title" : "body");
  span.set_start(range.start);
  span.set_end(range.end);
  return span;
}

}  // namespace sennight::summarization
