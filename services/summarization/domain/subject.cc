#include "services/summarization/domain/subject.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace sennight::summarization {
namespace {

using Words = std::u32string_view;

constexpr int kLongestChineseName = 16;
constexpr int kMostNameWords = 5;

// What ends the name that a Chinese title begins with.
constexpr auto kVerbsChinese = std::to_array<Words>(
    {U"完成", U"宣布", U"签署", U"公布", U"发布", U"推出", U"递交", U"提交", U"获得",
     U"获批", U"获",   U"开出", U"启动", U"批准", U"揭牌", U"开诊", U"举行", U"召开",
     U"收购", U"投资", U"签约", U"联手", U"携手", U"计划", U"将",   U"拟",   U"因",
     U"就",   U"对",   U"在",   U"于",   U"与",   U"和",   U"及",   U"为",   U"向",
     U"被",   U"作出", U"上市", U"首",   U"再",   U"已",   U"：",   U":",    U"，",
     U",",    U"、",   U"“",    U"（",   U"(",    U"｜"});

// Small words inside names: Zhongnan Hospital of Wuhan University.
constexpr auto kInsideNames = std::to_array<Words>({U"of", U"and", U"the", U"de", U"for", U"&"});

bool IsUnit(Words word) {
  return word == U"MW" || word == U"GW" || word == U"FDA" || word == U"EU" || word == U"US" ||
         word == U"UK";
}

std::optional<Range> ChineseName(Words source, const Range& title) {
  int end = title.end;
  for (const Words verb : kVerbsChinese) {
    const size_t at = source.substr(0, title.end).find(verb, title.start);
    if (at != Words::npos) end = std::min(end, static_cast<int>(at));
  }
  while (end > title.start && text::IsWhiteSpace(source[end - 1])) --end;
  if (end - title.start < 2 || end - title.start > kLongestChineseName) return std::nullopt;
  return Range{title.start, end};
}

// Returns the first run of capitalised words in the title, two words at least.
std::optional<Range> EnglishName(Words source, const Range& title) {
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
    const bool capital = !word.empty() && text::IsUpper(word[0]) && !IsUnit(word);
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

std::optional<Place> SubjectOf(const Draft& draft, const Voice& voice, const Material& material) {
  for (const int name : draft.names) {
    if (const auto place = PlaceOfConcept(name, voice, material)) return place;
  }
  for (const int member : voice.reports) {
    const Report& report = material.reports[member];
    const Range title = report.sentences.front().range;
    const auto name = report.language == "zh" ? ChineseName(report.title.source, title)
                                              : EnglishName(report.title.source, title);
    if (name) return Place{member, Field::kTitle, *name};
  }
  return std::nullopt;
}

}  // namespace sennight::summarization
