#include "services/summarization/domain/subject.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "services/summarization/domain/common_words.h"
#include "services/summarization/domain/headline_name.h"

namespace sennight::summarization {
namespace {

using Words = std::u32string_view;

constexpr int kLongestChineseName = 16;
constexpr int kLongestBeforeColon = 6;
constexpr int kMostNameWords = 5;

// What ends the name that a Chinese title begins with, beside its verb.
constexpr Words kEndsChinese = U"因就对在于和及为向被首再已又：:，,！!、“（(｜";

// Characters that begin a clause and no name: 让患者重获新声.
constexpr Words kNoNameBegins =
    U"让当从把以用据如何谁又再这那我你他她它不没有是一二两三四五六七八九十多几";

// Words that say what kind of thing it is: 自研眼科基因治疗药物.
constexpr auto kKindsChinese = std::to_array<Words>(
    {U"药物", U"新药", U"疗法", U"技术", U"项目", U"产品", U"患者", U"治疗", U"研究", U"试验"});

// What companies call themselves all the same: 某某生物技术.
constexpr auto kCompaniesChinese = std::to_array<Words>({U"生物技术", U"基因技术", U"医药技术"});

template <size_t N>
bool EndsInOneOf(Words text, const std::array<Words, N>& endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [text](Words ending) { return text.ends_with(ending); });
}

bool IsAName(Words text) {
  return !text.empty() && kNoNameBegins.find(text[0]) == Words::npos && !IsDigit(text[0]) &&
         !text.starts_with(U"来自") &&
         (EndsInOneOf(text, kCompaniesChinese) || !EndsInOneOf(text, kKindsChinese));
}

// Small words inside names: Zhongnan Hospital of Wuhan University.
constexpr auto kInsideNames = std::to_array<Words>({U"of", U"and", U"the", U"de", U"for", U"&"});

bool IsUnit(Words word) {
  return word == U"MW" || word == U"GW" || word == U"FDA" || word == U"EU" || word == U"US" ||
         word == U"UK";
}

bool NamesWho(topic::v1::ConceptClass kind) {
  return kind == topic::v1::CONCEPT_CLASS_ORGANIZATION ||
         kind == topic::v1::CONCEPT_CLASS_PRODUCT || kind == topic::v1::CONCEPT_CLASS_PERSON;
}

// What may stand beside a name and be none of it: 索托克拉FDA获批, 全球首个….
bool StandsBeside(topic::v1::ConceptClass kind) {
  return kind == topic::v1::CONCEPT_CLASS_REGULATOR || kind == topic::v1::CONCEPT_CLASS_PLACE ||
         kind == topic::v1::CONCEPT_CLASS_RANK || kind == topic::v1::CONCEPT_CLASS_ACTION;
}

// What makes a place the beginning of a name: 北京大学.
constexpr auto kNamedAfterPlaces = std::to_array<Words>(
    {U"大学", U"医院", U"医科", U"协和", U"儿童", U"肿瘤", U"市", U"省", U"人民"});

bool BeginsAName(Words text) {
  return std::any_of(kNamedAfterPlaces.begin(), kNamedAfterPlaces.end(),
                     [text](Words word) { return text.starts_with(word); });
}

// Cuts what stands beside a Chinese name off both its ends.
Range WithoutBeside(Range name, const Sentence& title, Words source, const ConceptTable& table) {
  const auto& hits = title.concepts;
  for (auto hit = hits.rbegin(); hit != hits.rend(); ++hit) {
    const bool beside = StandsBeside(table.at(hit->concept_index).concept_class);
    if (beside && hit->range.start < name.end && hit->range.end >= name.end) {
      name.end = std::max(name.start, hit->range.start);
    }
  }
  for (const ConceptHit& hit : hits) {
    const bool beside = StandsBeside(table.at(hit.concept_index).concept_class);
    if (beside && hit.range.end > name.start && hit.range.start <= name.start &&
        !BeginsAName(source.substr(hit.range.end))) {
      name.start = std::min(name.end, hit.range.end);
    }
  }
  return name;
}

// Whether a Latin word stands in the text: Marrow Bank海上风电场 is a name, 某药肿瘤细胞疗法 is
// none.
bool HasLatinWord(Words text) { return std::any_of(text.begin(), text.end(), text::IsLatin); }

// Whether the name only says what kind of thing it is or who decides: "FDA", 体内CAR-T.
bool IsKind(const Range& name, const Sentence& title, Words source, const ConceptTable& table) {
  // Of two characters it must be no ordinary word: 全球.
  if (name.size() == 2 && BackgroundShare(source.substr(name.start, 2)) > kUncommon) return true;
  return std::any_of(title.concepts.begin(), title.concepts.end(), [&](const ConceptHit& hit) {
    const topic::v1::ConceptClass kind = table.at(hit.concept_index).concept_class;
    if (NamesWho(kind) || hit.range.start >= name.end || hit.range.end <= name.start) return false;
    if (kind == topic::v1::CONCEPT_CLASS_REGULATOR) return true;
    if (hit.range.end < name.end) return false;
    return hit.range.start <= name.start ||
           (kind == topic::v1::CONCEPT_CLASS_MODALITY &&
            !HasLatinWord(text::Slice(source, {name.start, hit.range.start})));
  });
}

// Whether what stands there is a part of another word: 因 of 基因.
bool IsInsideWord(Words text, size_t at) {
  return text[at] == U'因' && at > 0 && (text[at - 1] == U'基' || text[at - 1] == U'病');
}

std::optional<Range> ChineseName(Words source, const Range& title) {
  const Words text = source.substr(0, title.end);
  size_t first = text.find_first_of(kEndsChinese, title.start);
  while (first != Words::npos && IsInsideWord(text, first)) {
    first = text.find_first_of(kEndsChinese, first + 1);
  }
  int end = static_cast<int>(std::min({first, ChineseVerbAt(text, title.start), text.size()}));
  // What stands before a comma or a cry is a saying; before a colon a short one is who is told of.
  const char32_t mark = end < title.end ? source[end] : U'\0';
  const bool colon = mark == U'：' || mark == U':';
  const bool saying = mark == U'，' || mark == U',' || mark == U'！' || mark == U'!';
  if (saying || (colon && end - title.start > kLongestBeforeColon)) return std::nullopt;
  while (end > title.start && text::IsWhiteSpace(source[end - 1])) --end;
  if (end - title.start < 2 || end - title.start > kLongestChineseName) return std::nullopt;
  return Range{title.start, end};
}

// Returns the first run of capitalised words in the title, two words at least.
std::optional<Range> CapitalisedName(Words source, const Range& title) {
  Range run;
  int words = 0;
  for (int at = title.start; at < title.end;) {
    int end = at;
    while (end < title.end && !text::IsWhiteSpace(source[end])) ++end;
    int stop = end;
    while (stop > at && (text::IsClosing(source[stop - 1]) || source[stop - 1] == U',' ||
                         source[stop - 1] == U':')) {
      --stop;
    }
    const Words word = source.substr(at, stop - at);
    const bool capital = !word.empty() && text::IsUpper(word[0]) && !IsUnit(word) &&
                         !IsHeadlineVerb(source, {at, stop});
    const bool inside = words > 0 && std::find(kInsideNames.begin(), kInsideNames.end(), word) !=
                                         kInsideNames.end();
    if (capital) {
      if (words == 0) run.start = at;
      run.end = stop;
      ++words;
    }
    const bool ends = (!capital && !inside) || stop != end || words == kMostNameWords;
    if (ends) {
      if (words >= 2) return run;
      words = 0;
    }
    at = end;
    while (at < title.end && text::IsWhiteSpace(source[at])) ++at;
  }
  return words >= 2 ? std::optional<Range>(run) : std::nullopt;
}

std::optional<Range> EnglishName(Words source, const Range& title) {
  if (HasHeadlineCase(source, title)) return NameBeforeVerb(source, title);
  const auto name = NameBeforeVerb(source, title, VerbAfter::kNeeded);
  return name ? name : CapitalisedName(source, title);
}

// The name that the title of a report of the voice begins with.
std::optional<Place> NameInTitle(const Voice& voice, const Material& material) {
  for (const int member : voice.reports) {
    const Report& report = material.reports[member];
    const Sentence& title = report.sentences.front();
    const Words source = report.title.source;
    const bool chinese = report.language == "zh";
    auto name = chinese ? ChineseName(source, title.range) : EnglishName(source, title.range);
    if (!name) continue;
    const ConceptTable& table = material.lexicon->concepts;
    if (chinese) {
      *name = WithoutBeside(*name, title, source, table);
      if (!IsAName(text::Slice(source, *name))) continue;
    }
    while (!name->empty() && text::IsWhiteSpace(source[name->end - 1])) --name->end;
    if (name->size() > 1 && !IsKind(*name, title, source, table)) {
      return Place{member, Field::kTitle, *name};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Place> PlaceOfConcept(int concept_index, const Voice& voice,
                                    const Material& material) {
  std::optional<Place> found;
  for (const int member : voice.reports) {
    for (const Sentence& sentence : material.reports[member].sentences) {
      for (const ConceptHit& hit : sentence.concepts) {
        if (hit.concept_index != concept_index) continue;
        if (sentence.field == Field::kTitle) return Place{member, sentence.field, hit.range};
        if (!found) found = Place{member, sentence.field, hit.range};
      }
    }
  }
  return found;
}

bool IsOrganization(const Place& place, const Material& material) {
  const Report& report = material.reports[place.report];
  return std::any_of(
      report.sentences.begin(), report.sentences.end(), [&](const Sentence& sentence) {
        return sentence.field == place.field &&
               std::any_of(
                   sentence.concepts.begin(), sentence.concepts.end(), [&](const ConceptHit& hit) {
                     return hit.range == place.range &&
                            material.lexicon->concepts.at(hit.concept_index).concept_class ==
                                topic::v1::CONCEPT_CLASS_ORGANIZATION;
                   });
      });
}

std::optional<Place> SubjectOf(const Draft& draft, const Voice& voice, const Material& material) {
  const ConceptTable& table = material.lexicon->concepts;
  // What is approved is a product: one that the topic does not know is named first in the title.
  const bool of_product = draft.action >= 0 && table.at(draft.action).id == "approve";
  std::optional<Place> organization;
  for (const int name : draft.names) {
    const auto place = PlaceOfConcept(name, voice, material);
    if (!place) continue;
    if (!of_product || table.at(name).concept_class == topic::v1::CONCEPT_CLASS_PRODUCT)
      return place;
    if (!organization) organization = place;
  }
  const std::optional<Place> named = NameInTitle(voice, material);
  return named ? named : organization;
}

}  // namespace sennight::summarization
