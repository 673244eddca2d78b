#include "services/summarization/domain/upcoming.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "services/summarization/domain/quality.h"

namespace sennight::summarization {
namespace {

using Words = std::u32string_view;

constexpr auto kFuture =
    std::to_array<Words>({U"预计", U"计划", U"将", U"拟", U"截止", U"有望", U"前反馈", U"定于",
                          U"expect", U"plan", U" will ", U" due ", U"schedul", U"deadline",
                          U" to begin", U"target action", U"pdufa", U"until ", U" is to "});

// What follows a year or month and belongs to it.
constexpr auto kAfterChinese = std::to_array<Words>(
    {U"第一季度", U"第二季度", U"第三季度", U"第四季度", U"一季度", U"二季度", U"三季度",
     U"四季度",   U"上半年",   U"下半年",   U"年底前",   U"年底",   U"底前",   U"底",
     U"年初",     U"初",       U"中期",     U"春季",     U"夏季",   U"秋季",   U"冬季",
     U"春",       U"上旬",     U"中旬",     U"下旬",     U"前"});

// What precedes a year or month and belongs to it.
constexpr auto kBeforeEnglish = std::to_array<Words>({U"the first quarter of ",
                                                      U"the second quarter of ",
                                                      U"the third quarter of ",
                                                      U"the fourth quarter of ",
                                                      U"the first half of ",
                                                      U"the second half of ",
                                                      U"the end of ",
                                                      U"the beginning of ",
                                                      U"the spring of ",
                                                      U"the summer of ",
                                                      U"the autumn of ",
                                                      U"the fall of ",
                                                      U"the winter of ",
                                                      U"mid-",
                                                      U"early ",
                                                      U"late ",
                                                      U"spring ",
                                                      U"summer ",
                                                      U"autumn ",
                                                      U"winter "});

bool IsAfter(const std::string& value, const std::string& last_day) {
  if (value.size() < 4 || value[0] == '-') return false;
  return value > last_day.substr(0, value.size());
}

Range WholePhrase(const Shadow& shadow, const Range& range) {
  Range folded = shadow.FromSource(range);
  const Words key = shadow.key();
  for (const Words word : kAfterChinese) {
    if (key.substr(folded.end, word.size()) != word) continue;
    folded.end += static_cast<int>(word.size());
    break;
  }
  for (const Words word : kBeforeEnglish) {
    const int start = folded.start - static_cast<int>(word.size());
    if (start < 0 || key.substr(start, word.size()) != word) continue;
    folded.start = start;
    break;
  }
  return shadow.ToSource(folded);
}

}  // namespace

std::optional<UpcomingDate> FindUpcoming(const Draft& draft, const Material& material) {
  const std::string language = VoiceLanguage(draft, material);
  const std::string last_day = window::FormatCivilDay(material.window->last());
  for (const int member : draft.members) {
    const Report& report = material.reports[member];
    if (report.language != language) continue;
    for (const Sentence& sentence : report.sentences) {
      if (!IsPrintable(report, sentence)) continue;
      const Shadow& shadow = report.ShadowOf(sentence.field);
      const Range folded = shadow.FromSource(sentence.range);
      const Words key = Words(shadow.key()).substr(folded.start, folded.size());
      const bool future = std::any_of(kFuture.begin(), kFuture.end(),
                                      [key](Words word) { return key.find(word) != Words::npos; });
      if (!future) continue;
      for (const Number& number : sentence.numbers) {
        if (number.kind != NumberKind::kDate || !IsAfter(number.value, last_day)) continue;
        return UpcomingDate{{member, sentence.field, WholePhrase(shadow, number.range)},
                            number.value,
                            number.value + "~"};
      }
    }
  }
  return std::nullopt;
}

}  // namespace sennight::summarization
